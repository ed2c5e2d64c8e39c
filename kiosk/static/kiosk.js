/* Every screen of the kiosk: the clock, the way back to the start when nobody is there, whether the house still answers and still knows
   this machine. `keypad.js` has the keys, `reading.js` what is read aloud. */
import * as keypad from "./keypad.js";
import { install as installReading, readAlso } from "./reading.js";
import { keep, say, sayKept, speaking } from "./speech.js";

const page = document.querySelector("[data-kiosk]");
const START = page.dataset.start;
const PULSE = 1500; // a revoked kiosk is out within two seconds
const LOST = 5000; // without an answer for so long, people are sent to the desk
const REPORT = 20000;
const ASKING = 20; // seconds the question stands
const PATIENCE = 60000; // for a page that was asked for
const AFTER_WORDS = 8000; // a screen that was read aloud stays for so long
const words = JSON.parse(page.dataset.words);

/* ---- From page to page: only while the house answers, for a page that cannot come would leave this machine dead ---- */
const lost = page.querySelector("[data-lost]");
let parting = 0; // since when another page is on its way: nothing calls that off, or a number just given would never be seen

async function there() {
  try {
    const answer = await fetch(page.dataset.pulse, { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(10000) });
    return answer.status < 500;
  } catch { return false; }
}

async function part(act) {
  if (parting && performance.now() - parting < PATIENCE) return;
  parting = performance.now();
  if (await there()) return act();
  parting = 0;
  lose(true);
}

function lose(gone) {
  if (gone && lost.hidden) sayKept();
  lost.hidden = !gone;
}
const go = (address) => part(() => location.replace(address));

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  part(() => location.assign(link.href));
});
/* One touch is one act: a second one before the next page does nothing. */
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented) return;
  if (form.dataset.there) return void delete form.dataset.there;
  event.preventDefault();
  part(() => { form.dataset.there = "1"; form.requestSubmit(submitter); });
});

/* ---- The clock, in the house's time: simulated or not, it runs on from what the page was sent with ---- */
const began = performance.now();
const now = Date.parse(page.dataset.now);
const time = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: page.dataset.zone });
setInterval(() => {
  const shown = time.format(now + performance.now() - began).replace(":", ".");
  const clock = page.querySelector("[data-clock]");
  if (clock.textContent !== shown) clock.textContent = shown;
}, 1000);

/* ---- Back to the start ---- */
const asking = page.querySelector("[data-asking]");
const left = asking.querySelector("[data-left]");
const rest = asking.querySelector("[data-rest]");
const leaving = page.querySelector("[data-leaving]");
const IDLE = Number(page.dataset.idle);
let touched = performance.now();
let ends = Number(page.dataset.leave) ? performance.now() + 1000 * Number(page.dataset.leave) : 0;
let before = null;

const until = (moment) => Math.ceil((moment - performance.now()) / 1000);

function stay() {
  touched = performance.now();
  asking.hidden = true;
  before?.isConnected && before.focus();
}

function tick() {
  if (speaking() && asking.hidden) { // nobody is sent away from what is being said
    touched = performance.now();
    if (ends) ends = Math.max(ends, touched + AFTER_WORDS);
  }
  if (ends) {
    leaving.textContent = leaving.dataset.leaving.replace("{n}", Math.max(0, until(ends)));
    return void (until(ends) <= 0 && go(START));
  }
  const remains = IDLE ? until(touched + 1000 * (IDLE + ASKING)) : Infinity;
  if (remains <= 0) return go(START);
  if (remains > ASKING) return;
  if (asking.hidden) ask();
  left.textContent = left.dataset.left.replace("{n}", remains);
  rest.style.transform = `scaleX(${remains / ASKING})`;
}

function ask() {
  before = document.activeElement;
  asking.hidden = false;
  asking.querySelector("[data-stay]").focus();
  say(asking.querySelector("h2").textContent, words.stay);
}
tick();
setInterval(tick, 1000);
/* A question that went as soon as the finger came down would leave the touch to what lies below it, and the key to what had the focus
   before: it goes with the click, and takes the key for itself. */
asking.addEventListener("click", stay);
addEventListener("keydown", (event) => {
  if (asking.hidden) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  stay();
}, { capture: true });
for (const touch of ["pointerdown", "keydown", "input"]) addEventListener(touch, () => { if (asking.hidden) touched = performance.now(); }, { passive: true, capture: true });
addEventListener("pageshow", ({ persisted }) => persisted && location.replace(START)); // nobody else's page comes back
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("dragstart", (event) => event.preventDefault());

/* Another script knows how the paper came out, and how long this screen may then stay. */
addEventListener("kiosk:stay", ({ detail }) => {
  ends = performance.now() + 1000 * detail;
  keypad.number();
  tick();
});

/* ---- Is the house there, and is this still its kiosk? ---- */
let heard = performance.now();
let failed = 0;

/* A disturbance that is told while somebody stands here; what it says is text. */
function tell(notices) {
  const shown = page.querySelector("[data-notices]");
  const told = notices.map((one) => `${one.kind} ${one.text}`).join();
  if (shown.textContent.trim() === told.trim()) return;
  shown.replaceChildren(...notices.map((one) => {
    const line = document.createElement("p");
    line.append(Object.assign(document.createElement("strong"), { textContent: one.kind }), ` ${one.text}`);
    return line;
  }));
  readAlso(shown);
}

/* Staff came, or the call was old: what was called for can be called again. */
function helped(coming) {
  for (const one of page.querySelectorAll("[data-help-on]")) one.hidden = !coming;
  for (const one of page.querySelectorAll("[data-help-off]")) one.hidden = coming;
}

async function pulse() {
  try {
    const answer = await fetch(page.dataset.pulse, { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(3000) });
    if (answer.status === 401 || answer.status === 403) return location.replace(START);
    if (answer.ok) { heard = performance.now(); failed = -1; const told = await answer.json(); tell(told.notices); helped(told.help); }
  } catch { /* counted below */ }
  failed += 1;
  const away = failed > 0 && (!lost.hidden || (failed > 1 && performance.now() - heard > LOST));
  if (!away && !lost.hidden && START === location.pathname) go(START); // what it shows may be old; elsewhere somebody goes on
  lose(away && !(ends > 0 && until(ends) > 0)); // a number just given stays readable for its time
  setTimeout(pulse, PULSE);
}
setTimeout(pulse, 200);

/* What staff wish of this machine, while nobody stands before it: a wish that was there before is none. */
function wished(told) {
  for (const [name, act] of [["proof", () => go(page.dataset.proof)], ["reload", () => location.reload()]]) {
    const before = sessionStorage.getItem(name);
    sessionStorage.setItem(name, told[name]);
    if (told[name] && before !== null && before !== told[name]) return act();
  }
}

/* Staff hold the sign of the house for three seconds; what opens asks for the PIN. */
let held = 0;
page.querySelector(".top .brand")?.addEventListener("pointerdown", () => { held = setTimeout(() => go(page.dataset.panel), 3000); });
for (const end of ["pointerup", "pointercancel", "pointerleave"]) page.querySelector(".top .brand")?.addEventListener(end, () => clearTimeout(held));

async function report() {
  const body = new URLSearchParams({ csrf_token: page.dataset.csrf, screen: `${innerWidth}x${innerHeight}` });
  try {
    const answer = await fetch(page.dataset.report, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(8000) });
    if (!answer.ok) return;
    const told = await answer.json();
    const note = page.querySelector("[data-paper-note]");
    if (note) note.hidden = !told.problems.some((code) => code !== "paper-low");
    if (START === location.pathname) wished(told);
  } catch { /* the pulse says it */ }
}
report();
setInterval(report, REPORT);
navigator.wakeLock?.request("screen").catch(() => {});

keep(`${lost.querySelector("h2").textContent}. ${lost.querySelector("p").textContent}`);
installReading();
keypad.install();
keypad.read();
