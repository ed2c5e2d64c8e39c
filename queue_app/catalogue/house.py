"""A site's catalogue as frozen values: what the verbs of the line and every door work with.

`Directory` holds all of one site. It is loaded by `loading.py` and shared by every request (`directory.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import TypeVar

from queue_app.catalogue.occasions import Occasion
from queue_app.errors import Unknown

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Site:
    """A mall and the settings of its queue (minutes, counts and percents as in models.SiteRecord)."""

    id: int
    code: str
    name: str
    short_name: str
    owner: str
    address: str
    tz_name: str
    late_after: int
    priority_every: int
    grace_minutes: int
    remote_share: int
    last_ticket_minutes: int
    overrun_minutes: int
    numbers_from: time
    next_day_from: time


@dataclass(frozen=True, slots=True)
class Hall:
    """A waiting hall; `code` also names its board."""

    id: int
    code: str
    name: str
    floor: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of one weekday, in the site's zone."""

    opens: time
    closes: time
    break_from: time | None = None
    break_to: time | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """A tenant with its weekly hours (weekday 0 = Monday) and its closed days."""

    id: int
    code: str
    name: str
    short_name: str
    category: str
    certainty: str
    hours_certainty: str
    active: bool
    hours: dict[int, Hours]
    closures: dict[date, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One prefix; numbers run per line and day."""

    id: int
    prefix: str
    name: str


@dataclass(frozen=True, slots=True)
class Service:
    """One service as the line needs it."""

    id: int
    code: str
    name: str
    aliases: tuple[str, ...]
    nominal_minutes: int
    quota: int | None
    online_allowed: bool
    popular: int | None
    certainty: str
    agency: Agency
    line: Line
    hall: Hall
    active: bool


@dataclass(frozen=True, slots=True)
class Counter:
    """A desk and the services it can serve."""

    id: int
    code: str
    number: int
    name: str
    hall: Hall
    agency: Agency
    service_ids: frozenset[int]
    active: bool


@dataclass(frozen=True, eq=False)
class Directory:
    """Everything in one site, with the look-ups the product needs.

    By code one finds what is active (`Unknown` otherwise); by id also what has ended, because tickets still name it.
    """

    site: Site
    version: int
    halls: dict[str, Hall]
    agencies: dict[str, Agency]
    lines: dict[str, Line]
    services: dict[str, Service]
    counters: dict[str, Counter]
    service_by_id: dict[int, Service] = field(default_factory=dict)
    counter_by_id: dict[int, Counter] = field(default_factory=dict)
    #: service id → the counters that can serve it
    counters_of: dict[int, tuple[Counter, ...]] = field(default_factory=dict)
    occasions: dict[str, Occasion] = field(default_factory=dict)

    def service(self, code: str) -> Service:
        return _found(self.services, code)

    def counter(self, code: str) -> Counter:
        return _found(self.counters, code)

    def hall(self, code: str) -> Hall:
        return _found(self.halls, code)

    def line(self, prefix: str) -> Line:
        return _found(self.lines, prefix)

    def agency(self, code: str) -> Agency:
        return _found(self.agencies, code)

    def occasion(self, code: str) -> Occasion:
        return _found(self.occasions, code)

    def services_of_line(self, line: Line) -> tuple[Service, ...]:
        return tuple(s for s in self.services.values() if s.line.id == line.id)


def _found(values: dict[str, _T], code: str) -> _T:
    try:
        return values[code]
    except KeyError:
        raise Unknown() from None
