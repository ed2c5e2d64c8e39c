/* What an installed screen tells the house, and what it is told: the time, and for how long it may speak. A right is
   counted from before it was asked for, so that it ends here before anybody else gets it. */

const EVERY = 2000;
const STATE_EVERY = 20000;
const SECONDS = 5; // what is asked for while nothing is said
const MOST_ACKS = 40; // in one report

export class Reporter {
  /* url      where to
     sound    () "on", "muted", "no-voice", "off"
     told     (answer, asked, came) what the house says, with performance.now() before and after */
  constructor({ url, sound, told }) {
    Object.assign(this, { url, sound, told, acks: new Map(), until: 0, asking: null, again: false, changed: true, stated: 0 });
    this.page = drawn();
    this.tv = ownName();
    this.wish = SECONDS;
    setInterval(() => this.send(), EVERY);
    addEventListener("pagehide", () => this.leave());
    this.send();
  }

  mayFor() { return this.until - performance.now(); }

  /* A call was shown, or said. */
  ack(event, what) {
    this.acks.set(event, { event, ...this.acks.get(event), ...what });
    this.soon();
  }

  wants(seconds) {
    if (1000 * seconds < this.mayFor()) return;
    this.wish = Math.max(SECONDS, seconds);
    this.send();
  }

  /* Something about the sound has changed. */
  state() { this.changed = true; this.send(); }

  /* What happens in the same moment goes in one report. */
  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), 5);
  }

  async send() {
    if (this.asking) { this.again = true; return; }
    this.asking = this.ask();
    await this.asking;
    this.asking = null;
    if (this.again) { this.again = false; this.send(); }
  }

  async ask() {
    const acks = [...this.acks.values()].slice(0, MOST_ACKS);
    const speak = this.sound() === "on" ? this.wish : 0;
    const began = performance.now();
    const stating = this.changed || began - this.stated >= STATE_EVERY;
    const screen = stating ? { width: innerWidth, height: innerHeight, sound: this.sound() } : null;
    this.wish = SECONDS;
    this.changed = false;
    try {
      const answer = await fetch(this.url, { ...this.message({ speak, acks, screen }), signal: AbortSignal.timeout(4000) });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const told = await answer.json();
      for (const ack of acks) if (same(this.acks.get(ack.event), ack)) this.acks.delete(ack.event);
      if (stating) this.stated = began;
      this.until = told.speak ? Math.max(this.until, began + 1000 * told.speak) : 0;
      this.told(told, began, performance.now());
    } catch { // no network: the right ends by itself, everything else is told later
      this.changed ||= stating;
    }
  }

  leave() {
    fetch(this.url, { ...this.message({ speak: 0, acks: [...this.acks.values()].slice(0, MOST_ACKS), leaving: true }), keepalive: true });
  }

  message(body) {
    return { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify({ page: this.page, tv: this.tv, ...body }) };
  }
}

const drawn = () => [...crypto.getRandomValues(new Uint8Array(8))].map((n) => n.toString(16).padStart(2, "0")).join("");

/* Of several TVs with one bearer each has a name of its own, which stays when the page is loaded anew. */
function ownName() {
  try {
    if (!sessionStorage.getItem("tv")) sessionStorage.setItem("tv", drawn());
    return sessionStorage.getItem("tv");
  } catch {
    return drawn(); // a browser that keeps nothing
  }
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
