/* Ask every three seconds whether an operator has accepted the code, one question at a time; then the board opens. */
import { keepAwake } from "./screen.js";

const EVERY = 3000;
const PATIENCE = 10000; // after which a question counts as lost

const form = document.querySelector("[data-ask]");
const says = document.querySelector("[data-says]");
const ends = performance.now() + Number(form.dataset.seconds) * 1000;
let asking = false;
let next = 0;

const minutes = () => Math.max(1, Math.ceil((ends - performance.now()) / 60000));

function say(sentence) {
  const text = sentence.replace("{minutes}", minutes());
  if (says && says.textContent !== text) says.textContent = text;
}

async function ask() {
  if (asking) return;
  asking = true;
  clearTimeout(next);
  try {
    const body = new URLSearchParams(new FormData(form));
    const signal = AbortSignal.timeout?.(PATIENCE);
    const answer = await fetch(form.action, { method: "POST", body, signal, headers: { Accept: "application/json" } });
    if (answer.ok) {
      const { address } = await answer.json();
      if (address) return location.replace(address);
      say(form.dataset.left);
    } else if (answer.status < 500 && answer.status !== 429) {
      return location.reload(); // the code is over, or this page too old: the page itself says which
    } else say(form.dataset.lost);
  } catch {
    say(form.dataset.lost);
  }
  asking = false;
  next = setTimeout(ask, EVERY);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
for (const one of document.querySelectorAll("[data-by-itself], [data-by-hand]")) one.hidden = "byHand" in one.dataset;
keepAwake();
next = setTimeout(ask, EVERY);
