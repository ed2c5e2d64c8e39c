/* Whether the hall heard the call: screens report within a second or two that they show it, and when they have said it in full, behind
   the calls of other counters; so the console asks a few times after a call, for as long as a call is said at all. */
import { shown, swap } from "./regions.js";

const ASKED_AT = [700, 1400, 2200, 4000, 8000, 10000, 13000, 18000, 26000, 40000, 60000, 90000]; // ms after the call; at 2200 a silent hall is said
let call = "";
let timers = [];

export function followCall(address, free) {
  if (shown().call === call) return;
  call = shown().call;
  timers.forEach(clearTimeout);
  timers = call ? ASKED_AT.map((ms) => setTimeout(() => ask(address, call, free), ms)) : [];
}

async function ask(address, asked, free) {
  if (!free() || shown().call !== asked || document.querySelector("#gema[data-heard]")) return;
  try {
    const answer = await fetch(`${address}?bagian=gema`, { cache: "no-store" });
    const text = await answer.text();
    if (answer.ok && free() && shown().call === asked) swap(text, "");
  } catch { /* the next one asks again; a lost connection has its own bar */ }
}
