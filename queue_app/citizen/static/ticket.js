/* The ticket while somebody looks at it. What a state looks like is the server's HTML; here it is only fetched again when
   the state changes, and the place and the window are kept current in between. Words come from the page. */
import { follow } from "../js/live.js";
import { keep, remember, start } from "./device.js";
import { tell } from "./push.js";

const sheet = document.querySelector("[data-ticket]");
const { ticket, number, line, site, zone, part } = sheet.dataset;
const api = `/api/v1/tickets/${encodeURIComponent(ticket)}`;
const home = `/tiket/${ticket}`;
const title = document.title;
const ENDED = ["SERVED", "CANCELLED", "EXPIRED", "UNFINISHED"];
const WINDOW_EVERY = 120000; // the window is asked for at most this often, spread over phones
const WINDOW_OLD = 240000; // and at least this often while somebody looks, though nothing moved
const MARGIN = 600000; // to find the floor and confirm the arrival
const SOON = 3000; // what the page says is wrong: ask, but not all phones at once
const NEAR = 800, NEXT = 10; // the next ten are few, and must be right within a second

const within = (name) => sheet.querySelector(name);
const shown = () => within(".ticket-state").dataset;
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const clock = (at, seconds) =>
  new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", ...(seconds && { second: "2-digit" }), hourCycle: "h23", timeZone: zone })
    .format(new Date(at)).replace(/:/g, ".");

let own = true; // whether the line's order alone tells my place
let index = null; // my place in the line's order, as last told
const copied = "kept" in document.body.dataset; // there was no signal: this is the page as it was last seen here
let offset = copied ? 0 : new Date(sheet.dataset.now) - Date.now(); // the house's clock may differ from this phone's
let lastSign = new Date(sheet.dataset.now);
let windowAt = lastSign; // when the window on the screen was computed; the house's time
let swapping = false, windowDue = null, dueAt = 0, holder, queue;

/* --- the state ----------------------------------------------------------------------------------------------- */

function onTicket(now) {
  const before = shown();
  const same =
    now.status === before.status && (now.counter || "") === before.counter && now.service === before.code &&
    Boolean(now.arrived_at) === Boolean(before.here) && Boolean(now.estimate) === Boolean(before.window) &&
    String(now.recalls ?? before.recalls) === before.recalls;
  if (now.line !== line) return location.assign(home); // moved to another line: follow that one
  if (!same) return swap();
  if (now.status !== "WAITING" || now.ahead === null) return;
  own = index === null || index === now.ahead;
  place(now.ahead);
  const words = within("[data-window-words]");
  if (words && now.estimate) words.textContent = `${clock(now.estimate.low)}–${clock(now.estimate.high)}`;
  leaveAgain(now.estimate);
  computed(now.estimate?.as_of);
}

async function swap() {
  if (swapping) return;
  swapping = true;
  try {
    const answer = await fetch(part, { cache: "no-store" });
    if (!answer.ok) return;
    const typed = within("#code")?.value;
    const focused = sheet.contains(document.activeElement);
    sheet.innerHTML = await answer.text();
    computed();
    if (typed && within("#code")) within("#code").value = typed;
    document.getElementById("kesalahan")?.remove();
    if (focused) document.getElementById("isi").focus({ preventScroll: true });
    announce();
  } finally {
    swapping = false;
  }
}

function announce() {
  const { status, say } = shown();
  document.querySelector("[data-live-words]").textContent = say;
  document.title = status === "CALLED" ? say : title;
  if (status === "CALLED") {
    scrollTo(0, 0);
    if (navigator.vibrate) navigator.vibrate([400, 200, 400]);
  }
  start(sheet);
  tell(sheet);
  bricks();
  keepSeen();
  if (ENDED.includes(status)) [holder, queue].forEach((one) => one && one.stop());
}

/* --- the place ----------------------------------------------------------------------------------------------- */

function onLine(now) {
  if (now.said && now.said !== shown().said) saySoon();
  if (shown().status !== "WAITING" || !within("[data-ahead]")) return;
  const at = now.order.indexOf(number);
  const first = index === null;
  index = at < 0 ? null : at;
  const ahead = Number(within("[data-ahead]").dataset.ahead);
  const mine = now.services.find((one) => one.code === shown().code);
  if (mine && Boolean(mine.estimate) !== Boolean(shown().window)) askWithin(SOON); // a counter opened, or the last one closed
  if (index === null || index === ahead) return;
  if (first) own = false; // other services stand between me and the front: only the server can tell
  if (own) place(index);
  askWithin(own ? WINDOW_EVERY : index < NEXT ? NEAR : SOON);
}

/* Something is announced, or a counter pauses: fetch the words, but not all phones at once. */
let saying = null;
function saySoon() {
  if (saying || document.visibilityState !== "visible") return;
  saying = setTimeout(() => { saying = null; swap(); }, SOON * Math.random());
}

function askWithin(most) {
  const wait = most * (0.5 + Math.random() / 2);
  if (windowDue && dueAt <= Date.now() + wait) return;
  clearTimeout(windowDue);
  dueAt = Date.now() + wait;
  windowDue = setTimeout(askWindow, wait);
}

async function askWindow() {
  windowDue = null;
  if (document.visibilityState !== "visible") return;
  const answer = await fetch(api, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) onTicket(await answer.json());
}

function place(ahead) {
  const box = within("[data-ahead]");
  if (!box || Number(box.dataset.ahead) === ahead) return;
  box.dataset.ahead = ahead;
  within("[data-ahead-count]").textContent = ahead ? fill(box.dataset.many, { n: ahead }) : box.dataset.next;
  within("[data-ahead-words]").hidden = !ahead && Boolean(shown().here);
  bricks();
}

/* When to leave, from the early end of the window: as forecast/leaving.py says it. */
function leaveAgain(window) {
  const plan = within("[data-plan]");
  if (!plan || !window) return;
  const travel = Number(plan.dataset.plan) * 60000, now = Date.now() + offset;
  const leave = Math.max(new Date(window.low) - MARGIN - travel, now), there = leave + travel;
  plan.querySelector("[data-leave]").textContent = clock(leave);
  plan.querySelector("[data-arrive]").textContent = clock(there);
  const words = plan.querySelector("[data-leave-in]");
  const left = Math.floor((leave - now) / 60000);
  plan.querySelector("[data-may-miss]").hidden = there <= new Date(window.low);
  words.textContent = left > 0 ? fill(words.dataset.leaveIn, { n: left }) : words.dataset.leaveNow;
}

/* One brick per person ahead; those who have been served since this phone first looked stay as outlines. */
function bricks() {
  const row = within("[data-bricks]");
  const box = within("[data-ahead]");
  if (!row || !box) return;
  const ahead = Number(box.dataset.ahead);
  const most = Math.max(ahead, remember(`mulai:${ticket}`) || 0);
  remember(`mulai:${ticket}`, most);
  const sun = row.querySelector(".mark") || document.querySelector(".brand .mark").cloneNode(true);
  sun.setAttribute("class", "mark mark-brick");
  row.textContent = "";
  if (ahead > 12) return;
  const list = row.appendChild(document.createElement("div"));
  list.className = "bricks";
  list.setAttribute("aria-hidden", "true");
  const past = Math.min(most - ahead, 12 - ahead);
  for (let n = 0; n < past + ahead; n++) list.appendChild(document.createElement("i")).className = n < past ? "brick past" : "brick";
  list.appendChild(sun);
}

/* --- how old it is ------------------------------------------------------------------------------------------- */

function fresh(asOf) {
  if (asOf) offset = new Date(asOf) - Date.now();
  lastSign = Date.now() + offset;
  delete document.body.dataset.kept;
  stamp();
  if (shown().status === "WAITING" && lastSign - windowAt > WINDOW_OLD) askWithin(SOON);
  sheet.classList.remove("is-stale");
  document.querySelector("[data-stale-note]").hidden = true;
}

/* The window (or that there is none) is as of this instant; without one, as of now. */
function computed(at) {
  windowAt = at ? new Date(at) : new Date(Date.now() + offset);
  stamp();
}

/* A sign of life says that the place is right; the stamp says how old the window is. */
function stamp() {
  const words = within("[data-fresh]");
  if (words) words.textContent = fill(words.dataset.fresh, { time: clock(windowAt, true) });
}

function stale() {
  const words = document.querySelector("[data-stale-words]");
  words.textContent = fill(words.dataset.staleWords, { time: clock(lastSign) });
  sheet.classList.add("is-stale");
  document.querySelector("[data-stale-note]").hidden = false;
}

/* What this phone shows without a signal is what it last knew, and since when. */
function keepSeen() {
  if (sheet.classList.contains("is-stale")) return;
  sheet.dataset.now = new Date(lastSign).toISOString();
  keep();
}

remember("tiket", [{ url: home, number, service: sheet.dataset.service, day: sheet.dataset.day },
  ...(remember("tiket") || []).filter((kept) => kept.url !== home)].slice(0, 10));
start(document);
tell(sheet);
bricks();
copied ? stale() : keepSeen();
if (!ENDED.includes(shown().status)) followMine();
/* A phone in a pocket looks at nothing: its ticket is no longer followed, so that the house sends it word instead. */
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keepSeen();
  if (ENDED.includes(shown().status)) return;
  if (document.visibilityState === "visible") followMine();
  else if (told()) holder = holder && void holder.stop();
});

/* What is folded is folded out on paper; browsers that know no ::details-content need this. */
addEventListener("beforeprint", () => { const needs = within(".needs"); if (needs) needs.open = true; });

/* Whether this phone is sent word; only then may it stop listening. */
function told() {
  return within("[data-tell]")?.dataset.state === "told";
}

function followMine() {
  if (holder) return;
  holder = follow(`ticket:${ticket}`, { url: api, beats: false, seq: Number(sheet.dataset.seq), render: onTicket, fresh, stale, refused: () => location.assign(home) });
  queue ||= follow(`line:${line}`, { site, render: onLine });
}
