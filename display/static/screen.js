/* What a TV needs that hangs for months: it stays awake, and starts afresh every night. */

export function keepAwake() {
  const ask = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask);
  ask();
}

/* At 03.00 in the site's zone, by the machine's own clock, unless somebody is just being called; only while the server answers, because a browser that reloads
   into nothing stays on its error page. */
export function reloadAtNight(zone, quiet) {
  const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: zone });
  const opened = Date.now();
  setInterval(async () => {
    if (Number(hour.format(new Date())) !== 3 || Date.now() - opened < 3600000 || !quiet()) return;
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) location.reload();
  }, 60000);
}
