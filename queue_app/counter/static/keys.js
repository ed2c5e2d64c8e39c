/* Single keys for single acts (WCAG 2.1.4: they can be switched off, and never fire while somebody types). A key presses
   the button or link that carries it; what is not there or locked cannot be pressed. */
import { installRemap, meant, padDigit } from "./remap.js";

const OFF = "gmsc-pintasan";
const MOST = 24; // what waits; more is a cat on the keyboard
let on = true;

/* What is pressed while the server answers waits for the answer, in order. What began the act under way is, pressed again, the
   same press: it is not taken twice. */
let busy = () => false;
let began = "";
let waiting = [];

function remembered() {
  try { return localStorage.getItem(OFF) !== "mati"; } catch { return true; }
}

function remember(value) {
  on = value;
  document.body.classList.toggle("keys-off", !on);
  try { localStorage.setItem(OFF, on ? "" : "mati"); } catch { /* private mode: until the page closes */ }
}

const typing = (node) => node.closest("input:not([type=radio],[type=checkbox]), select, textarea, [contenteditable]");
const pressable = (node) => node.closest("button, a, summary");

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.repeat && (event.key === "Enter" || !typing(event.target))) return event.key.startsWith("Arrow") || event.preventDefault();
  const wanted = meant(event);
  const writes = typing(event.target) && wanted !== "Escape" && wanted !== "Enter";
  if (busy() && !writes && (wanted.length === 1 || wanted === "Enter" || wanted === "Escape")) return hold(wanted, event);
  if (wanted === "Enter" || wanted === "Escape" || !writes) began = wanted;
  if (wanted === "Escape") return click(wanted, event);
  if (typing(event.target)) return;
  if (wanted === "Enter") return pressable(event.target) || event.target.closest("form input") || click(wanted, event);
  if (on) padDigit(event) ? look(padDigit(event), event) : click(wanted, event);
}

/* A digit of the number pad: the number to look for begins with it. */
function look(digit, event) {
  const field = document.getElementById("cari");
  if (!field || field.closest("[inert]")) return;
  event?.preventDefault();
  field.value = digit;
  field.focus();
}

function hold(wanted, event) {
  event.preventDefault();
  const last = waiting.length ? waiting[waiting.length - 1].key : began;
  if (wanted !== last) later({ key: wanted, text: event.key, pad: padDigit(event) });
}

/* What is pressed from now on, while the counter acts by itself, belongs to nobody's next step. */
export function forgetPresses(key) {
  waiting = [];
  began = key;
}

function click(key, event) {
  const target = [...document.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key && !node.disabled);
  if (!target) return;
  event?.preventDefault();
  if (target.matches("input")) target.select();
  else target.click();
}

/* Remember a press, {key, text, pad: digit of the number pad} or the {id} of what was clicked, until the answer is here. */
export function later(press) {
  if (waiting.length < MOST) waiting.push(press);
}

/* The answer is here: go on with what waits, or after a no forget it, for it was meant for another state. */
export function goOn(welcome) {
  if (!welcome) waiting = [];
  while (waiting.length && !busy()) again(waiting.shift());
}

function again({ key, text, pad, id }) {
  if (id) return document.getElementById(id)?.click();
  const field = typing(document.activeElement);
  if (field && key.length === 1) return write(field, text);
  if (pad && on) return look(pad);
  began = key;
  if (field && key === "Enter") field.form?.requestSubmit();
  else if (on || key.length > 1) click(key);
}

function write(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function installKeys(isBusy) {
  busy = isBusy;
  installRemap();
  remember(remembered());
  addEventListener("keydown", press);
  const offer = () => document.querySelectorAll("[data-shortcuts]").forEach((label) => {
    label.hidden = false;
    label.querySelector("input").checked = on;
  });
  addEventListener("change", (event) => event.target.closest("[data-shortcuts]") && remember(event.target.checked));
  new MutationObserver(offer).observe(document.getElementById("isi"), { childList: true, subtree: true });
  offer();
}
