/* What runs on the console between two answers: the clock, the timers, the waiting minutes, the seconds left to undo. */
let told = { at: performance.now(), asOf: Date.now() };
let pace = 1;
let hours, seconds;

export function setTime(asOf) {
  if (asOf) told = { at: performance.now(), asOf: Date.parse(asOf) };
}

const now = () => told.asOf + (performance.now() - told.at) * pace;

export function clock(at, exact) {
  return (exact ? seconds : hours).format(at ? new Date(at) : new Date(now())).replace(/:/g, ".");
}

const two = (n) => String(Math.floor(n)).padStart(2, "0");

function lasted(since) {
  const s = Math.max(0, (now() - Date.parse(since)) / 1000);
  return s < 3600 ? `${two(s / 60)}.${two(s % 60)}` : `${Math.floor(s / 3600)}.${two((s % 3600) / 60)}.${two(s % 60)}`;
}

/* Whether the counter's delay after a call is over. */
export const isOver = (due) => now() >= Date.parse(due);

export function tick(speed, zone) {
  pace = speed;
  const format = (more) => new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone, ...more });
  hours ||= format();
  seconds ||= format({ second: "2-digit" });
  const each = (name, paint) => document.querySelectorAll(`[data-${name}]`).forEach((node) => paint(node, node.getAttribute(`data-${name}`)));
  each("clock", (node) => { node.textContent = clock(); });
  each("since", (node, since) => { node.textContent = lasted(since); });
  each("minutes", (node, since) => { node.textContent = Math.max(0, Math.floor((now() - Date.parse(since)) / 60000)); });
  each("progress", (node, since) => {
    node.value = (now() - Date.parse(since)) / 1000;
    node.classList.toggle("over", (now() - Date.parse(since)) / 1000 > node.max);
  });
  each("auto", (node, due) => {
    const left = Math.max(0, Math.ceil((Date.parse(due) - now()) / 1000));
    node.querySelector("[data-left]").textContent = left;
  });
  each("until", (node, until) => {
    const left = Math.ceil((Date.parse(until) - now()) / 1000);
    if (left <= 0) return node.remove();
    node.querySelector("[data-left]").textContent = `(${left})`;
  });
}
