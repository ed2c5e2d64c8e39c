"""Read one day of a trace (`config.json`, `events.csv.gz`) as a plan.

Kept is what people and clerks bring along: when numbers were taken, by which way, when their holders
came, whether they answered the call, how long they walked and were served, when counters worked. Who is
called when is not kept: that is the product's own doing.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import fmean

from queue_app.simulation.plan import Channel, Pause, Plan, Shift, Visit, in_order
from queue_app.simulation.quirks import PRIORITIES, with_quirks

REASONS = {"L": "Istirahat makan siang", "B": "Istirahat sebentar"}


class TraceUnreadable(ValueError):
    """The folder holds no such trace or day; the message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a trace; `nominal_s` is what its admin guessed."""

    key: str
    name: str
    nominal_s: float
    quota: int | None


@dataclass(frozen=True, slots=True)
class Office:
    """What a trace says of the place itself: seconds since midnight, and who can serve what."""

    name: str
    opens: float
    last_ticket: float
    closes: float
    services: tuple[Service, ...]
    counters: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Row:
    t: float
    ev: str
    ticket: str
    service: str
    cls: str
    chan: str
    counter: str
    arg: str


def read_office(folder: Path) -> Office:
    """The place of a trace. Raises TraceUnreadable."""
    try:
        said = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        services = [Service(s["id"], s["name"], s["nominal_s"], s["quota"]) for s in said["services"]]
        counters = {c["id"]: frozenset(c["skills"]) for c in said["counters"]}
        times = (said["open"], said["last_ticket"], said["close"])
        return Office(said.get("trace", folder.name), *times, tuple(services), counters)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise TraceUnreadable(f"{folder}: no trace here ({error})") from error


def read_trace(folder: Path, day: int, seed: int) -> Plan:
    """One day of a trace (0 is the first); `seed` draws what traces do not tell. Raises TraceUnreadable."""
    office = read_office(folder)
    rows = [row for number, row in _rows(folder) if number == day]
    if not rows:
        raise TraceUnreadable(f"{folder}: no day {day}")
    dice = Random(f"{office.name} {day} {seed}")
    visits = in_order(_visits(rows, office, dice))
    shifts = tuple(_shifts(rows, office))
    return Plan(f"{office.name} day {day}", visits, shifts)


def _rows(folder: Path) -> Iterator[tuple[int, _Row]]:
    try:
        with gzip.open(folder / "events.csv.gz", "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                day = int(row.pop("day"))
                yield day, _Row(t=float(row.pop("t")), **row)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise TraceUnreadable(f"{folder}: events unreadable ({error})") from error


def _visits(rows: list[_Row], office: Office, dice: Random) -> Iterator[Visit]:
    lives: dict[str, dict[str, _Row]] = defaultdict(dict)
    for row in rows:
        if row.ticket:
            lives[row.ticket].setdefault(row.ev, row)
    served = [life for life in lives.values() if {"issue", "start", "end"} <= life.keys()]
    usual = {s.key: _usual(s, served) for s in office.services}
    services = [s.key for s in office.services]
    for life in lives.values():
        if "issue" in life:
            yield with_quirks(_visit(life, usual, dice), dice, services)


def _visit(life: dict[str, _Row], usual: dict[str, float], dice: Random) -> Visit:
    issue, call, start, end = (life.get(ev) for ev in ("issue", "call", "start", "end"))
    remote = issue is not None and issue.chan == "R"
    assert issue is not None
    abandons = life.get("cancel")
    return Visit(
        at=issue.t,
        service=issue.service,
        channel=Channel.REMOTE if remote else Channel.KIOSK,
        walk_s=start.t - call.t if call and start else dice.uniform(15, 60),
        serve_s=end.t - start.t if start and end else dice.gammavariate(2, usual[issue.service] / 2),
        priority=dice.choice(PRIORITIES) if issue.cls == "P" else None,
        arrives_at=_arrival(life, remote, dice),
        comes="noshow" not in life,
        cancels_at=abandons.t if abandons and abandons.arg != "X" else None,
    )


def _arrival(life: dict[str, _Row], remote: bool, dice: Random) -> float | None:
    """When the holder of a number from home comes; somebody never seen does not come at all."""
    if not remote:
        return life["issue"].t
    if "checkin" in life:
        return life["checkin"].t
    if "start" in life:
        return max(life["start"].t - dice.uniform(60, 600), life["issue"].t)
    return None


def _usual(service: Service, served: list[dict[str, _Row]]) -> float:
    times = [life["end"].t - life["start"].t for life in served if life["issue"].service == service.key]
    return fmean(times) if times else service.nominal_s


def _shifts(rows: list[_Row], office: Office) -> Iterator[Shift]:
    for counter, services in office.counters.items():
        own = [row for row in rows if row.counter == counter and row.ev in ("open", "close")]
        opened = [row.t for row in own if row.ev == "open"]
        if opened:
            closed = [row.t for row in own if row.ev == "close"]
            ends = closed[-1] if closed else office.closes
            yield Shift(counter, services, opened[0], ends, tuple(_pauses(rows, counter, ends)))


def _pauses(rows: list[_Row], counter: str, closes: float) -> Iterator[Pause]:
    begun: _Row | None = None
    for row in rows:
        if row.counter == counter and row.ev in ("pause", "resume"):
            if row.ev == "resume" and begun is not None:
                yield Pause(begun.t, row.t, REASONS.get(begun.arg, REASONS["B"]))
            begun = row if row.ev == "pause" else None
    if begun is not None and begun.t < closes:
        yield Pause(begun.t, closes, REASONS.get(begun.arg, REASONS["B"]))
