"""Read: how many wait for some services on a day, and who stands first. Counted by the database, from indexes alone,
so that one more ticket costs the same in a full hall as in an empty one.

Whoever is absent and whose turn has passed is not counted: their place is decided when they arrive. `passed` gives the
place up to which a service was called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, or_, select, tuple_
from sqlalchemy.orm import Session

from queue_app.line.discipline import Waiting
from queue_app.line.ticket import IS_WAITING, PRIORITY_LANE, REGULAR_LANE, tickets

_t = tickets.c
_CROWD = (
    IS_WAITING,
    _t.site_id == bindparam("site_id"),
    _t.day == bindparam("day"),
    _t.service_id.in_(bindparam("services", expanding=True)),
)
_LANE = _t.lane == bindparam("lane")
_COUNTED = or_(_t.arrived_at.is_not(None), _t.lane == PRIORITY_LANE, _t.place >= bindparam("passed"))
_NUMBERS = (_t.key, _t.place, _t.lane, _t.arrived_at.is_not(None), _t.service_id, _t.prefix, _t.ordinal)

_TALLY = (
    select(_t.service_id, _t.lane, func.count(), func.count(_t.arrived_at))
    .where(*_CROWD, _COUNTED)
    .group_by(_t.service_id, _t.lane)
)
_BEFORE = tuple_(_t.place, _t.key) < tuple_(bindparam("place"), bindparam("key"))
_TALLY_BEFORE = _TALLY.where(or_(_t.lane != bindparam("lane"), _BEFORE))
_ORDER = (_t.place, _t.key)
_FIRST = select(*_NUMBERS).where(*_CROWD, _LANE, _COUNTED).order_by(*_ORDER).limit(bindparam("most"))
_PRESENT = _t.arrived_at.is_not(None)
_FIRST_PRESENT = select(*_NUMBERS).where(*_CROWD, _LANE, _PRESENT).order_by(*_ORDER).limit(bindparam("most"))


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


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody who waits in a site on a day. `passed`: service id → place up to which it was called (absent: 0)."""

    session: Session
    site_id: int
    day: date
    passed: Mapping[int, int]

    def tally(self, services: Iterable[int], before: tuple[int, int, int] | None = None) -> list[Share]:
        """Counts by service and lane; `before` (lane, place, key) limits those of its lane to who stands before it."""
        if before is None:
            return [Share(*row) for row in self._rows(_TALLY, services, {})]
        lane, place, key = before
        return [Share(*row) for row in self._rows(_TALLY_BEFORE, services, {"lane": lane, "place": place, "key": key})]

    def first(self, services: Iterable[int], lane: int, most: int) -> list[Standing]:
        """The first `most` of a lane, in order."""
        return self._standing(_FIRST, services, lane, most)

    def first_present(self, services: Iterable[int], lane: int, most: int) -> list[Waiting]:
        """The first `most` of a lane who are present, in order."""
        return [one.waiting for one in self._standing(_FIRST_PRESENT, services, lane, most)]

    def _standing(self, query: Any, services: Iterable[int], lane: int, most: int) -> list[Standing]:
        rows = self._rows(query, services, {"lane": lane, "most": most})
        found = [Standing(Waiting(k, p, n, bool(here), s), f"{x}{o:03d}") for k, p, n, here, s, x, o in rows]
        return sorted(found, key=lambda one: (one.waiting.place, one.waiting.key))[:most]

    def _rows(self, query: Any, services: Iterable[int], more: Mapping[str, int]) -> Iterator[Any]:
        """One query for all services that were called up to the same place, which is nearly always all of them."""
        groups: dict[int, list[int]] = {}
        for service in services:
            groups.setdefault(self.passed.get(service, 0), []).append(service)
        for passed, group in groups.items():
            values = {"site_id": self.site_id, "day": self.day, "services": group, "passed": passed, **more}
            yield from self.session.execute(query, values)


LANES = (PRIORITY_LANE, REGULAR_LANE)
