/* Which key does what, for this person on this PC (WCAG 2.1.4). An act is known by the letter it has by default; the number
   pad is a call pad besides. What is stored maps default letters to chosen keys. */
const PAD = { NumpadDecimal: "u", NumpadMultiply: "x", NumpadDivide: "t", NumpadSubtract: "z", NumpadAdd: "m" };
const main = document.getElementById("isi");
const store = `gmsc-tombol:${main.dataset.staff}`;
let chosen = remembered();

function remembered() {
  try { return JSON.parse(localStorage.getItem(store)) || {}; } catch { return {}; }
}

function keep() {
  try { localStorage.setItem(store, JSON.stringify(chosen)); } catch { /* private mode: until the page closes */ }
  paint();
}

const keyOf = (act) => chosen[act] || act;

/* What a key press means, by the letter the act has by default; "" for a letter that was given away. */
export function meant(event) {
  if (PAD[event.code]) return PAD[event.code];
  if (event.key.length !== 1) return event.key;
  const key = event.key.toLowerCase();
  const act = Object.keys(chosen).find((one) => chosen[one] === key);
  return act || (chosen[key] ? "" : key);
}

/* A digit of the number pad begins a number to look for. */
export const padDigit = (event) => /^Numpad(\d)$/.exec(event.code)?.[1] ?? ""; // by its place: the pad calls without Num Lock, too

function paint() {
  document.querySelectorAll("[data-cap]").forEach((cap) => {
    const key = keyOf(cap.dataset.cap).toUpperCase();
    if (cap.textContent !== key) cap.textContent = key; // writing is a change that is observed
  });
  document.querySelectorAll("[data-remap-hint], [data-remap-none]").forEach((button) => { button.hidden = false; });
}

/* The next key becomes the act's; who had it gets the act's old one, so that no act is ever without a key. */
function ask(button) {
  const act = button.dataset.remap;
  delete button.dataset.cap; // so that it can say that it waits
  button.textContent = button.dataset.wait;
  addEventListener("keydown", function take(event) {
    if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    removeEventListener("keydown", take, true);
    button.dataset.cap = act;
    if (event.key.length === 1 && event.key !== " ") give(act, event.key.toLowerCase());
    paint();
  }, true);
}

function give(act, key) {
  const all = [...document.querySelectorAll("[data-remap]")].map((one) => one.dataset.remap);
  const other = all.find((one) => one !== act && keyOf(one) === key);
  if (other) chosen[other] = keyOf(act);
  chosen[act] = key;
  for (const one of Object.keys(chosen)) if (chosen[one] === one) delete chosen[one];
  keep();
}

export function installRemap() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remap]");
    if (button) ask(button);
    if (event.target.closest("[data-remap-none]")) { chosen = {}; keep(); }
  });
  new MutationObserver(paint).observe(main, { childList: true, subtree: true });
  paint();
}
