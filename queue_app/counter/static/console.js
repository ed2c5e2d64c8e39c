/* The console by keyboard. The server's HTML is the truth: an act posts its form and swaps the regions that come back, the
   socket only says that there is something new. Nothing is kept back while offline: buttons are locked instead. */
import { follow } from "../js/live.js";
import { installAlerts, lookForNewcomers } from "./alerts.js";
import { followCall } from "./echo.js";
import { tick, setTime, clock, isOver } from "./timers.js";
import { forgetPresses, goOn, installKeys, later } from "./keys.js";
import { NEXT, shown, swap } from "./regions.js";

const main = document.getElementById("isi");
const { counter, console: home } = main.dataset;
const body = document.body;
const say = document.querySelector("[data-say]");
const bar = document.querySelector("[data-offline]");
const CALM = 400; // ms after an act in which a second press of the same button is taken for the first
const HELD = 1000; // ms for which a refresh waits for a button that is being pressed

let view = ""; // the query of the open panel, so that a refresh shows the same
let flight = null; // the request under way
let newest = 0; // seq of the newest snapshot heard of
let told = shown().state;
let calmUntil = 0;
let acted = ""; // the button that began the last act
let letGo = null; // resolves when the button of the mouse is up again
let offline = false;

const seq = () => Number(shown().seq);
const query = (form) => `?${new URLSearchParams(new FormData(form))}`;
const part = (address) => `${address}${address.includes("?") ? "&" : "?"}bagian=utama`;

/* --- requests ------------------------------------------------------------------------------------------------ */

/* A refresh gives way to whatever the clerk does; an act gives way to nothing. */
async function ask(address, { act, focus = "" } = {}) {
  const weak = !act && !focus;
  if (offline || (flight && (weak || !flight.weak))) return;
  flight?.abort();
  const mine = new AbortController();
  flight = Object.assign(mine, { weak });
  body.classList.toggle("is-busy", !weak);
  const text = await fetched(part(address), { ...act, signal: mine.signal }, setTimeout(() => mine.abort(), 8000));
  if (weak && letGo) await Promise.race([letGo, new Promise((done) => { setTimeout(done, HELD); })]);
  if (flight !== mine) return;
  const about = weak ? subject() : "";
  flight = null;
  body.classList.remove("is-busy");
  if (text === null) unanswered(act);
  else if (swap(text, focus)) about && about !== subject() ? overtaken(about) : tell(act);
  else return location.assign(home); // signed out, or another page: let the server say
  if (act) calmUntil = performance.now() + CALM;
  if (!weak) goOn(text !== null && !(act && document.querySelector("#kesalahan, .con-toast.wrong")));
  if (newest > seq()) refresh();
}

/* A form about the person at this counter; when a colleague at the same counter went on, it must not become one about the
   next person under the clerk's fingers. */
const subject = () => document.getElementById("kerja")?.dataset.of || "";

function overtaken(number) {
  view = "";
  ask(home, { focus: NEXT }).then(() => warn(main.dataset.overtaken.replace("{number}", number)));
}

function warn(text) {
  const told = Object.assign(document.createElement("p"), { className: "con-toast wrong", textContent: text });
  told.setAttribute("role", "alert");
  document.querySelector(".con-slot")?.prepend(told);
}

/* null: no answer, or that of a house that is away (5xx; the page of it would stay when it is back). What an act did is
   then unknown, and the next refresh shows it. */
async function fetched(address, options, timer) {
  try {
    const answer = await fetch(address, { cache: "no-store", ...options });
    return answer.status < 500 ? await answer.text() : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/* No answer is taken for no connection, at once: what an act did is then unknown, and the next sign of life shows it. */
function unanswered(act) {
  if (act) say.textContent = main.dataset.unanswered;
  if (!watching) return void setTimeout(refresh, 1000);
  stale();
  setTimeout(() => watching.ask(), 500);
}

/* Say what has changed to who listens, and in the title of the window. A refused form stays open. */
function tell(act) {
  if (act) view = document.getElementById("kerja").dataset.view || "";
  const { state, title } = shown();
  const newcomer = lookForNewcomers();
  if (state !== told || newcomer) say.textContent = newcomer || state;
  told = state;
  document.title = title;
  followCall(home, () => !offline);
  paint();
  point();
}

const refresh = () => ask(home + view);

const busy = () => Boolean(flight && !flight.weak);

function go(query, focus = NEXT, id = "") {
  if (offline) return;
  if (busy()) return void (id && later({ id }));
  view = query;
  ask(home + query, { focus });
}

function act(form, button) {
  if (offline || (button?.id === acted && (busy() || performance.now() < calmUntil))) return;
  if (busy()) return void (button?.id && later({ id: button.id }));
  acted = button?.id;
  const address = button?.getAttribute("formaction") || form.getAttribute("action");
  const post = { method: "POST", body: new URLSearchParams(new FormData(form, button)) };
  ask(address, { act: post, focus: NEXT });
}

/* The counter starts by itself when its delay is over: never while a form is open, and once for each call. */
let begun = "";
function startWhenDue() {
  const form = document.getElementById("otomatis");
  if (!form || offline || view || flight || !isOver(form.dataset.auto) || begun === form.dataset.auto) return;
  begun = form.dataset.auto;
  forgetPresses("Enter");
  act(form);
  acted = "utama"; // who presses now meant to start: not taken for the step after it
}

main.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-plain]")) return;
  event.preventDefault();
  if (form.method === "post") act(form, event.submitter);
  else go(query(form), form.matches("[data-live-search]") ? "#service :checked" : NEXT);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(new URL(link.href).search, NEXT, link.id);
});

/* The console as a small window beside another application. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-dock]");
  if (link && window.open(link.href, link.target, "popup,width=360,height=220")) event.preventDefault();
});

/* A refresh that swaps a button between its press and its release would swallow the click. */
addEventListener("pointerdown", () => {
  letGo = new Promise((done) => { for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(done), { once: true }); });
}, true);

/* Results while one types; the field itself stays. */
let typing;
main.addEventListener("input", (event) => {
  const form = event.target.closest("[data-live-search]");
  if (!form) return;
  clearTimeout(typing);
  const search = () => { if (flight) typing = setTimeout(search, 100); else if (form.isConnected) go(query(form), "#q"); };
  typing = setTimeout(search, 250);
});

/* --- live ---------------------------------------------------------------------------------------------------- */

function fresh(asOf) {
  setTime(asOf);
  document.querySelector("[data-link]").hidden = false;
  if (!offline) return;
  offline = false;
  show();
  refresh();
}

function stale() {
  if (offline) return;
  offline = true;
  goOn(false);
  document.querySelector("[data-lost-at]").textContent = clock(null, true);
  show();
}

function show() {
  body.classList.toggle("is-offline", offline);
  bar.hidden = !offline;
  const { up, down } = document.querySelector("[data-link]").dataset;
  document.querySelector("[data-link] b").textContent = offline ? down : up;
}

/* In practice: the key to press next stands out. */
function point() {
  const { hint } = document.getElementById("petunjuk")?.dataset || {};
  document.querySelectorAll("[data-key]").forEach((node) => node.classList.toggle("hinted", Boolean(hint) && node.dataset.key === hint));
}

const paint = () => tick(Number(main.dataset.speed), main.dataset.zone);
installAlerts();
const watching = "practice" in main.dataset ? null : follow(`counter:${counter}`, {
  url: `/api/v1/counters/${encodeURIComponent(counter)}`, beat: 2, seq: seq(), fresh, stale,
  render: (snapshot) => { newest = snapshot.seq; if (newest > seq()) refresh(); },
  refused: () => location.assign(home),
});
bar.querySelector("[data-ask]").addEventListener("click", () => watching?.ask());
setTime(shown().asOf);
show();
paint();
point();
setInterval(paint, 1000);
setInterval(startWhenDue, 100);
followCall(home, () => !offline);
installKeys(busy);
