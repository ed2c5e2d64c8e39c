"""Read: what a period measured beside what people felt: waits, service times, files that were incomplete.

A wait runs from arrival to the first call, as the event log has it; a service from its last start to its end. Counted
by whole minutes in the database, so that a year costs hundreds of rows and not one per visit. Only visits that were
served.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, cast, extract, func, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.line.events import Kind, ticket_events
from queue_app.line.ticket import Status, tickets

INCOMPLETE = "berkas-kurang"


@dataclass(frozen=True, slots=True)
class Measured:
    """Visits served: minutes of waiting and of service → how many visits; `hours`: hour of arrival in the hall → its
    waits; `missing`: item → how often it was missing, in `incomplete` of `served` visits.
    """

    served: int = 0
    incomplete: int = 0
    waits: Counter[int] = field(default_factory=Counter)
    services: Counter[int] = field(default_factory=Counter)
    hours: dict[int, Counter[int]] = field(default_factory=dict)
    missing: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Measured) -> Measured:
        both = self.hours.keys() | other.hours.keys()
        return Measured(
            self.served + other.served,
            self.incomplete + other.incomplete,
            self.waits + other.waits,
            self.services + other.services,
            {hour: self.hours.get(hour, Counter()) + other.hours.get(hour, Counter()) for hour in sorted(both)},
            self.missing + other.missing,
        )


def quantile(minutes: Counter[int], part: float) -> int | None:
    """The whole minutes within which `part` of the visits lay (nearest rank); None without visits."""
    rank, passed = max(1, -int(-part * minutes.total() // 1)), 0
    for minute in sorted(minutes):
        passed += minutes[minute]
        if passed >= rank:
            return minute
    return None


def measured(session: Session, directory: Directory, date_from: date, date_to: date) -> dict[str, Measured]:
    """Service code → what was measured on business days of a range (both included)."""
    found: dict[str, Measured] = {}
    t = tickets.c
    mine = (t.site_id == directory.site.id, t.day.between(date_from, date_to), t.status == Status.SERVED)
    query = select(t.service_id, t.outcome, func.count()).where(*mine).group_by(t.service_id, t.outcome)
    for service, outcome, n in session.execute(query):
        incomplete = n if outcome == INCOMPLETE else 0
        _add(found, directory, service, Measured(served=n, incomplete=incomplete))
    _times(session, directory, date_from, date_to, mine, found)
    for service, items in session.execute(select(t.service_id, t.missing).where(*mine, t.outcome == INCOMPLETE)):
        _add(found, directory, service, Measured(missing=Counter(items or [])))
    return found


def _times(
    session: Session,
    directory: Directory,
    date_from: date,
    date_to: date,
    mine: tuple[ColumnElement[bool], ...],
    found: dict[str, Measured],
) -> None:
    t, e = tickets.c, ticket_events.c
    first = (
        select(e.ticket_key, func.min(e.at).label("called"))
        .where(e.site_id == directory.site.id, e.day.between(date_from, date_to), e.kind == Kind.CALLED)
        .group_by(e.ticket_key)
        .subquery()
    )
    wait, hour = _minutes(session, t.arrived_at, first.c.called), _hour(session, directory, t.arrived_at, date_from)
    joined = tickets.join(first, first.c.ticket_key == t.key)
    waits = select(t.service_id, hour, wait, func.count()).select_from(joined)
    for service, at, minute, n in session.execute(
        waits.where(*mine, t.arrived_at.is_not(None)).group_by(t.service_id, hour, wait)
    ):
        one = Counter({max(0, int(minute)): n})
        _add(found, directory, service, Measured(waits=one, hours={int(at): one}))
    took = _minutes(session, t.started_at, t.ended_at)
    services = select(t.service_id, took, func.count()).where(*mine, t.started_at.is_not(None), t.ended_at.is_not(None))
    for service, minute, n in session.execute(services.group_by(t.service_id, took)):
        _add(found, directory, service, Measured(services=Counter({max(0, int(minute)): n})))


def _add(found: dict[str, Measured], directory: Directory, service: int, more: Measured) -> None:
    code = directory.service_by_id[service].code
    found[code] = found.get(code, Measured()) + more


def _minutes(session: Session, start: ColumnElement[object], end: ColumnElement[object]) -> ColumnElement[int]:
    """Whole minutes between two instants."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.round((func.julianday(end) - func.julianday(start)) * 86400), Integer) // 60
    return cast(func.floor(extract("epoch", end - start) / 60), Integer)


def _hour(session: Session, directory: Directory, at: ColumnElement[object], day: date) -> ColumnElement[int]:
    """The hour of the day in the hall."""
    zone = directory.site.tz_name
    if session.get_bind().dialect.name != "sqlite":
        return cast(extract("hour", func.timezone(zone, at)), Integer)
    offset = clock.zone(zone).utcoffset(_noon(day))
    minutes = int(offset.total_seconds() // 60) if offset else 0
    return cast(func.strftime("%H", at, f"{minutes:+d} minutes"), Integer)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)
