/* Part of the service worker: pages that are kept on the phone (keep.js) open without a connection, and say that they are
   copies. With a connection everything comes from the house. */
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const ours = request.mode === "navigate" ? /^\/(layanan|tiket)\/[\w-]+$/ : /^\/static\//;
  if (request.method !== "GET" || origin !== self.location.origin || !ours.test(pathname)) return;
  event.respondWith(fetch(request).catch(async (lost) => {
    const copy = await keptCopy(request);
    if (copy) return copy;
    throw lost;
  }));
});

async function keptCopy(request) {
  const kept = await caches.open("gmsc-kept");
  const found = (await kept.match(request)) || (await kept.match(request, { ignoreSearch: true }));
  if (!found || request.mode !== "navigate") return found;
  const page = await found.text();
  return new Response(page.replace("data-copy hidden", "data-copy"), { headers: found.headers });
}
