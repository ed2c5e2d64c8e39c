/* Reading aloud, where a person asked for it: in the voice of the house, made on its server, or in the browser's own where the house has
   none for this language. */
const page = document.querySelector("[data-kiosk]");
const on = page.dataset.speech === "on";
const SPOKEN = { id: "id-ID", jv: "id-ID", en: "en-GB" };
const voice = new Audio();
let wanted = "";

export async function say(words) {
  const text = words.replace(/\s+/g, " ").trim().slice(0, 300);
  if (!on || !text) return;
  wanted = text;
  page.querySelector("[data-says]").dataset.said = text;
  if (page.dataset.voice && (await byHouse(text))) return;
  if (wanted === text) byBrowser(text);
}

async function byHouse(text) {
  try {
    voice.src = `${page.dataset.voice}?${new URLSearchParams({ kata: text })}`;
    await voice.play();
    return true;
  } catch {
    return wanted !== text; // something newer is being said already
  }
}

function byBrowser(text) {
  if (!window.speechSynthesis) return;
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(text);
  said.lang = SPOKEN[document.documentElement.lang] || "id-ID";
  said.rate = 0.9;
  speechSynthesis.speak(said);
}

/* Whatever the keypad or a finger rests on is said: its words, and whether it can be chosen. */
export function sayOnFocus() {
  addEventListener("focusin", ({ target }) => target.matches("a, button, input") && say(target.getAttribute("aria-label") || target.textContent || ""));
  for (const closed of document.querySelectorAll("[data-read]")) closed.addEventListener("click", () => say(closed.textContent));
}
