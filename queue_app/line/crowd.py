"""Read: how many wait for some services on a day, and who stands first. Counted by the database, from indexes alone,
so that one more ticket costs the same in a full hall as in an empty one.

Whoever is absent and whose turn has passed is not counted: their place is decided when they arrive. `passed` gives the
place up to which a service was called.

Counting costs as much as there are people. Who comes to the end of a large crowd is therefore told how many stood there
a moment ago and, counted anew, how many have come since: only who left within that moment is still among them. The
moment lasts a quarter of a second, and in a crowd of tens of thousands up to two. Of eight who come at once the last
may be the first to be told; for those just before, who stands in between is taken off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from time import monotonic
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Integer, bindparam, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from queue_app.line.discipline import Waiting
from queue_app.line.ticket import IS_WAITING, PRIORITY_LANE, REGULAR_LANE, SPACING, tickets
from queue_app.ready import Ready, among

_t = tickets.c
LANES = (PRIORITY_LANE, REGULAR_LANE)
_CROWD = (
    IS_WAITING,
    _t.site_id == bindparam("site_id"),
    _t.day == bindparam("day"),
)
_LANE = _t.lane == bindparam("lane")
_COUNTED = or_(_t.arrived_at.is_not(None), _t.lane == PRIORITY_LANE, _t.place >= bindparam("passed"))
_NUMBERS = (_t.key, _t.place, _t.lane, _t.arrived_at.is_not(None), _t.service_id, _t.prefix, _t.ordinal)

_COUNTS = select(_t.service_id, _t.lane, func.count(), func.count(_t.arrived_at))
_TALLY = _COUNTS.where(*_CROWD, _COUNTED).group_by(_t.service_id, _t.lane)
_AT, _KEY = _t.place.type, _t.key.type
_BETWEEN = (
    tuple_(_t.place, _t.key) >= tuple_(bindparam("from_place", type_=_AT), bindparam("from_key", type_=_KEY)),
    tuple_(_t.place, _t.key) < tuple_(bindparam("place", type_=_AT), bindparam("key", type_=_KEY)),
)
_IN_ORDER = select(*_NUMBERS).where(*_CROWD, _LANE).order_by(_t.place, _t.key).limit(bindparam("most", type_=Integer))


def _tally(wanted: Any) -> Any:
    return _TALLY.where(wanted)


def _tally_before(lane: int, wanted: Any) -> Any:
    """Two questions in one, each of a range of `ix_tickets_waiting`: part of the own lane, and all of the other. The
    lanes are written out, for nearly everybody stands in one of them, and the other is not to be planned as if full.
    """
    return union_all(
        _TALLY.where(wanted, _t.lane == lane, *_BETWEEN),
        _TALLY.where(wanted, _t.lane == _OTHER[lane]),
    )


_OTHER = {PRIORITY_LANE: REGULAR_LANE, REGULAR_LANE: PRIORITY_LANE}
_TALLY_BEFORE = {lane: partial(_tally_before, lane) for lane in LANES}


def _first(wanted: Any) -> Any:
    return _IN_ORDER.where(wanted, _COUNTED)


def _first_present(wanted: Any) -> Any:
    return _IN_ORDER.where(wanted, _t.arrived_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Share:
    """How many wait for one service in one lane, and how many of them are present."""

    service_id: int
    lane: int
    people: int
    present: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One waiting ticket in its order, with the number people know it by."""

    waiting: Waiting
    number: str


class Group(NamedTuple):
    """Services that were called up to the same place."""

    passed: int
    services: list[int]


class Moment(NamedTuple):
    """Who stood before (`place`, `key`) of one lane at an instant (monotonic seconds), and how long counting took."""

    at: float
    took: float
    place: int
    key: int
    shares: list[Share]

    @property
    def past(self) -> bool:
        """Whether it must be counted anew: counting may take a fiftieth of the time, so what took long lasts longer."""
        times = min(max(50 * self.took / REMEMBERED_SECONDS, 1.0), LONGEST) if REMEMBERED_SECONDS else 1.0
        return monotonic() - self.at >= REMEMBERED_SECONDS * times


#: So many places before the one remembered are still near it.
NEARLY = 64
#: How many make a crowd large, for how many seconds it is remembered, and how many times as long at most.
LARGE, REMEMBERED_SECONDS, LONGEST = 300, 0.25, 8.0
_NOBODY = Moment(0.0, 0.0, -(1 << 62), 0, [])
#: engine → (site, day, lane, services) → what was counted
_remembered: WeakKeyDictionary[Engine, dict[tuple[object, ...], Moment]] = WeakKeyDictionary()
_MOST_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody who waits in a site on a day. `passed`: service id → place up to which it was called (absent: 0)."""

    session: Session
    site_id: int
    day: date
    passed: Mapping[int, int]

    def tally(self, services: Iterable[int]) -> list[Share]:
        """Counts by service and lane."""
        return [Share(*row) for group in self._groups(services) for row in self._rows(_tally, group, {})]

    def tally_before(self, services: Iterable[int], lane: int, place: int, key: int) -> list[Share]:
        """Counts by service and lane: of this lane those who stand before (`place`, `key`), of the other everybody."""
        return [
            share
            for group in self._groups(services)
            for share in self._before(group, lane, Moment(0.0, 0.0, place, key, []))
        ]

    def _before(self, group: Group, lane: int, here: Moment) -> list[Share]:
        held = _remembered.setdefault(self.session.get_bind().engine, {})
        name = (self.site_id, self.day, lane, tuple(group.services))
        known = held.get(name, _NOBODY)
        if known.past:
            known = _NOBODY
        if here.place < known.place - NEARLY * SPACING:
            own, other = self._between(group, lane, _NOBODY, here)
            return own + other
        if (here.place, here.key) < (known.place, known.key):
            own, other = self._between(group, lane, here, known)
            return _without(known.shares, own) + other
        began = monotonic()
        own, other = self._between(group, lane, known, here)
        if sum(share.people for share in own) >= LARGE:
            if len(held) >= _MOST_REMEMBERED:
                held.clear()
            at, took = (known.at, known.took) if known.shares else (began, monotonic() - began)
            held[name] = here._replace(at=at, took=took, shares=known.shares + own)
        return known.shares + own + other

    def _between(self, group: Group, lane: int, start: Moment, end: Moment) -> tuple[list[Share], list[Share]]:
        """Who stands from one place to another in the lane, and everybody in the other lane."""
        places = {"from_place": start.place, "from_key": start.key, "place": end.place, "key": end.key}
        shares = [Share(*row) for row in self._rows(_TALLY_BEFORE[lane], group, places)]
        return [one for one in shares if one.lane == lane], [one for one in shares if one.lane != lane]

    def first(self, services: Iterable[int], lane: int, most: int) -> list[Standing]:
        """The first `most` of a lane, in order."""
        return self._standing(_first, services, lane, most)

    def first_present(self, services: Iterable[int], lane: int, most: int) -> list[Waiting]:
        """The first `most` of a lane who are present, in order."""
        return [one.waiting for one in self._standing(_first_present, services, lane, most)]

    def _standing(self, query: Any, services: Iterable[int], lane: int, most: int) -> list[Standing]:
        rows = [
            row for group in self._groups(services) for row in self._rows(query, group, {"lane": lane, "most": most})
        ]
        found = [Standing(Waiting(k, p, n, bool(here), s), f"{x}{o:03d}") for k, p, n, here, s, x, o in rows]
        return sorted(found, key=lambda one: (one.waiting.place, one.waiting.key))[:most]

    def _groups(self, services: Iterable[int]) -> list[Group]:
        """The services by the place up to which they were called, which is nearly always one for all."""
        groups: dict[int, list[int]] = {}
        for service in services:
            groups.setdefault(self.passed.get(service, 0), []).append(service)
        return [Group(passed, group) for passed, group in groups.items()]

    def _rows(self, query: Any, group: Group, more: Mapping[str, int]) -> Sequence[Any]:
        """One question about one group."""
        values = {"site_id": self.site_id, "day": self.day, "passed": group.passed, **more}
        return _about(query, tuple(group.services)).all(self.session, values)


def _without(shares: Iterable[Share], off: Iterable[Share]) -> list[Share]:
    """The shares of a lane less those that are off; who came back in between takes nobody else off."""
    left: dict[tuple[int, int], tuple[int, int]] = {}
    for share, sign in [*((share, 1) for share in shares), *((share, -1) for share in off)]:
        people, present = left.get((share.service_id, share.lane), (0, 0))
        left[share.service_id, share.lane] = people + sign * share.people, present + sign * share.present
    return [Share(*which, max(0, people), max(0, present)) for which, (people, present) in left.items()]


@lru_cache(maxsize=512)
def _about(query: Callable[[Any], Any], services: tuple[int, ...]) -> Ready:
    return Ready(query(among("tickets.service_id", services)), planned_once=True)


def forget() -> None:
    """Remember no crowd any more."""
    _remembered.clear()
