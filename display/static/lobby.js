/* The code with which visitors confirm that they are here: asked for anew each time its minute is over, on an installed
   screen only. */
const TRY_AGAIN = 5000;
const STAYS = 10000; // the house takes the code of the minute before too: no gap on the wall while the next one comes

export class LobbyCode {
  /* url     that answers {code, expires_at, qr: the same code for a camera};  board the element that shows it
     now     () the house's time;  speed of its clock;  put (node, text) */
  constructor(options) {
    Object.assign(this, { shown: null }, options);
    this.ask();
  }

  paint() {
    if (!this.shown) return;
    const left = Math.max(0, Date.parse(this.shown.expires_at) - this.now());
    this.board.querySelectorAll("[data-code-line]").forEach((line) => { line.hidden = Date.parse(this.shown.expires_at) + STAYS <= this.now(); });
    this.board.querySelectorAll("[data-code-digits], [data-code-foot]").forEach((digits) => this.put(digits, this.shown.code));
    this.board.querySelector("[data-ring]").style.setProperty("--left", (left / 60000).toFixed(2));
  }

  async ask() {
    let wait = TRY_AGAIN;
    try {
      const answer = await fetch(this.url, { cache: "no-store" });
      if (answer.ok) {
        this.shown = await answer.json();
        if (this.shown.qr) this.board.querySelector("[data-scan]").innerHTML = this.shown.qr;
        wait = Math.max(500, (Date.parse(this.shown.expires_at) - this.now()) / this.speed + 200);
      }
    } catch { /* no network: the old code goes soon after its minute is over */ }
    setTimeout(() => this.ask(), wait);
  }
}
