/* What the hall hears: one call after the other, each whole. A call is a chime and its sentence, said once more when
   nobody has to wait for it. The sound comes from the server as one WAV per sentence; nothing is asked of the internet. */

const AGAIN_LIMIT = 2; // with more calls waiting than this, nothing is said twice
const FETCH = 6000; // a sentence that did not come by then is left out
const CHIME = [[659.3, 0], [523.3, 0.24]]; // two strokes: frequency, when
const CHIME_SECONDS = 0.62;
const TRY_AGAIN = 10000; // while the server has no voice
const WARN_AGAIN = 20000; // an emergency is said so often
const AHEAD = 0.012; // sources are started so far ahead of the clock

export class Announcer {
  /* addressOf   (call) the WAVs of a call, in order
     mayFor      () milliseconds for which this screen may still say calls;  mayWarn () whether it is the hall's voice
     warningOf   (notice) the WAV of an emergency
     wants       (seconds) ask for so long a right
     said        (call, at) the call was said in full; its first sample was heard at `at` (performance.now)
     changed     () another call is said, or none;  sounded () the state of the sound has changed
     gaps        {between, again} seconds between two calls, and before a call is repeated */
  constructor(options) {
    Object.assign(this, { queue: [], current: null, state: "off", volume: 1, gaps: { between: 0.6, again: 1 } }, options);
    this.buffers = new Map();
    this.done = new Set(); // events said, or that could not be
    this.context = new AudioContext({ latencyHint: "interactive" });
    this.output = this.context.createGain();
    this.output.connect(this.context.destination);
    this.context.addEventListener("statechange", () => this.check());
    this.chime = chimeIn(this.context);
    setInterval(() => this.tested && !this.voiced && this.test(this.testing), TRY_AGAIN);
  }

  /* Can it be heard? "on"; "muted" while the browser lets nothing play; "no-voice" when the server has none. */
  async test(address) {
    this.testing = address;
    await Promise.race([this.context.resume().catch(() => {}), pause(400)]);
    const before = this.context.currentTime;
    await pause(250);
    this.stuck = this.context.state === "running" && this.context.currentTime === before; // a sound card that is none
    this.voiced = await this.load(address).then(() => true, () => false);
    this.tested = true;
    this.check();
  }

  check() {
    if (!this.tested) return;
    const muted = this.context.state !== "running" || this.stuck;
    const state = this.volume <= 0 ? "off" : muted ? "muted" : this.voiced ? "on" : "no-voice";
    if (state === this.state) return;
    this.state = state;
    if (state === "muted" || state === "off") this.queue = [];
    this.sounded();
  }

  wake() { return this.context.resume().then(() => this.check(), () => {}); }

  loud(percent) {
    this.volume = percent / 100;
    this.output.gain.value = this.volume;
    this.check();
  }

  /* Calls to say, oldest first. One that is waiting already keeps its place. */
  add(calls) {
    for (const call of calls) {
      if (this.done.has(call.event) || [this.current, ...this.queue].some((one) => one?.event === call.event)) continue;
      this.queue.push({ ...call, since: performance.now() });
      this.fetched(call);
    }
    this.go();
  }

  /* Somebody wants to hear that this screen can be heard. */
  async prove() {
    const sentence = await this.load(this.testing);
    if (!this.busy) this.start([this.chime, sentence], this.context.currentTime + AHEAD);
  }

  /* An emergency: two chimes and its words, again and again while it stands; what is said of calls was cut before. */
  async warn(notice) {
    if (!this.mayWarn() || this.context.state !== "running" || performance.now() < (this.warned || 0)) return;
    this.warned = performance.now() + WARN_AGAIN;
    const words = await this.load(this.warningOf(notice)).catch(() => null); // without a voice the chimes alone
    const { ends } = this.start([this.chime, this.chime, ...(words ? [words] : [])], this.context.currentTime + AHEAD);
    this.wants(ends - this.context.currentTime + 1);
  }

  /* Forget what is waiting and was taken back, or is another screen's to say. */
  keep(test) { this.queue = this.queue.filter(test); }

  async go() {
    if (this.busy) return;
    this.busy = true;
    while (this.queue.length && this.mayFor() > 0 && this.context.state === "running") {
      this.current = this.queue.shift();
      this.changed();
      await this.announce(this.current).catch(() => {});
      this.buffers.delete(this.current.event);
      if (!this.queue.length) this.current = null; // else it stands until the next one is called
      this.changed();
      await pause(1000 * this.gaps.between);
    }
    this.current = null;
    this.busy = false;
  }

  async announce(call) {
    const begins = this.context.currentTime + AHEAD;
    const heard = performance.now() + 1000 * (begins - this.context.currentTime + (this.context.outputLatency || 0));
    const struck = this.play([this.chime], begins);
    const parts = await within(FETCH, this.fetched(call)).catch(() => null);
    this.voiced = Boolean(parts);
    this.check();
    if (!parts) { this.done.add(call.event); return struck.ended; }
    const once = this.play(parts, Math.max(begins + CHIME_SECONDS, this.context.currentTime + AHEAD));
    if (await once.ended !== "whole") return;
    this.done.add(call.event);
    this.said(call, heard);
    await pause(1000 * this.gaps.again);
    if (this.queue.length <= AGAIN_LIMIT && this.mayFor() > 0) await this.play(parts, this.context.currentTime + AHEAD).ended;
  }

  /* Play buffers one after the other; `ended` says "whole", or "cut" when the right to speak ended before. */
  play(buffers, begins) {
    const { sources, ends } = this.start(buffers, begins);
    this.wants(ends - this.context.currentTime + 1);
    return { ended: this.over(sources) };
  }

  start(buffers, begins) {
    const sources = [];
    let at = begins;
    for (const buffer of buffers) {
      const source = Object.assign(this.context.createBufferSource(), { buffer });
      source.connect(this.output);
      source.start(at);
      sources.push(source);
      at += buffer.duration + (buffer === this.chime ? 0 : 0.35);
    }
    return { sources, ends: at };
  }

  over(sources) {
    return new Promise((done) => {
      const watch = setInterval(() => {
        if (this.mayFor() > 0 && this.context.state === "running") return;
        clearInterval(watch);
        for (const source of sources) source.stop();
        done("cut");
      }, 60);
      sources.at(-1).addEventListener("ended", () => { clearInterval(watch); done("whole"); }, { once: true });
    });
  }

  fetched(call) {
    if (!this.buffers.has(call.event)) {
      const parts = Promise.all(this.addressOf(call).map((address) => this.load(address)));
      parts.catch(() => this.buffers.delete(call.event));
      this.buffers.set(call.event, parts);
    }
    return this.buffers.get(call.event);
  }

  async load(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return this.context.decodeAudioData(await answer.arrayBuffer());
  }
}

function chimeIn(context) {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.round(CHIME_SECONDS * rate), rate);
  const samples = buffer.getChannelData(0);
  for (const [frequency, from] of CHIME) {
    for (let n = Math.round(from * rate); n < samples.length; n += 1) {
      const t = n / rate - from;
      const ring = Math.exp(-5.5 * t) * Math.min(1, t / 0.004) * Math.min(1, (samples.length - n) / (0.03 * rate));
      samples[n] += 0.3 * ring * (Math.sin(2 * Math.PI * frequency * t) + 0.25 * Math.sin(4 * Math.PI * frequency * t));
    }
  }
  return buffer;
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const within = (milliseconds, promise) =>
  Promise.race([promise, pause(milliseconds).then(() => { throw new Error("late"); })]);
