/* The house's part of the phone while no page is open: shows what it is told, and opens the ticket when it is tapped.
   A newer word about the same ticket takes the place of the older one (tag). Where there is no signal it shows what this phone
   has kept (device.js keeps it), else the page that says so. */
const PAGES = "gmsc-halaman", FILES = "gmsc-berkas", NO_SIGNAL = "/luring";
const CITIZENS = /^\/(cari|instansi|layanan|tiket|tiket-saya|tiba|pulihkan|bantuan|privasi|tampilan|luring|s)?(\/|$)/;
const PATIENCE = 8000; // a signal that answers nothing for so long is none, where there is a copy

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(prepare());
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/* --- without a signal ---------------------------------------------------------------------------------------- */

/* The page that says so, and what it is made of; a phone on which that fails is told things all the same. */
async function prepare() {
  try {
    const files = await caches.open(FILES);
    const answer = await fetch(NO_SIGNAL);
    if (!answer.ok) return;
    await files.put(NO_SIGNAL, answer.clone());
    await files.addAll([...new Set((await answer.text()).match(/\/static\/[^"]+\.(css|js|svg)(\?v=\w+)?/g))]);
  } catch { /* next time */ }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return; // what is sent goes its own way
  if (request.mode === "navigate" && CITIZENS.test(pathname)) event.respondWith(page(request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request, search.startsWith("?v=")));
});

async function page(request, pathname) {
  const copy = await kept(pathname);
  const asked = fetch(request);
  try {
    const answer = await (copy ? Promise.race([asked, enough()]) : asked);
    if (answer.status === 404) await (await caches.open(PAGES)).delete(pathname);
    return answer;
  } catch {
    asked.catch(() => {});
    return copy || (await kept(NO_SIGNAL)) || Response.error();
  }
}

function enough() {
  return new Promise((_, over) => setTimeout(() => over(new Error("no signal")), PATIENCE));
}

/* A copy, marked as one: the page then says how old it is. */
async function kept(path) {
  const copy = await caches.match(path, { ignoreVary: true });
  return copy && new Response((await copy.text()).replace("<body", "<body data-kept"), { headers: copy.headers });
}

/* What carries the hash of its content in its address is never asked for twice. */
async function file(request, forEver) {
  const copy = await caches.match(request, { ignoreVary: true });
  return copy && forEver ? copy : fetch(request).catch(() => copy || Response.error());
}

/* --- being told ---------------------------------------------------------------------------------------------- */

self.addEventListener("push", (event) => {
  const told = read(event.data);
  event.waitUntil(self.registration.showNotification(told.title, {
    body: told.body,
    tag: told.tag,
    renotify: Boolean(told.tag),
    requireInteraction: told.kind === "called",
    vibrate: told.urgent ? [400, 200, 400] : [200],
    icon: "/static/citizen/icon-192.png",
    badge: "/static/citizen/badge-96.png",
    data: { path: path(told.url) },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data.path));
});

function read(data) {
  try {
    const told = data.json();
    if (told && typeof told.title === "string") return told;
  } catch { /* not ours */ }
  return { title: "Antrean", body: "", url: "/tiket-saya" };
}

/* Only ever a page of our own, whatever the message says. */
function path(url) {
  try {
    return new URL(url, self.location.origin).pathname;
  } catch {
    return "/tiket-saya";
  }
}

async function show(wanted) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = pages.find((page) => new URL(page.url).pathname === wanted);
  return shown ? shown.focus() : self.clients.openWindow(wanted);
}
