/* The paper of the number on the screen: print it once, say how it came out. The number is given, whatever the printer does. */
import { readOutcome } from "./reading.js";

const slip = document.querySelector("[data-slip]");
const page = document.querySelector("[data-kiosk]");
const problem = slip.querySelector("[data-problem]");

function become(state, words = "") {
  slip.dataset.state = state;
  if (problem && words) problem.textContent = words;
  dispatchEvent(new CustomEvent("kiosk:stay", { detail: Number(state === "printed" ? slip.dataset.after : slip.dataset.without) }));
  readOutcome();
}

async function print() {
  slip.dataset.state = "printing";
  if (slip.dataset.way === "browser") window.print(); // Chromium --kiosk-printing asks nothing
  try {
    const body = new URLSearchParams({ csrf_token: page.dataset.csrf });
    const answer = await fetch(slip.dataset.print, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
    if (!answer.ok) throw new Error(String(answer.status));
    const { state, words } = await answer.json();
    become(state === "printing" ? "failed" : state, words);
  } catch {
    become("failed");
  }
}

slip.querySelector("[data-retry]").addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  print();
}, { capture: true });
if (slip.dataset.state === "waiting") addEventListener("load", print);
