// The hall's tablet: back to the start when nobody is there any more, and a code by camera where the browser can read one.

const HOME = document.querySelector("[data-home]").getAttribute("href");
const IDLE = 60; // seconds without a touch until it asks
const ASKING = 20; // seconds the question stands
const THANKS = 20; // seconds the thanks stay

const asking = document.querySelector("[data-idle]");
const says = asking.querySelector("[data-left]");
const here = () => document.querySelector("[data-start]") && !document.querySelector("[data-refused]");
let idle = 0;
let before = null;

function awake() {
  idle = 0;
  if (asking.hidden) return;
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
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.replace(HOME); }); // nobody else's form comes back
setInterval(tick, 1000);

/* ---- The camera ---- */
const button = document.querySelector("[data-camera]");
if (button && "BarcodeDetector" in window && navigator.mediaDevices) camera();

function camera() {
  const form = button.form;
  const video = form.querySelector("[data-video]");
  const words = button.querySelector("span");
  const status = form.querySelector("[data-camera-says]");
  const label = words.textContent;
  let stream = null;
  button.hidden = false;

  function close() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    words.textContent = label;
    status.textContent = "";
  }

  async function look(detector) {
    while (stream) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found && found.rawValue) {
        form.elements.kode.value = found.rawValue;
        close();
        return form.requestSubmit();
      }
      await new Promise((soon) => setTimeout(soon, 200));
    }
  }

  button.addEventListener("click", async () => {
    if (stream) return close();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      words.textContent = button.dataset.stop;
      status.textContent = status.dataset.hold;
      look(new BarcodeDetector({ formats: ["qr_code"] }));
    } catch {
      close();
      status.textContent = status.dataset.none;
    }
  });
  addEventListener("pagehide", close);
}
