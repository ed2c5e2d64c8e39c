/* What stays on this phone and is never sent: ticks on the list of documents and the tickets opened here. And small comforts of
   forms, all of which work without it. */

/* Read a value kept on this device, or keep a new one. Private windows may refuse: then nothing is kept. */
export function remember(key, value) {
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(`gmsc:${key}`));
    localStorage.setItem(`gmsc:${key}`, JSON.stringify(value));
  } catch {
    return null;
  }
}

/* Keep the page as it stands, and what it is made of, for when there is no signal; sw.js shows it then and only then. A page that is
   itself such a copy is not kept again. */
const PAGES = "gmsc-halaman", FILES = "gmsc-berkas", MOST = 12;
const RULES = `default-src 'self'; img-src 'self' data:; connect-src 'self' ws://${location.host} wss://${location.host}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

export async function keep() {
  if (!navigator.serviceWorker || !window.caches || "kept" in document.body.dataset) return;
  if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded, { once: true }));
  try {
    await navigator.serviceWorker.register("/sw.js");
    await keepFiles(await caches.open(FILES)); // first: a page without them is none
    const pages = await caches.open(PAGES);
    const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": RULES, "Referrer-Policy": "no-referrer" };
    await pages.put(location.pathname, new Response(`<!doctype html>${document.documentElement.outerHTML}`, { headers }));
    for (const old of (await pages.keys()).slice(0, -MOST)) await pages.delete(old);
  } catch { /* a private window, or no room: then there is no copy */ }
}

async function keepFiles(files) {
  const { lang } = document.documentElement, before = remember("luring");
  remember("luring", lang);
  if (before && before !== lang) await files.add("/luring"); // sw.js has fetched it in the language of then
  const used = performance.getEntriesByType("resource").map(({ name }) => new URL(name)).filter((one) => one.pathname.startsWith("/static/"));
  for (const { href, pathname, search } of used) {
    if (search && (await files.match(href))) continue; // the address holds the hash of the content
    // what this page runs, not asked for twice; and before the old one goes: who leaves in between keeps a page with its scripts
    await files.add(new Request(href, { cache: "force-cache" }));
    for (const old of await files.keys()) if (old.url !== href && new URL(old.url).pathname === pathname) await files.delete(old);
  }
}

/* Bring the parts inside `root` to life; called again for every part that is fetched later. */
export function start(root) {
  root.querySelectorAll("[data-checklist]").forEach(checklist);
  root.querySelectorAll("[data-cases]").forEach(cases);
  root.querySelectorAll("[data-once]").forEach(once);
  root.querySelectorAll("[data-share]").forEach(share);
  root.querySelectorAll("[data-my-tickets]").forEach(myTickets);
  root.querySelectorAll("details.answer").forEach(chosenWords);
}

function checklist(list) {
  const key = `berkas:${list.dataset.checklist}`;
  const boxes = [...list.querySelectorAll("[data-item]")];
  const ready = new Set(remember(key) || []);
  const count = list.parentElement.querySelector("[data-count]");
  const show = () => {
    if (!count) return;
    const done = boxes.filter((box) => box.checked).length;
    count.textContent = count.dataset.count.replace("{done}", done).replace("{all}", boxes.length);
    count.hidden = false;
  };
  for (const box of boxes) {
    box.checked = ready.has(box.dataset.item);
    box.onchange = () => {
      ready[box.checked ? "add" : "delete"](box.dataset.item);
      remember(key, [...ready]);
      show();
    };
  }
  show();
}

/* A chosen case changes the list at once; without a script the button does. */
function cases(form) {
  document.documentElement.classList.add("is-live");
  form.onchange = async () => {
    const address = `${form.action.split("#")[0].split("?")[0]}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address).catch(() => null);
    if (!answer || !answer.ok) return form.submit();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["#bawa", ".bar"]) document.querySelector(part).replaceWith(document.importNode(page.querySelector(part), true));
    history.replaceState(null, "", address);
    start(document.getElementById("bawa"));
    keep();
  };
}

/* A second tap on the way is swallowed here; the server answers it with the same ticket anyway. */
function once(form) {
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) return unsent(form, event);
    form.querySelector("[data-unsent]")?.remove();
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "ya";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
}

/* Without a signal nothing is sent: the browser's own page would take the form away, with what was typed. */
function unsent(form, event) {
  event.preventDefault();
  const place = form.querySelector(".bar-in") || form;
  place.querySelector("[data-unsent]")?.remove();
  const note = place.insertBefore(document.createElement("p"), place.firstChild);
  note.dataset.unsent = "";
  note.className = "bar-note strong";
  note.setAttribute("role", "alert");
  note.textContent = form.dataset.once;
}

function share(button) {
  if (!navigator.share) return;
  button.hidden = false;
  button.onclick = () => navigator.share({ title: document.title, url: location.href.split(/[?#]/)[0] }).catch(() => {});
}

/* Tickets that were only opened here (a shared link) join those the server knows by the device's cookie. */
function myTickets(list) {
  const known = new Set([...document.querySelectorAll("[data-url]")].map((one) => one.dataset.url));
  const { day, more = "" } = list.dataset;
  const row = document.querySelector("[data-ticket-row]").content;
  for (const kept of remember("tiket") || []) {
    if (known.has(kept.url) || (day && kept.day !== day) || !/^\/tiket\/[\w-]+$/.test(kept.url)) continue;
    const copy = document.importNode(row, true);
    copy.querySelector("a").href = kept.url + more;
    copy.querySelector(".tk").textContent = kept.number;
    copy.querySelector(".row-name").textContent = kept.service;
    copy.querySelector(".row-note").textContent = kept.day;
    list.append(copy);
  }
  if (list.children.length) document.querySelector("[data-empty]").hidden = true;
}

/* The folded line of an answer says what is chosen inside. */
function chosenWords(answer) {
  answer.addEventListener("change", ({ target }) => {
    const words = answer.querySelector(`[data-chosen="${target.name}"]`);
    if (words) words.textContent = target.dataset.words || target.closest(".choice").innerText.split("\n")[0];
  });
}

if (!document.querySelector("[data-ticket]")) {
  start(document);
  if (document.querySelector("[data-checklist], [data-my-tickets]:not([data-day])")) keep();
}
