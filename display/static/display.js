/* The board of one hall. The last whole snapshot is painted anew four times a second: what is gold, what is old and which
   line stands below follow from the time alone. Words come from the page. */
import { follow } from "../js/live.js";
import { keepAwake, reloadAtNight } from "./screen.js";

const GOLD = 8000; // a new call is gold this long
const BAR = 60000; // and keeps a gold bar this long
const LINE = 8000; // each line at the bottom stands this long
const ROWS = 6;

const board = document.querySelector("[data-board]");
const { zone, code: codeUrl } = board.dataset;
const words = JSON.parse(board.dataset.words);
const speed = Number(board.dataset.speed);
const one = (name) => board.querySelector(`[data-${name}]`);
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const format = (options) => new Intl.DateTimeFormat("id-ID", { timeZone: zone, ...options });
const hours = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dates = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const clock = (at) => hours.format(at).replace(":", ".");

let shown = null; // the last snapshot
let stale = false;
let lobby = null; // {code, expires_at}
let told = { as_of: Date.parse(board.dataset.asOf), at: performance.now() }; // the product's time when last heard
const seen = new Map(); // event → when this screen first knew of it

const now = () => told.as_of + (performance.now() - told.at) * speed;

function put(node, text) {
  if (node.textContent !== String(text)) node.textContent = text;
}

/* A012: the letter apart, so that it can have its colour. */
function putNumber(node, number) {
  if (node.textContent === number && node.firstElementChild) return;
  const [, letters, digits] = number.match(/^(\D*)(.*)$/);
  const prefix = Object.assign(document.createElement("span"), { className: "tk-p", textContent: letters });
  const whole = Object.assign(document.createElement("span"), { className: "tk" });
  whole.append(prefix, digits);
  node.replaceChildren(whole);
  node.dataset.length = number.length;
}

const age = (call) => performance.now() - seen.get(call.event);

function take(snapshot) {
  shown = snapshot;
  const known = new Set(snapshot.calls.map((call) => call.event));
  for (const event of seen.keys()) if (!known.has(event)) seen.delete(event);
  for (const call of snapshot.calls) {
    if (seen.has(call.event)) continue;
    seen.set(call.event, performance.now() - Math.max(0, Date.parse(snapshot.as_of) - Date.parse(call.called_at)) / speed);
  }
  const newest = snapshot.calls[0];
  if (newest && age(newest) < GOLD) put(one("say"), `${words.first} ${newest.number}. ${fill(words.go, place(newest))}`);
  paint();
}

const place = (call) => ({ counter: call.counter_name, floor: call.floor });

function paint() {
  put(one("clock"), clock(now()));
  put(one("date"), dates.format(now()));
  paintCode();
  if (stale) return paintStale();
  if (!shown) return;
  const newest = shown.calls[0];
  const calling = Boolean(newest) && age(newest) < GOLD;
  board.dataset.state = calling ? "calling" : newest ? "idle" : "empty";
  if (newest) paintCall(newest);
  paintRows(calling ? shown.calls.slice(1) : shown.calls);
  put(one("list-head"), words.list);
  paintLine(newest);
}

function paintCall(call) {
  put(one("nth"), call.recall ? fill(words.again, { n: call.recall + 1 }) : words.first);
  for (const name of ["call-number", "last-number"]) putNumber(one(name), call.number);
  put(one("call-counter"), call.counter_number);
  put(one("call-floor"), call.floor);
  one("call-floor").dataset.length = call.floor.length;
  put(one("last-place"), fill(words.place, place(call)));
}

function paintRows(calls) {
  board.dataset.rows = calls.length;
  board.querySelectorAll("[data-row]").forEach((row, i) => {
    const call = i < ROWS && calls[i];
    row.hidden = !call;
    if (!call) return;
    const [number, counter, floor] = row.children;
    putNumber(number, call.number);
    put(counter, call.counter_number);
    put(floor, call.floor);
    row.className = stale ? "" : age(call) < GOLD ? "gold on-call" : age(call) < BAR ? "new" : "";
  });
}

/* A disturbance takes the line for itself; an emergency even before it. */
function paintLine(newest) {
  const loud = ["darurat", "gangguan"].map((kind) => notices(kind)[0]).find(Boolean);
  board.dataset.notice = loud ? loud.kind : "";
  if (loud) {
    const [, title, rest] = loud.text.match(/^([^.:]{8,60})[.:]\s+(.+)$/) || [null, words[loud.kind] + ".", loud.text];
    put(one("notice-title"), title);
    put(one("notice"), loud.until ? `${rest} ${fill(words.until, { time: clock(Date.parse(loud.until)) })}` : rest);
  }
  if (newest) put(one("go"), fill(words.go, place(newest)));
  const lines = quietLines();
  put(one("line"), lines[Math.floor(performance.now() / LINE) % lines.length]);
}

/* Nothing happens when a time is over, so no snapshot says it: what has run out is left out here. */
const holds = (until) => until && Date.parse(until) > now();
const notices = (kind) => shown.notices.filter((notice) => notice.kind === kind && (!notice.until || holds(notice.until)));

function quietLines() {
  const paused = shown.counters.filter((counter) => counter.paused).map(({ name, reason, until }) =>
    fill(holds(until) ? words.pausedUntil : words.paused, { counter: name, reason: lower(reason), time: until && clock(Date.parse(until)) }));
  const lines = [...notices("info").map((notice) => notice.text), ...paused];
  return lines.length ? lines : [words.rule];
}

const lower = (text) => (text ? text[0].toLowerCase() + text.slice(1) : "");

/* What is old is not shown as if it were true: the newest call goes, the list says until when it holds. */
function paintStale() {
  board.dataset.state = "stale";
  board.dataset.notice = "";
  const time = clock(told.as_of);
  put(one("stale"), fill(words.stale, { time }));
  put(one("list-head"), fill(words.listAt, { time }));
  if (shown) paintRows(shown.calls);
}

/* --- the lobby code: only on an installed screen ------------------------------------------------------------- */

function paintCode() {
  if (!codeUrl) return;
  const left = lobby ? Math.max(0, Date.parse(lobby.expires_at) - now()) : 0;
  if (lobby) {
    board.querySelectorAll("[data-code-line]").forEach((line) => { line.hidden = left <= 0; });
    board.querySelectorAll("[data-code-digits], [data-code-foot]").forEach((digits) => put(digits, lobby.code));
    one("ring").style.setProperty("--left", (left / 60000).toFixed(2));
  }
}

async function askCode() {
  let wait = 5000;
  try {
    const answer = await fetch(codeUrl, { cache: "no-store" });
    if (answer.ok) {
      lobby = await answer.json();
      wait = Math.max(500, (Date.parse(lobby.expires_at) - now()) / speed + 200);
    }
  } catch { /* no network: the old code goes when its minute is over */ }
  setTimeout(askCode, wait);
}

/* --- life ---------------------------------------------------------------------------------------------------- */

function fresh(asOf) {
  told = { as_of: asOf ? Date.parse(asOf) : now(), at: performance.now() };
  stale = false;
}

const late = () => { stale = true; paint(); };

follow(`board:${board.dataset.board}`, {
  url: `/api/v1/boards/${encodeURIComponent(board.dataset.board)}`, site: board.dataset.site, beat: 2, render: take, fresh, stale: late, refused: late,
});
setInterval(paint, 250);
if (codeUrl) askCode();
keepAwake();
reloadAtNight(zone);
