/* A PC that several people share: F8 signs out, and so does nobody touching it for the set time. Every tab knows when one was touched. */
const { idle, csrf } = document.querySelector("script[data-idle]").dataset;
const note = document.querySelector("[data-idle-note]");
const LIMIT = Number(idle) * 1000;
const WARNED = Math.min(60000, LIMIT / 2);
const KEY = "gmsc:disentuh";
let mine = Date.now();

function touched() {
  try {
    return Math.max(mine, Number(localStorage.getItem(KEY)) || 0);
  } catch {
    return mine;
  }
}

function touch() {
  note.hidden = true;
  if (Date.now() - mine < 1000) return;
  mine = Date.now();
  try {
    localStorage.setItem(KEY, mine);
  } catch { /* a private window: this tab alone */ }
}

function signOut() {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/keluar";
  const token = form.appendChild(document.createElement("input"));
  token.type = "hidden";
  token.name = "csrf_token";
  token.value = csrf;
  document.body.appendChild(form).submit();
}

for (const sign of ["pointerdown", "keydown", "wheel", "touchstart"]) addEventListener(sign, touch, { passive: true, capture: true });
addEventListener("keydown", (event) => {
  if (event.key !== "F8" || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  signOut();
});
touch();
setInterval(() => {
  const quiet = Date.now() - touched();
  note.hidden = quiet < LIMIT - WARNED;
  if (quiet >= LIMIT) signOut();
}, 1000);
