/* "Beri tahu saya": the browser is asked only after the tap, and only where it can tell at all. What it may say stands in the
   page; the address to which we then write goes to the house and nowhere else. */
import { remember } from "./device.js";

const able = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

export function tell(root) {
  const box = root.querySelector("[data-tell]");
  if (!box || !able()) return;
  const button = box.querySelector("button");
  const words = box.querySelector("[data-tell-words]");
  const say = (state) => {
    words.textContent = box.dataset[state];
    button.hidden = state === "told" || state === "blocked";
    box.dataset.state = state;
    button.disabled = false;
  };
  box.hidden = false;
  if (Notification.permission === "denied") return say("blocked");
  say(remember(`beritahu:${box.dataset.tell}`) && Notification.permission === "granted" ? "told" : "ask");
  button.onclick = async () => {
    button.disabled = true;
    say(await subscribe(box));
  };
}

async function subscribe({ dataset }) {
  try {
    if ((await Notification.requestPermission()) !== "granted") return Notification.permission === "denied" ? "blocked" : "ask";
    await navigator.serviceWorker.register("/sw.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    const push = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(dataset.key) });
    const { endpoint, keys } = push.toJSON();
    const answer = await fetch(`/api/v1/tickets/${encodeURIComponent(dataset.tell)}/subscriptions`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ push: { endpoint, keys } }),
    });
    if (!answer.ok) return "failed";
    remember(`beritahu:${dataset.tell}`, true);
    return "told";
  } catch {
    return "failed";
  }
}

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
