"""Read: one site's catalogue as frozen values, loaded once and shared by every request of a process.

The catalogue is small (hundreds of rows) and rarely changes; the verbs of the line take these values and never join
catalogue tables. A change raises `sites.catalogue_version`; other processes see it within `FRESH_SECONDS`.
"""

from __future__ import annotations

import time as monotonic
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from queue_app.catalogue import models as m
from queue_app.catalogue.occasions import Occasion, occasions_of
from queue_app.errors import Unknown

FRESH_SECONDS = 1.0

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


def directory(session: Session, site: str | int | None = None) -> Directory:
    """The catalogue of a site, by code or id (default: the installation's first). Raises Unknown."""
    mine = _held.setdefault(session.get_bind().engine, {})
    held = mine.get(site)
    if held is not None and monotonic.monotonic() - held[0] < FRESH_SECONDS:
        return held[1]
    row = _site_row(session, site)
    fresh = next((one for _, one in list(mine.values()) if _is_of(one, row)), None) or _load(session, row)
    mine[site] = (monotonic.monotonic(), fresh)
    return fresh


def _is_of(held: Directory, row: m.SiteRecord) -> bool:
    """Whether this is the site as it is now, by whatever name it was asked for."""
    return held.site.id == row.id and held.version == row.catalogue_version


def site_codes(session: Session) -> list[str]:
    """The sites of this installation, oldest first."""
    return list(session.scalars(select(m.SiteRecord.code).order_by(m.SiteRecord.id)))


def forget() -> None:
    """Drop what this process holds; called after a change of the catalogue commits."""
    _held.clear()


#: engine → site as asked for → (when it was checked, what was found)
_held: WeakKeyDictionary[Engine, dict[str | int | None, tuple[float, Directory]]] = WeakKeyDictionary()


def _found(values: dict[str, _T], code: str) -> _T:
    try:
        return values[code]
    except KeyError:
        raise Unknown() from None


def _site_row(session: Session, site: str | int | None) -> m.SiteRecord:
    query = select(m.SiteRecord).order_by(m.SiteRecord.id).limit(1)
    if site is not None:
        query = query.where((m.SiteRecord.id if isinstance(site, int) else m.SiteRecord.code) == site)
    row = session.scalars(query.execution_options(populate_existing=True)).first()
    if row is None:
        raise Unknown()
    return row


def _load(session: Session, site: m.SiteRecord) -> Directory:
    halls = {r.id: Hall(r.id, r.code, r.name, r.floor) for r in _rows(session, m.HallRecord, site.id)}
    lines = {r.id: Line(r.id, r.prefix, r.name) for r in _rows(session, m.LineRecord, site.id)}
    agencies = _agencies(session, site.id)
    services = {
        r.id: _service(r, agencies[r.agency_id], lines[r.line_id], halls[r.hall_id])
        for r in _rows(session, m.ServiceRecord, site.id)
    }
    active = frozenset(s.id for s in services.values() if s.active)
    counters = _counters(session, site.id, agencies, halls, active)
    offered = {s.code for s in services.values() if s.active}
    return Directory(
        site=Site(**{name: getattr(site, name) for name in Site.__slots__}),
        version=site.catalogue_version,
        halls={h.code: h for h in halls.values()},
        agencies={a.code: a for a in agencies.values() if a.active},
        lines={line.prefix: line for line in lines.values()},
        services={s.code: s for s in services.values() if s.active},
        counters={c.code: c for c in counters.values() if c.active},
        service_by_id=services,
        counter_by_id=counters,
        counters_of={s: tuple(c for c in counters.values() if s in c.service_ids) for s in services},
        occasions=occasions_of(session, site.id, offered),
    )


def _rows(session: Session, record: Any, site_id: int) -> list[Any]:
    query = select(record).where(record.site_id == site_id).order_by(record.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _agencies(session: Session, site_id: int) -> dict[int, Agency]:
    hours: dict[int, dict[int, Hours]] = {}
    for h in session.scalars(select(m.OpeningHoursRecord)):
        hours.setdefault(h.agency_id, {})[h.weekday] = Hours(h.opens, h.closes, h.break_from, h.break_to)
    closures = _rows(session, m.ClosureRecord, site_id)
    whole_site = {c.day: c.reason for c in closures if c.agency_id is None}
    return {
        r.id: Agency(
            id=r.id,
            code=r.code,
            name=r.name,
            short_name=r.short_name,
            category=r.category,
            certainty=r.certainty,
            hours_certainty=r.hours_certainty,
            active=r.active,
            hours=hours.get(r.id, {}),
            closures=whole_site | {c.day: c.reason for c in closures if c.agency_id == r.id},
        )
        for r in _rows(session, m.AgencyRecord, site_id)
    }


def _service(r: m.ServiceRecord, agency: Agency, line: Line, hall: Hall) -> Service:
    return Service(
        id=r.id,
        code=r.code,
        name=r.name,
        aliases=tuple(r.aliases),
        nominal_minutes=r.nominal_minutes,
        quota=r.quota,
        online_allowed=r.online_allowed,
        popular=r.popular,
        certainty=r.certainty,
        agency=agency,
        line=line,
        hall=hall,
        active=r.active and agency.active,
    )


def _counters(
    session: Session, site_id: int, agencies: dict[int, Agency], halls: dict[int, Hall], services: frozenset[int]
) -> dict[int, Counter]:
    served: dict[int, set[int]] = {}
    for pair in session.scalars(select(m.CounterServiceRecord)):
        served.setdefault(pair.counter_id, set()).add(pair.service_id)
    return {
        r.id: Counter(
            id=r.id,
            code=r.code,
            number=r.number,
            name=r.name,
            hall=halls[r.hall_id],
            agency=agencies[r.agency_id],
            service_ids=frozenset(served.get(r.id, ())) & services,
            active=r.active and agencies[r.agency_id].active,
        )
        for r in _rows(session, m.CounterRecord, site_id)
    }
