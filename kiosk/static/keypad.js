/* The keypad: digits choose, Enter confirms, 0 goes back, + and - show what else there is, * calls somebody, / switches reading aloud on
   and off, the point says it again. Choices are links and buttons of the page; this only presses them. */
import { again } from "./speech.js";
import { readNothing, readOne, readPage } from "./reading.js";

const page = document.querySelector("[data-kiosk]");
const AT_ONCE = 9; // choices that have a digit
let first = 0; // the choice that 1 means
let chosen = null;

const choices = () => [...page.querySelectorAll("[data-choice]")].filter((one) => one.checkVisibility());
const click = (what) => page.querySelector(what)?.click();
const atStart = page.dataset.start === location.pathname;

/* Give the choices that are there now their digits. */
export function number() {
  const all = choices();
  for (const one of page.querySelectorAll("[data-digit]")) delete one.dataset.digit;
  all.slice(first, first + AT_ONCE).forEach((one, at) => { one.dataset.digit = at + 1; });
}

export function read() { readPage(choices().length > first + AT_ONCE); }

function mark(one) {
  chosen?.classList.remove("is-chosen");
  chosen = one;
  one?.classList.add("is-chosen");
}

function choose(digit) {
  number();
  const one = page.querySelector(`[data-digit="${digit}"]`);
  mark(one);
  if (!one) readNothing(digit);
  else if (document.activeElement === one) readOne(one);
  else one.focus(); // which is read
}

/* More choices than digits: the next nine of this screen, else the next screen. */
function turn(by, name) {
  const next = first + by * AT_ONCE;
  if (next < 0 || next >= choices().length) return click(`[data-turn=${name}]`);
  first = next;
  mark(null);
  number();
  read();
}

const KEYS = {
  0: () => (page.querySelector("[data-back]") || page.querySelector("[data-default]"))?.click(),
  "+": () => turn(1, "after"),
  "-": () => turn(-1, "before"),
  "*": () => click("form:not([hidden])>[data-help]"),
  "/": () => click("[name=ubah][value=speech]"),
  ".": again,
  ",": again,
};
/* While a number is typed keys belong to it; before, these do what they do elsewhere, and - goes back. */
const BEFORE_TYPING = { ...KEYS, "-": KEYS[0] };
delete BEFORE_TYPING[0];

function byKeys() {
  sessionStorage.setItem("keys", "1");
  document.documentElement.classList.add("by-keys");
}

/* Keys of the pad are known by their place: they count without Num Lock, too. */
function keyOf({ code, key }) {
  const place = /^Numpad(\d|Decimal)$/.exec(code)?.[1];
  return place === "Decimal" ? "." : place || key;
}

function press(event) {
  const key = keyOf(event);
  const typing = page.querySelector("[data-typing] input:not([type=hidden])");
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (typing && /^\d$/.test(key) && key !== event.key) write(typing, key);
  else if (typing?.value) return;
  else if (!typing && key >= "1" && key <= "9" && choices().length) { byKeys(); choose(key); }
  else if ((typing ? BEFORE_TYPING : KEYS)[key]) { byKeys(); (typing ? BEFORE_TYPING : KEYS)[key](); }
  else if (key === "Enter" && (event.target === document.body || event.target.id === "isi")) {
    byKeys();
    (chosen || page.querySelector("[data-default]") || (atStart && choices()[0]))?.click();
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function write(field, digit) {
  field.value = (field.value + digit).slice(0, field.maxLength);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function install() {
  number();
  if (atStart) sessionStorage.removeItem("keys");
  if (sessionStorage.getItem("keys")) byKeys();
  addEventListener("keydown", press);
}
