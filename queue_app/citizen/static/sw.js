/* The house's part of the phone while no page is open: shows what it is told, and opens the ticket when it is tapped.
   A newer word about the same ticket takes the place of the older one (tag). */
importScripts("/static/citizen/kept.js");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

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
