/* "Beri tahu saya": the browser is asked only after the tap, and only where it can tell at all. What it may say stands in the
   page; the address to which we then write goes to the house and nowhere else. Whether somebody is told, the house knows
   (data-kept); whether it is this browser, only the browser. */
import { remember } from "./device.js";

const able = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
/* The window inside another application (Instagram, Facebook, TikTok, Line): it can tell nobody, whatever it claims, and Chrome of
   the same phone can. On an iPhone only what was put on the home screen can. */
const agent = navigator.userAgent;
const inside = () => /; wv\)|FBAN|FBAV|FB_IAB|Instagram|WhatsApp|BytedanceWebview|musical_ly|\bLine\//.test(agent);
const apple = () => /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);

export async function tell(root) {
  const box = root.querySelector("[data-tell]");
  if (!box) return;
  if (!able() || inside()) return void (box.dataset.wanted && outside(box));
  const ask = box.querySelector("[data-tell-ask]");
  const say = (state) => {
    box.querySelector("[data-tell-words]").textContent = box.dataset[state];
    ask.hidden = !box.dataset.wanted || state === "told" || state === "blocked";
    box.querySelector("[data-tell-stop]").hidden = state !== "told" && !box.dataset.kept;
    box.dataset.state = state;
    ask.disabled = box.hidden = false;
  };
  ask.onclick = async () => {
    ask.disabled = true;
    const state = await subscribe(box.dataset);
    if (state === "told") box.dataset.kept = "ya";
    say(state);
  };
  if (Notification.permission === "denied") return say(box.dataset.kept ? "elsewhere" : "blocked");
  say(box.dataset.kept ? (await heldHere(box.dataset)) : "ask");
}

/* What can be done on this phone to be told after all; nothing is shown where nothing can. */
function outside(box) {
  const words = apple() ? (inside() ? box.dataset.safari : box.dataset.home) : inside() && box.dataset.inside;
  if (!words) return;
  box.querySelector("[data-tell-words]").textContent = words;
  box.hidden = false;
  if (apple()) return;
  const link = box.querySelector("[data-tell-chrome]");
  link.href = `intent://${location.host}${location.pathname}#Intent;scheme=${location.protocol.slice(0, -1)};package=com.android.chrome;end`;
  link.hidden = false;
}

/* Whether the browser that is told is this one. One that has been given another address since, says so to the house. */
async function heldHere(dataset) {
  const mine = remember(`beritahu:${dataset.tell}`);
  if (!mine || Notification.permission !== "granted") return "elsewhere";
  const worker = await navigator.serviceWorker.getRegistration("/sw.js");
  const push = worker && (await worker.pushManager.getSubscription());
  if (!push) return "elsewhere";
  return push.endpoint === mine ? "told" : send(dataset, push);
}

async function subscribe(dataset) {
  try {
    if ((await Notification.requestPermission()) !== "granted") return Notification.permission === "denied" ? "blocked" : "ask";
    await navigator.serviceWorker.register("/sw.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    return await send(dataset, await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(dataset.key) }));
  } catch {
    return "failed";
  }
}

async function send({ tell }, push) {
  const { endpoint, keys } = push.toJSON();
  const answer = await fetch(`/api/v1/tickets/${encodeURIComponent(tell)}/subscriptions`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ push: { endpoint, keys } }),
  }).catch(() => null);
  if (!answer?.ok) return "failed";
  remember(`beritahu:${tell}`, endpoint);
  return "told";
}

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
