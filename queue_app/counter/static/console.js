/* The console by keyboard. The server's HTML is the truth: an act posts its form and swaps the regions that come back, the
   socket only says that there is something new. Nothing is kept back while offline: buttons are locked instead. */
import { follow } from "../js/live.js";
import { tick, setTime, clock } from "./timers.js";
import { installKeys } from "./keys.js";

const main = document.getElementById("isi");
const { counter, console: home, unanswered } = main.dataset;
const body = document.body;
const say = document.querySelector("[data-say]");
const bar = document.querySelector("[data-offline]");
const CALM = 400; // ms after an act in which a second press of Enter is taken for the first

let view = ""; // the query of the open panel, so that a refresh shows the same
let busy = false;
let newest = 0; // seq of the newest snapshot heard of
let moved = ""; // where the focus goes with the next answer: the first of these selectors that is there
let calmUntil = 0;
let offline = false;

const seq = () => Number(document.getElementById("kartu").dataset.seq);
const query = (form) => `?${new URLSearchParams(new FormData(form))}`;
const part = (address) => `${address}${address.includes("?") ? "&" : "?"}bagian=utama`;

/* --- regions ------------------------------------------------------------------------------------------------- */

/* Swap what changed. A form that is being filled in (same data-keep) stays as it is. */
function swap(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const regions = [...fresh.querySelectorAll("[data-region]")];
  if (!regions.length) return location.assign(home); // signed out, or another page: let the server say
  const ticks = new Set([...main.querySelectorAll("[data-ticks] input:checked")].map((box) => box.value));
  const ticket = main.querySelector("[data-ticks]")?.dataset.ticks;
  const focused = document.activeElement;
  const before = document.getElementById("kartu").dataset.state;
  for (const region of regions) {
    const old = document.getElementById(region.id);
    if (!old || old === region || (old.dataset.keep && old.dataset.keep === region.dataset.keep)) continue;
    const top = old.scrollTop;
    old.replaceWith(region);
    region.scrollTop = top;
  }
  const papers = main.querySelector("[data-ticks]");
  if (papers && papers.dataset.ticks === ticket) for (const box of papers.querySelectorAll("input[name=ada]")) box.checked = ticks.has(box.value);
  refocus(focused);
  const { state, title } = document.getElementById("kartu").dataset;
  if (state !== before) say.textContent = state;
  document.title = title;
  paint();
}

/* After an act the focus is on the next step, in a new panel on its first field; a refresh leaves it where it was. */
const NEXT = "#kerja #kesalahan, #kerja [autofocus], #kerja .pan a, #utama";
function refocus(was) {
  const target = moved ? main.querySelector(moved) : was.isConnected ? null : was.id && document.getElementById(was.id);
  if (target || moved || !was.isConnected) (target || main.querySelector(NEXT) || main).focus({ preventScroll: true });
  moved = "";
}

/* --- requests ------------------------------------------------------------------------------------------------ */

async function ask(address, options) {
  if (busy || offline) return;
  busy = true;
  body.classList.add("is-busy");
  const text = await fetched(part(address), options);
  busy = false;
  body.classList.remove("is-busy");
  if (text === null && options) say.textContent = unanswered;
  if (text === null) setTimeout(refresh, 1000);
  else swap(text);
  if (newest > seq()) refresh();
}

/* null: no answer. What an act did is then unknown, and the next refresh shows it. */
async function fetched(address, options) {
  try {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(8000), ...options });
    return await answer.text();
  } catch {
    return null;
  }
}

const refresh = () => ask(home + view);

function go(query, focus = NEXT) {
  if (busy || offline) return;
  view = query;
  moved = focus;
  ask(home + query);
}

function act(form, button) {
  if (busy || offline || performance.now() < calmUntil) return;
  const data = new URLSearchParams(new FormData(form, button));
  view = "";
  moved = NEXT;
  ask(button?.getAttribute("formaction") || form.getAttribute("action"), { method: "POST", body: data })
    .then(() => { calmUntil = performance.now() + CALM; });
}

main.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.method === "post") act(form, event.submitter);
  else go(query(form), form.matches("[data-live-search]") ? "#service :checked" : NEXT);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(new URL(link.href).search);
});

/* Results while one types; the field itself stays. */
let typing;
main.addEventListener("input", (event) => {
  const form = event.target.closest("[data-live-search]");
  if (!form) return;
  clearTimeout(typing);
  const search = () => { if (busy) typing = setTimeout(search, 100); else if (form.isConnected) go(query(form), "#q"); };
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
  offline = true;
  document.querySelector("[data-lost-at]").textContent = clock(null, true);
  show();
}

function show() {
  body.classList.toggle("is-offline", offline);
  bar.hidden = !offline;
  const { up, down } = document.querySelector("[data-link]").dataset;
  document.querySelector("[data-link] b").textContent = offline ? down : up;
}

const paint = () => tick(Number(main.dataset.speed), main.dataset.zone);
const watching = follow(`counter:${counter}`, {
  url: `/api/v1/counters/${encodeURIComponent(counter)}`, beat: 2, seq: seq(), fresh, stale,
  render: (snapshot) => { newest = snapshot.seq; if (newest > seq()) refresh(); },
  refused: () => location.assign(home),
});
bar.querySelector("[data-ask]").addEventListener("click", () => watching.ask());
setTime(document.getElementById("kartu").dataset.asOf);
show();
paint();
setInterval(paint, 1000);
installKeys();
