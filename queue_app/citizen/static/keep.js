/* A page that somebody works with is kept on this phone, so that it opens without a connection (kept.js answers then). Loaded
   with the first tick, not with the page. */
const PLACE = "gmsc-kept";
let last = "";

/* Keep this page as it is at its address now, with everything it has loaded from the house. */
export async function keepPage() {
  const here = location.href.split("#")[0];
  if (here === last || !navigator.serviceWorker || !window.caches) return;
  last = here;
  try {
    await navigator.serviceWorker.register("/sw.js");
    const kept = await caches.open(PLACE);
    for (const old of await kept.keys()) if (new URL(old.url).pathname === location.pathname) await kept.delete(old);
    const loaded = performance.getEntriesByType("resource").map((part) => part.name);
    await kept.addAll([...new Set([here, ...loaded.filter((name) => name.startsWith(`${location.origin}/static/`))])]);
    await navigator.serviceWorker.ready;
    document.documentElement.dataset.kept = "ya";
  } catch {
    last = ""; // no room, a private window, or the connection has just gone: the next tick tries again
  }
}
