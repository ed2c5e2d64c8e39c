/* The floor lives: a snapshot says that something is new, and the part of the page that changes is asked for again. */
import { follow } from "../js/live.js";

const place = document.getElementById("lantai");
const address = `${place.dataset.floor}${place.dataset.floor.includes("?") ? "&" : "?"}bagian=utama`;
let asking = false;
let again = false;

async function refresh() {
  if (asking) return void (again = true);
  asking = true;
  try {
    const answer = await fetch(address, { cache: "no-store" });
    if (answer.redirected || !answer.ok) return location.reload();
    const focused = document.activeElement?.getAttribute?.("href");
    place.innerHTML = await answer.text();
    if (focused && document.activeElement === document.body) place.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    document.querySelector("[data-fresh]").textContent = place.firstElementChild.dataset.asOf;
  } catch { /* the live line says so */ }
  asking = false;
  if (again) { again = false; refresh(); }
}

function old(is) {
  document.querySelector("[data-stale]").hidden = !is;
  place.classList.toggle("is-old", is);
}

follow("floor", { url: "/api/v1/floor", beat: 2, seq: Number(place.dataset.seq), render: refresh, fresh: () => old(false), stale: () => old(true), refused: () => location.reload() });
