/* Single keys for single acts (WCAG 2.1.4: they can be switched off, and never fire while somebody types). A key presses
   the button or link that carries it; what is not there or locked cannot be pressed. */
const OFF = "gmsc-pintasan";
let on = true;

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
  const wanted = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (wanted === "Escape") return click(wanted, event);
  if (typing(event.target)) return;
  if (wanted === "Enter") return pressable(event.target) || event.target.closest("form input") || click(wanted, event);
  if (on) click(wanted, event);
}

function click(key, event) {
  const target = [...document.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key && !node.disabled);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) target.select();
  else target.click();
}

export function installKeys() {
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
