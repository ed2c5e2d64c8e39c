/* What the board says besides calls: the line below, a disturbance that takes it, an emergency that takes the whole screen.
   What comes first is written down in docs/VOICE.md. */

export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const lower = (text) => (text ? text[0].toLowerCase() + text.slice(1) : "");

export class Below {
  /* words   of the page;  now () the house's time;  clock (instant) as people read it */
  constructor({ words, now, clock }) {
    Object.assign(this, { words, now, clock, notices: [], counters: [] });
  }

  take({ notices, counters }) { Object.assign(this, { notices, counters }); }

  /* The emergency that stands, as {id, title, rest}, or nothing. */
  get emergency() { return this.told("darurat"); }

  /* The disturbance that takes the line below. */
  get disturbance() { return this.told("gangguan"); }

  /* Lines that take turns. */
  get quiet() {
    const { words } = this;
    const paused = this.counters.filter((counter) => counter.paused).map(({ name, reason, until }) =>
      fill(this.holds(until) ? words.pausedUntil : words.paused, { counter: name, reason: lower(reason), time: until && this.clock(Date.parse(until)) }));
    const lines = [...this.standing("info").map((notice) => notice.text), ...paused];
    return lines.length ? lines : [words.rule];
  }

  /* Nothing happens when a time is over, so no snapshot says it: what has run out is left out here. */
  holds(until) { return until && Date.parse(until) > this.now(); }

  standing(kind) { return this.notices.filter((notice) => notice.kind === kind && (!notice.until || this.holds(notice.until))); }

  /* "Listrik padam. Nomor tetap berlaku." is a title and the rest; what has no such beginning has a title of ours. */
  told(kind) {
    const [found] = this.standing(kind);
    if (!found) return null;
    const [, title, rest] = found.text.match(/^([^.:]{8,60})[.:]\s+(.+)$/) || [null, this.words[kind] + ".", found.text];
    const end = found.until && !/[.!?]$/.test(rest) ? "." : "";
    const until = found.until ? ` ${fill(this.words.until, { time: this.clock(Date.parse(found.until)) })}` : "";
    return { id: found.id, title, rest: rest + end + until };
  }
}
