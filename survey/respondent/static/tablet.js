// The hall's tablet: back to the start when nobody is there any more, and a code by camera where the browser can read one.

import { canScan, open } from "/static/js/scan.js";

const HOME = document.querySelector("[data-home]").getAttribute("href");
const IDLE = 60; // seconds without a touch until it asks
const ASKING = 20; // seconds the question stands
const THANKS = 20; // seconds the thanks stay

const asking = document.querySelector("[data-idle]");
const says = asking.querySelector("[data-left]");
const here = () => document.querySelector("[data-start]") && !document.querySelector("[data-refused]");
let idle = 0;
let before = null;

/* The question goes when it is answered, not when it is touched: else what lies beneath would be tapped. */
function awake({ type, target }) {
  idle = 0;
  if (asking.hidden || (type === "pointerdown" && asking.contains(target))) return;
  asking.hidden = true;
  if (before && before.isConnected) before.focus();
}

function tick() {
  const code = document.querySelector("[data-code-form] [name=kode]");
  if (here() && !(code && code.value)) return void (idle = 0);
  idle += 1;
  const settled = document.querySelector("[data-settled]");
  const ask = settled ? THANKS - ASKING : IDLE;
  const left = ask + ASKING - idle;
  if (left <= 0) return location.replace(HOME);
  if (settled || idle < ask) return;
  if (asking.hidden) {
    before = document.activeElement;
    asking.hidden = false;
    asking.querySelector("[data-stay]").focus();
  }
  says.textContent = says.dataset.left.replace("{n}", left);
}

for (const touch of ["pointerdown", "keydown", "input", "wheel"]) addEventListener(touch, awake, { passive: true });
asking.addEventListener("click", awake);
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.replace(HOME); }); // nobody else's form comes back
setInterval(tick, 1000);

/* ---- The camera ---- */
const button = document.querySelector("[data-camera]");
if (button && canScan()) camera();

function camera() {
  const form = button.form;
  const video = form.querySelector("[data-video]");
  const words = button.querySelector("span");
  const status = form.querySelector("[data-camera-says]");
  const label = words.textContent;
  let seeing = null;
  button.hidden = false;

  function close(says = "") {
    if (seeing) seeing.close();
    seeing = null;
    video.hidden = true;
    words.textContent = label;
    status.textContent = says;
  }

  button.addEventListener("click", async () => {
    if (seeing) return close();
    try {
      video.hidden = false;
      seeing = await open(video);
      words.textContent = button.dataset.stop;
      status.textContent = status.dataset.hold;
    } catch {
      return close(status.dataset.none);
    }
    const text = await seeing.found;
    if (!text) return;
    form.elements.kode.value = text;
    close();
    form.requestSubmit();
  });
  addEventListener("pagehide", () => close());
}
