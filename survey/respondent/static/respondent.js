// The survey with comforts: an answered question folds to one line, answers stay on this device until the server has them,
// and what did not get through is sent again. Everything here may be missing: the page is a plain form.

const KEPT_DAYS = 7;
const PATIENCE = 30000; // ms until a sending counts as lost
const SETTLE = 100; // ms in which a tap shows its choice before the page moves
const DEAF = 400; // ms from a tap until the next one counts
const RESTING = 340; // px from the top of the window where what is to be tapped comes to lie: the thumb stays
const PREFIX = "gmsc:survei:";

/* A key that names the survey on this device without being its code. */
function keyOf(address) {
  const code = decodeURIComponent(address.split("/").pop()).toUpperCase().replace(/[-–\s]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1").replace(/U/g, "V");
  let a = 0x811c9dc5, b = 0x1000193;
  for (const letter of code) {
    a = Math.imul(a ^ letter.charCodeAt(0), 0x01000193);
    b = Math.imul(b ^ letter.charCodeAt(0), 0x85ebca6b);
  }
  return PREFIX + ((a >>> 0).toString(36) + (b >>> 0).toString(36));
}

/* Private windows may refuse to keep anything: then nothing is kept. The hall's tablet keeps nothing: it has no key. */
function keep(key, answers) {
  if (!key) return;
  try {
    if (answers) localStorage.setItem(key, JSON.stringify({ at: Date.now(), answers }));
    else localStorage.removeItem(key);
  } catch {}
}

function kept(key) {
  if (!key) return null;
  try {
    return JSON.parse(localStorage.getItem(key)).answers;
  } catch {
    return null;
  }
}

function forgetOld() {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      const { at } = JSON.parse(localStorage.getItem(key)) || {};
      if (!(Date.now() - at < KEPT_DAYS * 864e5)) localStorage.removeItem(key);
    }
  } catch {}
}

function start() {
  const key = document.querySelector(".on-tablet") ? null : keyOf(location.pathname);
  const form = document.querySelector("[data-survey]");
  if (document.querySelector("[data-settled]")) keep(key, null);
  if (form) survey(form, key);
  copyButton();
}

function survey(form, key) {
  const questions = [...form.querySelectorAll("[data-question]")];
  const bar = form.querySelector("[data-progress]");
  const words = bar.querySelector("strong");
  const radios = (question) => [...question.querySelectorAll("[type=radio]")];
  const chosen = (question) => radios(question).find((radio) => radio.checked);
  const fieldset = (question) => question.querySelector("fieldset");
  let opened = null; // a question that was opened again with "Ubah"

  function progress() {
    const now = opened || questions.find((question) => !chosen(question));
    questions.forEach((question, i) => {
      question.classList.toggle("is-now", question === now);
      bar.querySelectorAll("i")[i].className = question === now ? "now" : chosen(question) ? "done" : "";
    });
    words.textContent = now ? words.dataset.words.replace("{n}", now.dataset.question) : words.dataset.complete;
  }

  function fold(question) {
    const answer = chosen(question);
    if (!answer) return;
    question.querySelector("[data-chosen]").textContent = answer.closest("label").querySelector("span").firstChild.textContent.trim();
    question.querySelector(".folded").hidden = false;
    question.classList.add("is-folded");
    question.classList.remove("is-wrong");
  }

  function unfold(question) {
    question.querySelector(".folded").hidden = true;
    question.classList.remove("is-folded");
    opened = question;
    progress();
  }

  /* To what comes after an answer: the next question that has none, with the answered line still in sight. */
  function goOn(question) {
    opened = null;
    fold(question);
    progress();
    const at = questions.indexOf(question);
    const next = questions.slice(at + 1).find((one) => !chosen(one)) || questions.find((one) => !chosen(one));
    const target = next ? fieldset(next) : form.querySelector("#tentang");
    const top = next && next !== questions[at + 1] ? next : next ? question : form.querySelector("[data-about]");
    target.focus({ preventScroll: true });
    const covered = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
    const begins = top.getBoundingClientRect().top - covered - (next ? 0 : 16);
    scrollBy(0, Math.min(begins, toRest((next || top).querySelector(".choices")))); // but never past the beginning
  }

  /* How far to scroll until this lies where the thumb rests, and all of it in sight. */
  function toRest(target) {
    return target.getBoundingClientRect().top - Math.min(RESTING, innerHeight - target.offsetHeight - 16);
  }

  // Only a finger or a mouse moves the page: arrow keys try options out, and a screen reader must not lose its place.
  let touched = -Infinity;
  form.addEventListener("pointerdown", ({ timeStamp }) => { touched = timeStamp; });
  form.addEventListener("click", ({ target, timeStamp }) => {
    const question = target.matches("[type=radio]") && target.closest("[data-question]");
    if (!question || timeStamp - touched > 1000) return;
    form.classList.add("is-moving"); // a second tap must not answer the question that slides under the finger
    setTimeout(() => goOn(question), SETTLE);
    setTimeout(() => form.classList.remove("is-moving"), DEAF);
  });
  form.addEventListener("click", ({ target, timeStamp }) => {
    const about = target.matches("[type=radio]") && target.closest(".about");
    const next = about && about.nextElementSibling;
    if (next && timeStamp - touched <= 1000) setTimeout(() => scrollBy(0, toRest(next.querySelector(".choices, .control"))), SETTLE);
  });
  form.addEventListener("keydown", (event) => {
    touched = -Infinity;
    const question = event.key === "Enter" && event.target.matches("[type=radio]") && event.target.closest("[data-question]");
    if (!question) return;
    event.preventDefault(); // Enter would send the form half filled
    if (chosen(question)) goOn(question);
  });
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const question = target.closest("[data-question]");
    if (!question || !relatedTarget || question.contains(relatedTarget) || form.matches(".is-moving")) return;
    if (opened === question) opened = null;
    fold(question);
    progress();
  });
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-edit]");
    if (!button) return;
    const question = button.closest("[data-question]");
    unfold(question);
    chosen(question).focus();
  });

  /* ---- The suggestion ---- */
  const text = form.elements.suggestion;
  const count = document.getElementById("suggestion-jumlah");
  const counted = () => { count.textContent = count.dataset.count.replace("{used}", text.value.length); };

  /* ---- Keeping and sending ---- */
  const filled = () => [...new FormData(form)].filter(([, value]) => value);
  form.addEventListener("change", ({ target, timeStamp }) => {
    if (timeStamp - touched > 1000) opened = target.closest("[data-question]"); // keys: still here until left
    keep(key, filled());
    progress();
  });
  text.addEventListener("input", () => { counted(); keep(key, filled()); });

  const button = form.querySelector("[data-send]");
  const unsent = form.querySelector("[data-unsent]");
  const say = form.querySelector("[data-say]");
  const label = button.textContent;
  let sending = false;
  let received = false;

  async function send() {
    if (sending || received) return;
    sending = true;
    unsent.hidden = true;
    button.textContent = say.textContent = button.dataset.busy;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, signal: patience.signal });
      if (answer.status === 429 || answer.status >= 500) throw new Error(answer.status);
      const page = await answer.text();
      received = true;
      show(page);
    } catch {
      unsent.hidden = false;
      button.textContent = button.dataset.again;
      say.textContent = unsent.textContent;
      addEventListener("online", send, { once: true });
    } finally {
      clearTimeout(timer);
      sending = false;
      if (button.textContent === button.dataset.busy) button.textContent = label;
    }
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });

  /* ---- Begin: what was kept comes back, unless the server has just shown what it got ---- */
  const before = "refused" in form.dataset ? null : kept(key);
  for (const [name, value] of before || []) {
    if (name === "instrument") continue; // the questions on the page are today's
    const field = form.elements[name];
    if (field) field.value = value;
  }
  document.querySelector("[data-restored]").hidden = !(before && before.length);
  counted();
  questions.filter((question) => !question.matches(".is-wrong")).forEach(fold);
  progress();
}

/* The server's page in place of this one; the address stays, and a reload asks the server again. */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.querySelector("main").replaceWith(document.importNode(page.querySelector("main"), true));
  document.title = page.title;
  scrollTo(0, 0);
  start();
  const first = document.getElementById("kesalahan") || document.querySelector("[data-title]");
  if (first) first.focus({ preventScroll: true });
}

function copyButton() {
  const button = document.querySelector("[data-copy]");
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.onclick = async () => {
    await navigator.clipboard.writeText(document.querySelector("[data-receipt]").textContent.trim());
    button.textContent = button.dataset.copied;
  };
}

forgetOld();
start();
const wrong = document.getElementById("kesalahan");
if (wrong) wrong.focus();
