/* A clerk who waits for people works in another window: when the first one comes, this PC says so, by a tone, by the title
   of the window (which the server writes) and, if wanted, by a notification. Each can be switched off on this PC. */
import { shown } from "./regions.js";

const name = (what) => `gmsc-${what}`;
let before = Number(shown().present);

function wanted(what, otherwise) {
  try { return (localStorage.getItem(name(what)) || otherwise) === "ya"; } catch { return otherwise === "ya"; }
}

function tone() {
  const Sound = window.AudioContext || window.webkitAudioContext;
  if (!Sound) return;
  const sound = new Sound();
  [[660, 0], [880, 0.16]].forEach(([pitch, at]) => {
    const [voice, level] = [sound.createOscillator(), sound.createGain()];
    voice.frequency.value = pitch;
    level.gain.setValueAtTime(0.15, sound.currentTime + at);
    level.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.22);
    voice.connect(level).connect(sound.destination);
    voice.start(sound.currentTime + at);
    voice.stop(sound.currentTime + at + 0.25);
    voice.onended = () => at && sound.close();
  });
}

/* After every swap: has an empty queue got somebody while this counter is free? */
export function lookForNewcomers() {
  const { present, idle, newcomer } = shown();
  const came = before === 0 && Number(present) > 0 && idle;
  before = Number(present);
  if (!came) return "";
  document.body.dispatchEvent(new CustomEvent("newcomer", { detail: newcomer }));
  if (wanted("bunyi", "ya")) tone();
  if (wanted("notifikasi", "") && window.Notification?.permission === "granted") new Notification(newcomer, { tag: "gmsc-antrean" });
  return newcomer;
}

/* The ticks in the settings. A notification needs leave, asked for only when somebody wants it. */
export function installAlerts() {
  const main = document.getElementById("isi");
  const offer = () => main.querySelectorAll("[data-device]").forEach((label) => {
    label.hidden = label.dataset.device === "notifikasi" && !window.Notification;
    label.querySelector("input").checked = wanted(label.dataset.device, label.dataset.default || "");
  });
  main.addEventListener("change", async (event) => {
    const label = event.target.closest("[data-device]");
    if (!label) return;
    const leave = label.dataset.device !== "notifikasi" || !event.target.checked || (await Notification.requestPermission()) === "granted";
    event.target.checked &&= leave;
    try { localStorage.setItem(name(label.dataset.device), event.target.checked ? "ya" : "tidak"); } catch { /* private mode */ }
  });
  new MutationObserver(offer).observe(main, { childList: true, subtree: true });
  offer();
}
