/* An installed screen asks every second and a half whether it still is one: whoever takes it out sees it leave. */
const EVERY = 1500;
const { code, board } = document.querySelector("[data-board]").dataset;

async function ask() {
  try {
    const answer = await fetch(code, { cache: "no-store", headers: { Accept: "application/json" } });
    if (answer.status === 401) return location.replace(`/display/${encodeURIComponent(board)}/pasang`);
    if (answer.status === 403) return location.replace("/display/"); // it was moved to another hall
  } catch { /* no network: nobody can have taken it out from there */ }
  setTimeout(ask, EVERY);
}

setTimeout(ask, EVERY);
