/* Swap what the server sent for what is shown, region by region, without taking anything out of the clerk's hands: a form
   that is being filled in (same data-keep) stays, ticks of the same ticket stay, scrolling stays, the focus stays. */
const main = document.getElementById("isi");

/* After an act the focus is on the next step, in a new panel on its first field. */
export const NEXT = "#kerja #kesalahan, #kerja [autofocus], #kerja .pan a, #utama";

export const shown = () => document.getElementById("kartu").dataset;

/* Answers false when the text is no console: somebody was signed out. `focus` is where the focus goes, "" leaves it. */
export function swap(text, focus) {
  const regions = [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("[data-region]")];
  if (!regions.length) return false;
  const focused = document.activeElement;
  const ticket = main.querySelector("[data-ticks]")?.dataset.ticks;
  const ticked = new Set([...main.querySelectorAll("[data-ticks] input:checked")].map((box) => box.value));
  for (const region of regions) put(region);
  const papers = main.querySelector("[data-ticks]");
  if (papers && papers.dataset.ticks === ticket) {
    for (const box of papers.querySelectorAll("input[name=ada]")) box.checked = ticked.has(box.value);
  }
  refocus(focused, focus);
  return true;
}

function put(region) {
  const old = document.getElementById(region.id);
  const same = old?.dataset.keep && old.dataset.keep === region.dataset.keep && !("refused" in region.dataset);
  if (!old || old === region || same) return;
  const top = old.scrollTop;
  old.replaceWith(region);
  region.scrollTop = top;
}

function refocus(was, focus) {
  const lost = !was.isConnected;
  const target = focus ? main.querySelector(focus) : lost && was.id && document.getElementById(was.id);
  if (target || focus || lost) (target || main.querySelector(NEXT) || main).focus({ preventScroll: true });
}
