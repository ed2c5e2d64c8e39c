/* Ask every three seconds whether an operator has accepted the code, one question at a time; then the kiosk opens. */
const form = document.querySelector("[data-ask]");

async function ask() {
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10000) });
    if (answer.ok) {
      const { address } = await answer.json();
      if (address) return location.replace(address);
    } else if (answer.status < 500 && answer.status !== 429) return location.reload(); // the page itself says what is over
  } catch { /* no server for the moment */ }
  setTimeout(ask, 3000);
}
setTimeout(ask, 3000);
