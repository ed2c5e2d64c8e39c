/* The house's time on a screen whose own clock may be wrong. What the house says of the time is always late by its way
   here: the earliest word counts, and is slowly forgotten, because clocks run apart. */

const SLACK = 0.5; // milliseconds a second by which our clock may run away from the house's
const SET_BACK = 2000; // a word so much earlier than ours is a clock that was set

export class HouseTime {
  /* told    milliseconds of the house's time when the page was made;  speed: of a lesson's clock */
  constructor(told, speed) {
    Object.assign(this, { speed, ours: told, at: performance.now(), told });
  }

  of(moment) { return this.ours + (moment - this.at) * this.speed; }

  now() { return this.of(performance.now()); }

  instant(moment) { return new Date(this.of(moment)).toISOString(); }

  hear(told, at = performance.now()) {
    const expected = this.of(at) - (SLACK * this.speed * (at - this.at)) / 1000;
    this.ours = told > expected || told < expected - SET_BACK * this.speed ? told : expected;
    this.at = at;
    this.told = told;
  }
}
