/* Reading aloud, where a person asked for it: in the voice of the house, made on its server, or in the browser's own where the house has
   none for this language. One reading at a time: what is said next ends it. */
const page = document.querySelector("[data-kiosk]");
const SPOKEN = { id: "id-ID", jv: "id-ID", en: "en-GB" };
const LONGEST = 220; // letters of one sound
const PATIENCE = 40000; // for one sound to come and to end

export const on = page.dataset.speech === "on";
let reading = null; // { sounds: still to be said, stop: ends the one that is heard }
let last = []; // what was said last, for who wants to hear it again

/* A part is a text in the language of the page, or {text, lang}. */
const tidy = (part) => {
  const { text, lang } = typeof part === "string" ? { text: part } : part;
  return { text: text.replace(/\s+/g, " ").trim(), lang: lang || document.documentElement.lang };
};

const short = ({ text, lang }) => (text.match(new RegExp(`.{1,${LONGEST}}(?:\\s|$)|.{${LONGEST}}`, "g")) || []).map((some) => ({ text: some.trim(), lang }));

const prepared = (parts) => parts.map(tidy).filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).flatMap(short);

export const speaking = () => reading !== null;

export function say(...parts) {
  const sounds = prepared(parts);
  if (!on || !sounds.length) return;
  reading?.stop();
  last = parts;
  note(sounds);
  aloud({ sounds, stop: () => {} });
}

/* After what is being said. */
export function also(...parts) {
  if (!reading) return say(...parts);
  last = [...last, ...parts];
  reading.sounds.push(...prepared(parts));
  note(prepared(last));
}

export const again = () => say(...last);

/* What is to be said when the house is away is fetched while it is there. What is repeated stays what was said before it. */
let kept = null; // { sound, clip }
export function keep(text) { if (on) kept = { sound: tidy(text), clip: fetched(tidy(text)) }; }
export function sayKept() {
  if (!kept) return;
  reading?.stop();
  kept.clip.currentTime = 0;
  note([kept.sound]);
  aloud({ sounds: [kept.sound], stop: () => {} }, kept.clip);
}

/* What is said stands in the page too: for who looks after this machine. */
function note(sounds) { page.querySelector("[data-says]").dataset.said = sounds.map(({ text }) => text).join(" "); }

async function aloud(mine, first = null) {
  reading = mine;
  let ready = first; // the next sound is fetched while one is heard
  while (reading === mine && mine.sounds.length) {
    const sound = mine.sounds.shift();
    const clip = ready || fetched(sound);
    ready = mine.sounds.length ? fetched(mine.sounds[0]) : null;
    if (!(await heard(clip, mine)) && reading === mine) await byBrowser(sound, mine);
  }
  if (reading === mine) reading = null;
}

const fetched = ({ text, lang }) => new Audio(`${page.dataset.voice}?${new URLSearchParams({ kata: text, bahasa: lang })}`);

/* Whether the house's voice could be heard, or something newer is said already. */
function heard(clip, mine) {
  return new Promise((done) => {
    const late = setTimeout(() => { clip.pause(); end(clip.currentTime > 0); }, PATIENCE);
    const end = (was) => { clearTimeout(late); done(was); }; // what is kept is heard again, and then waited for anew
    mine.stop = () => { reading = null; clip.pause(); end(true); };
    clip.onended = () => end(true);
    clip.onerror = () => end(false);
    clip.play().catch(() => end(reading !== mine));
  });
}

function byBrowser({ text, lang }, mine) {
  if (!window.speechSynthesis) return null;
  return new Promise((done) => {
    const late = setTimeout(() => { speechSynthesis.cancel(); end(); }, PATIENCE);
    const end = () => { clearTimeout(late); done(); };
    const said = Object.assign(new SpeechSynthesisUtterance(text), { lang: SPOKEN[lang] || "id-ID", rate: 0.9, onend: end, onerror: end });
    mine.stop = () => { reading = null; speechSynthesis.cancel(); end(); };
    speechSynthesis.speak(said);
  });
}
