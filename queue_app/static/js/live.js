/* Follows scopes of the queue (CONTRACT §4): whole snapshots, never differences. The socket only brings them sooner:
   whoever is silent is asked again, and where websockets are blocked the same GET is polled with its ETag. Whatever
   many do at the same signal (a restart, a lost beat) each does after a moment of its own. */
const CLIENT = new URL("../vendor/socket.io.esm.min.js", import.meta.url).href;
const PHONE_POLL = 10000; // a called number must not wait for a slow beat
const LOST_POLL = 3500; // who says that it may be old looks more often whether the house is back
const BROKEN = 15000; // a line that broke, and no answer by HTTP for so long: the house is away, also before two slow beats
const DEAD_LINE = 20000; // so often at most a socket is left for another that only seems to be there
const MISSED = 2.1; // beats: after two that did not come, what is shown may be old
const links = new Map(); // one socket per token, whatever it follows

/* Follow one scope; answers {ask, stop}.
   url      GET of the same name, for polling (null: this scope is not polled)
   site     code of the scope's site, where the page names one
   beat     seconds between two signs of life: 2 for boards, counters and floor, 20 for phones
   beats    false when the beats of another scope of this page are sign enough: a phone pays for every byte
   seq      the last sequence already on the screen
   token    bearer of staff and devices
   render   (snapshot) called only for a seq above the last one
   fresh    (as_of) called with every sign of life;  stale () called once when two beats are missed
   refused  (problem) called when the scope may not be watched or is gone */
export function follow(scope, { url = null, site = null, beat = 20, beats = true, seq = -1, token = null, render, fresh, stale, refused }) {
  if (!links.has(token)) links.set(token, new Link(token));
  const link = links.get(token);
  const asked = site && url ? `${url}?site=${encodeURIComponent(site)}` : url;
  const one = new Follower(scope, { url: asked, site, beat, beats, seq, token, render, fresh, stale, refused });
  link.join(one);
  return { ask: () => link.ask(), stop: () => link.leave(one) };
}

class Link {
  constructor(token) {
    this.followers = new Set();
    this.socket = null;
    this.heard = this.asked = this.begun = Date.now();
    this.spread = Math.random();
    this.broken = 0; // since when there is no line, if there was one
    this.connect(token);
    setInterval(() => this.check(), 500);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.quick && this.cut());
    addEventListener("pageshow", (event) => event.persisted && this.wake());
  }

  async connect(token) {
    if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded, { once: true }));
    try {
      const { io } = await import(CLIENT);
      const pace = this.quick ? { reconnectionDelay: 1000, reconnectionDelayMax: 4000, randomizationFactor: 0.5 }
        : { reconnectionDelay: 3000, reconnectionDelayMax: 15000, randomizationFactor: 0.9 };
      this.socket = io("/live", { transports: ["websocket"], auth: token ? { token } : {}, timeout: 8000, ...pace });
      this.socket.on("connect", () => { this.broken = 0; this.ask(); });
      this.socket.on("snapshot", (message) => this.hear(message));
      this.socket.on("beat", (message) => this.hear(message));
      this.socket.on("late", (message) => this.doubt(message?.scope));
      this.socket.on("restart", (message) => this.comeBack(Number(message?.in) || 0));
      // turned away, or sent away: the library gives up then, we do not
      this.socket.on("connect_error", () => this.socket.active || this.comeBack(10));
      this.socket.on("disconnect", (why) => this.lost(why));
    } catch {
      this.socket = null; // an old browser: polling alone
    }
  }

  /* The line broke. Where people act on what they see (a beat of 2 s) the screen says so at once, not after two beats;
     a hang-up of our own (a server that restarts) is answered by calling again. */
  lost(why) {
    this.broken ||= Date.now();
    if (why === "io server disconnect") this.comeBack(1);
    if (this.quick && why !== "io client disconnect") this.cut();
  }

  cut() {
    for (const one of this.followers) one.late();
  }

  get up() { return Boolean(this.socket && this.socket.connected); }

  get beat() { return Math.min(...[...this.followers].map((one) => one.beat)); }

  get quick() { return this.beat <= 2; }

  /* How long a phone without a line waits before it asks. */
  get pause() { return [...this.followers].some((one) => one.isStale) ? LOST_POLL : PHONE_POLL; }

  join(one) {
    this.followers.add(one);
    if (this.up) one.watch(this);
  }

  leave(one) {
    this.followers.delete(one);
    if (this.up) this.socket.emit("unwatch", { scope: one.scope });
  }

  /* Hang up and call again in `seconds`, not all at once: screens within half a second, phones within as long again. */
  comeBack(seconds) {
    clearTimeout(this.coming);
    const more = this.quick ? 0.5 : Math.max(seconds, 2);
    this.socket.disconnect();
    this.coming = setTimeout(() => this.socket.connect(), 1000 * (seconds + more * Math.random()));
  }

  /* HTTP passes and the socket brings nothing: its line is dead without a word, as after a cable that was out. The
     library would notice within a minute. */
  hangUp() {
    if (!this.up || Date.now() - (this.left || 0) < DEAD_LINE) return;
    this.left = Date.now();
    this.comeBack(0);
  }

  ask() {
    this.asked = Date.now();
    for (const one of this.followers) this.up ? one.watch(this) : one.poll(this);
  }

  /* Somebody looks again, or the network is back: first say how old it is, then ask. */
  wake() {
    this.check();
    this.ask();
    if (this.socket && !this.up && this.socket.active) this.socket.disconnect().connect(); // not after its long pause
  }

  /* Any message proves the whole connection alive; its content is for the scope it names. */
  hear(message) {
    this.heard = Date.now();
    for (const one of this.followers) one.take(message);
  }

  /* The line is whole and the house itself cannot vouch for this scope, as when its database is away. */
  doubt(scope) {
    for (const one of this.followers) if (one.scope === scope) one.doubt();
  }

  check() {
    if (!this.followers.size) return;
    const now = Date.now();
    const beat = 1000 * this.beat;
    this.heard = Math.min(this.heard, now); // a clock that is set back must not make the past look new
    this.asked = Math.min(this.asked, now);
    const away = this.broken && now - Math.max(this.heard, this.broken) > BROKEN;
    if (away || now - this.heard > MISSED * beat) this.cut();
    const silence = now - Math.max(this.heard, this.asked);
    if (this.up) {
      if (silence > beat + (this.quick ? 500 : 2000 + 4000 * this.spread)) this.ask();
    } else if (now - this.begun > Math.min(1.5 * beat, 5000) && silence > (this.quick ? beat : this.pause * (0.75 + this.spread / 2))) {
      this.ask();
    }
  }
}

class Follower {
  constructor(scope, options) {
    Object.assign(this, { scope, isStale: false, doubted: false, etag: null, polling: false }, options);
  }

  watch(link) {
    const wish = { scope: this.scope, ...(this.site && { site: this.site }), ...(!this.beats && { beats: false }) };
    link.socket.timeout(link.quick ? 2000 : 8000).emit("watch", wish, (failed, reply) => {
      if (failed) this.poll(link).then((answered) => answered && link.hangUp());
      else if (reply.status >= 500) this.poll(link);
      else if (reply.seq === undefined) this.refused && this.refused(reply);
      else link.hear(reply);
    });
  }

  /* Whether there was an answer. */
  async poll(link) {
    if (!this.url || this.polling) return false;
    this.polling = true;
    let answered = false;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), 8000);
    try {
      const headers = { ...(this.etag && { "If-None-Match": this.etag }), ...(this.token && { Authorization: `Bearer ${this.token}` }) };
      const answer = await fetch(this.url, { headers, cache: "no-store", signal: limit.signal });
      answered = answer.status < 500;
      if (answer.status === 304) link.hear({ scope: this.scope });
      else if (answer.ok) {
        this.etag = answer.headers.get("ETag");
        link.hear({ ...(await answer.json()), scope: this.scope });
      } else if (answer.status < 500 && answer.status !== 429 && this.refused) this.refused(await answer.json());
    } catch { /* no network: silence says so */ }
    clearTimeout(timer);
    this.polling = false;
    return answered;
  }

  doubt() {
    this.doubted = true; // until something comes that is about this scope: the rest of the line proves nothing for it
    this.late();
  }

  take(message) {
    if (this.doubted && message.scope !== this.scope) return;
    this.doubted = this.isStale = false;
    if (this.fresh) this.fresh(message.as_of);
    if (message.scope !== this.scope || !(message.seq > this.seq)) return;
    this.seq = message.seq;
    this.render(message);
  }

  late() {
    if (!this.isStale && this.stale) this.stale();
    this.isStale = true;
  }
}
