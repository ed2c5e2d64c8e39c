/* The board of one hall. The last whole snapshot is painted anew four times a second: what is gold, what is old and which
   line stands below follow from the time alone. Words come from the page. */
import { follow } from "../js/live.js";
import { Below, fill } from "./below.js";
import { HouseTime } from "./house-time.js";
import { LobbyCode } from "./lobby.js";
import { Reel } from "./media.js";
import { Reporter } from "./report.js";
import { keepAwake, reloadAtNight } from "./screen.js";
import { Announcer } from "./voice.js";

const GOLD = 8000; // a new call is gold this long
const BAR = 60000; // and keeps a gold bar this long
const LINE = 8000; // each line at the bottom stands this long
const WATCH_AFTER = 20000; // so long after a call the hall has something to watch
const TOO_OLD = 90000; // a call is said at most so long after it was made
const LONG = 110; // letters of an emergency that need the smaller print

const board = document.querySelector("[data-board]");
const { zone, code: codeUrl, report: reportUrl, voice: voiceUrl } = board.dataset;
const ROWS = Number(board.dataset.most);
const words = JSON.parse(board.dataset.words);
const speed = Number(board.dataset.speed);
const one = (name) => board.querySelector(`[data-${name}]`);
const format = (options) => new Intl.DateTimeFormat("id-ID", { timeZone: zone, ...options });
const hours = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dates = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const clock = (at) => hours.format(at).replace(":", ".");

let shown = null; // the last snapshot
let stale = false;
const time = new HouseTime(Date.parse(board.dataset.asOf), speed);
const below = new Below({ words, now: () => time.now(), clock });
let reporter = null;
let announcer = null; // both on an installed screen only
let voice = board.dataset.voiceVersion;
let proof = board.dataset.test; // the last test of its sound
const { layout } = board.dataset;
const near = (board.dataset.counters || "").split(" ").filter(Boolean); // the counters this screen shows, if not all
const reel = new Reel(one("reel"));
let media = "";
const lobby = codeUrl && new LobbyCode({ url: codeUrl, board, now: () => time.now(), speed, put });
const acked = new Set(); // events that this screen has reported as shown
const seen = new Map(); // event → when this screen first knew of it

function put(node, text) {
  if (node.textContent !== String(text)) node.textContent = text;
}

/* A012: the letter apart, so that it can have its colour. */
function putNumber(node, number) {
  if (node.textContent === number && node.firstElementChild) return;
  const [, letters, digits] = number.match(/^(\D*)(.*)$/);
  const prefix = Object.assign(document.createElement("span"), { className: "tk-p", textContent: letters });
  const whole = Object.assign(document.createElement("span"), { className: "tk" });
  whole.append(prefix, digits);
  node.replaceChildren(whole);
  node.dataset.length = number.length;
}

const age = (call) => performance.now() - seen.get(call.event);

function take(snapshot) {
  const opening = !shown;
  shown = snapshot;
  const known = new Set(snapshot.calls.map((call) => call.event));
  for (const event of seen.keys()) if (!known.has(event)) { seen.delete(event); acked.delete(event); }
  const fresh = snapshot.calls.filter((call) => !seen.has(call.event)).reverse();
  for (const call of fresh) seen.set(call.event, performance.now() - Math.max(0, time.now() - Date.parse(call.called_at)) / speed);
  if (near.length) {
    shown = { ...snapshot, calls: snapshot.calls.filter((call) => near.includes(call.counter)),
      counters: snapshot.counters.filter((counter) => near.includes(counter.code)) };
  }
  below.take(shown);
  const at = Date.parse(snapshot.as_of);
  say(fresh, at);
  const newest = shown.calls[0];
  if (newest && age(newest) < GOLD && !below.emergency) put(one("say"), `${words.first} ${newest.number}. ${fill(words.go, place(newest))}`);
  paint();
  shownNow(opening ? fresh.filter((call) => age(call) < GOLD) : fresh, at); // a page that was opened anew showed them before
}

const place = (call) => ({ counter: call.counter_name, floor: call.floor });

function paint() {
  put(one("clock"), clock(time.now()));
  put(one("date"), dates.format(time.now()));
  lobby?.paint();
  const emergency = below.emergency;
  if (emergency) return paintEmergency(emergency);
  if (stale) return paintStale();
  if (!shown) return;
  const said = announcer?.current;
  const newest = said || shown.calls[0];
  const calling = Boolean(said) || (Boolean(newest) && age(newest) < GOLD);
  const watching = !calling && reel.any && (!newest || age(newest) > WATCH_AFTER);
  board.dataset.state = calling ? "calling" : watching ? "media" : newest ? "idle" : "empty";
  reel.show(watching);
  if (newest) paintCall(newest);
  paintRows(calling ? shown.calls.filter((call) => call.event !== newest.event) : shown.calls);
  put(one("list-head"), words.list);
  paintLine(newest);
}

function paintCall(call) {
  put(one("nth"), call.recall ? fill(words.again, { n: call.recall + 1 }) : words.first);
  for (const name of ["call-number", "last-number"]) putNumber(one(name), call.number);
  put(one("call-counter"), call.counter_number);
  put(one("call-floor"), call.floor);
  one("call-floor").dataset.length = call.floor.length;
  put(one("last-place"), fill(words.place, place(call)));
}

function paintRows(calls) {
  board.dataset.rows = calls.length;
  board.querySelectorAll("[data-row]").forEach((row, i) => {
    const call = i < ROWS && calls[i];
    row.hidden = !call;
    if (!call) return;
    const [number, counter, floor] = row.children;
    putNumber(number, call.number);
    put(counter, call.counter_number);
    put(floor, call.floor);
    row.className = stale ? "" : age(call) < GOLD ? "gold on-call" : age(call) < BAR ? "new" : "";
  });
}

/* A disturbance takes the line for itself. */
function paintLine(newest) {
  const loud = below.disturbance;
  board.dataset.notice = loud ? "gangguan" : "";
  if (loud) paintTold("notice", loud);
  if (newest) put(one("go"), fill(words.go, place(newest)));
  const lines = below.quiet;
  put(one("line"), lines[Math.floor(performance.now() / LINE) % lines.length]);
}

function paintTold(name, { title, rest }) {
  put(one(`${name}-title`), title);
  put(one(name), rest);
}

/* An emergency is the whole screen: no call, nothing to watch, and no voice but its own. */
function paintEmergency(told) {
  board.dataset.state = "emergency";
  board.dataset.notice = "";
  board.dataset.told = told.title.length + told.rest.length > LONG ? "long" : "";
  reel.show(false);
  paintTold("alarm", told);
  put(one("line"), stale ? fill(words.stale, { time: clock(time.told) }) : words.safe);
  announcer?.warn(told.id);
}

/* What is old is not shown as if it were true: the newest call goes, the list says until when it holds. */
function paintStale() {
  board.dataset.state = "stale";
  reel.show(false);
  board.dataset.notice = "";
  const until = { time: clock(time.told) };
  put(one("stale"), fill(words.stale, until));
  put(one("list-head"), fill(words.listAt, until));
  if (shown) paintRows(shown.calls);
}

/* --- the voice, and what the house is told: only on an installed screen ---------------------------------------- */

/* How old a call is, is judged by the instant at which the house told of it, never by a clock of this machine, which
   may have slept through an outage. */
const young = (at) => (call) => at - Date.parse(call.called_at) < TOO_OLD * speed;

/* For how long calls may be said; not while there is an emergency. */
const mayCall = () => (below.emergency ? 0 : reporter.mayFor());

/* A call is said by the one screen of the hall that may speak; which calls nobody has heard, the house knows. */
function say(calls, at) {
  if (announcer && mayCall() > 0) announcer.add(calls.filter(young(at)));
}

function shownNow(calls, at) {
  if (!reporter || !calls.length || below.emergency) return;
  requestAnimationFrame(() => requestAnimationFrame((painted) => {
    for (const call of calls.filter(young(at))) {
      acked.add(call.event);
      reporter.ack(call.event, { shown_at: time.instant(painted) });
    }
  }));
}

function hear(answer, asked, came) {
  time.hear(Date.parse(answer.at) + (came - asked) / 2 * speed, came);
  voice = answer.voice;
  announcer.loud(answer.volume);
  if (answer.layout !== layout && !announcer.current) location.reload();
  if (answer.test !== proof) announcer.prove();
  proof = answer.test;
  if (answer.media !== media) reel.load(board.dataset.media);
  media = answer.media;
  const unheard = new Set(answer.calls.map((call) => call.event));
  announcer.keep((call) => answer.speak && (unheard.has(call.event) || call.since > asked));
  if (answer.speak && mayCall() > 0) announcer.add(answer.calls.filter(young(Date.parse(answer.at))));
}

function speak() {
  announcer = new Announcer({
    addressOf: (call) => board.dataset.languages.split(" ").map((language) => `${voiceUrl}${call.event}/${language}.wav?v=${voice}`),
    mayFor: mayCall,
    mayWarn: () => reporter.mayFor() > 0,
    warningOf: (notice) => `${voiceUrl}pengumuman/${notice}.wav?v=${voice}`,
    wants: (seconds) => reporter.wants(seconds),
    said: (call, at) => reporter.ack(call.event, { heard_at: time.instant(at) }),
    changed: () => {
      paint();
      const said = announcer.current; // it stands in gold while it is said, also one that no list has brought in time
      if (said && !acked.has(said.event)) shownNow([said], Date.parse(said.called_at));
    },
    sounded: () => { paintSound(); reporter.state(); },
    gaps: JSON.parse(board.dataset.gaps),
  });
  reporter = new Reporter({ url: reportUrl, sound: () => announcer.state, told: hear });
  announcer.loud(Number(board.dataset.volume));
  announcer.test(`${voiceUrl}uji.wav?v=${voice}`);
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, () => announcer.wake());
}

function paintSound() {
  const sound = announcer.state;
  board.dataset.sound = sound;
  put(one("sound"), sound === "muted" ? words.muted : sound === "no-voice" ? words.noVoice : "");
}

/* --- life ---------------------------------------------------------------------------------------------------- */

function fresh(asOf) {
  if (asOf) time.hear(Date.parse(asOf));
  stale = false;
}

const late = () => { stale = true; paint(); };

follow(`board:${board.dataset.board}`, {
  url: `/api/v1/boards/${encodeURIComponent(board.dataset.board)}`, site: board.dataset.site, beat: 2, render: take, fresh, stale: late, refused: late,
});
setInterval(paint, 250);
if (reportUrl) speak();
keepAwake();
reloadAtNight(zone, () => !announcer?.current);
