/* Follows scopes of the queue (CONTRACT §4): whole snapshots, never differences. The socket only brings them sooner:
   whoever is silent is asked again, and where websockets are blocked the same GET is polled with its ETag. */
const CLIENT = new URL("../vendor/socket.io.esm.min.js", import.meta.url).href;
const FIRST_POLL = 5000; // what a socket may take to connect before polling begins
const SLOWEST_POLL = 10000; // a called number must not wait for a slow beat
const links = new Map(); // one socket per token, whatever it follows

/* Follow one scope; answers {ask, stop}.
   url      GET of the same name, for polling (null: this scope is not polled)
   beat     seconds between two signs of life: 2 for boards, counters and floor, 20 for phones
   seq      the last sequence already on the screen
   token    bearer of staff and devices
   render   (snapshot) called only for a seq above the last one
   fresh    (as_of) called with every sign of life;  stale () called once when two beats are missed
   refused  (problem) called when the scope may not be watched or is gone */
export function follow(scope, { url = null, beat = 20, seq = -1, token = null, render, fresh, stale, refused }) {
  if (!links.has(token)) links.set(token, new Link(token));
  const link = links.get(token);
  const one = new Follower(scope, { url, beat, seq, token, render, fresh, stale, refused });
  link.join(one);
  return { ask: () => link.ask(), stop: () => link.followers.delete(one) };
}

class Link {
  constructor(token) {
    this.followers = new Set();
    this.socket = null;
    this.heard = this.asked = this.begun = Date.now();
    this.connect(token);
    setInterval(() => this.check(), 500);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.ask());
    addEventListener("online", () => this.ask());
    addEventListener("pageshow", (event) => event.persisted && this.ask());
  }

  async connect(token) {
    if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded, { once: true }));
    try {
      const { io } = await import(CLIENT);
      const auth = token ? { token } : {};
      this.socket = io("/live", { transports: ["websocket"], auth, reconnectionDelayMax: 15000, randomizationFactor: 0.5 });
      this.socket.on("connect", () => this.ask());
      this.socket.on("snapshot", (message) => this.hear(message));
      this.socket.on("beat", (message) => this.hear(message));
    } catch {
      this.socket = null; // an old browser: polling alone
    }
  }

  get up() { return Boolean(this.socket && this.socket.connected); }

  join(one) {
    this.followers.add(one);
    if (this.up) one.watch(this);
  }

  ask() {
    this.asked = Date.now();
    for (const one of this.followers) this.up ? one.watch(this) : one.poll(this);
  }

  /* Any message proves the whole connection alive; its content is for the scope it names. */
  hear(message) {
    this.heard = Date.now();
    for (const one of this.followers) one.take(message);
  }

  check() {
    if (!this.followers.size) return;
    const now = Date.now();
    const beat = 1000 * Math.min(...[...this.followers].map((one) => one.beat));
    if (now - this.heard > 2.25 * beat) for (const one of this.followers) one.late();
    const patience = this.up ? 1.25 * beat : Math.min(beat, SLOWEST_POLL);
    const waiting = this.up || now - this.begun > FIRST_POLL;
    if (waiting && now - Math.max(this.heard, this.asked) > patience) this.ask();
  }
}

class Follower {
  constructor(scope, options) {
    Object.assign(this, { scope, isStale: false, etag: null, polling: false }, options);
  }

  watch(link) {
    link.socket.timeout(8000).emit("watch", { scope: this.scope }, (failed, reply) => {
      if (failed) this.poll(link);
      else if (reply.seq === undefined) this.refused && this.refused(reply);
      else link.hear(reply);
    });
  }

  async poll(link) {
    if (!this.url || this.polling) return;
    this.polling = true;
    try {
      const headers = { ...(this.etag && { "If-None-Match": this.etag }), ...(this.token && { Authorization: `Bearer ${this.token}` }) };
      const answer = await fetch(this.url, { headers, cache: "no-store" });
      if (answer.status === 304) link.hear({});
      else if (answer.ok) {
        this.etag = answer.headers.get("ETag");
        link.hear({ ...(await answer.json()), scope: this.scope });
      } else if (answer.status < 500 && this.refused) this.refused(await answer.json());
    } catch { /* no network: silence says so */ }
    this.polling = false;
  }

  take(message) {
    this.isStale = false;
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
