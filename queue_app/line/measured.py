"""Read: what a period measured beside what people felt: waits, service times, files that were incomplete.

A wait runs from arrival to the first call, as the event log has it; a service from its last start to its end. Counted
by whole minutes in the database, so that a year costs hundreds of rows and not one per visit. Only visits that were
served.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, Select, cast, extract, func, literal_column, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.line.events import Kind, ticket_events
from queue_app.line.ticket import Status, tickets

INCOMPLETE = "berkas-kurang"


@dataclass(slots=True)
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


def together(some: Iterable[Measured]) -> Measured:
    """Several services as one."""
    whole = Measured()
    for one in some:
        whole.served += one.served
        whole.incomplete += one.incomplete
        whole.waits.update(one.waits)
        whole.services.update(one.services)
        whole.missing.update(one.missing)
        for hour, waits in one.hours.items():
            whole.hours.setdefault(hour, Counter()).update(waits)
    return whole


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
    codes = {service.id: service.code for service in directory.service_by_id.values()}
    found = _measured(session, directory, date_from, date_to, list(codes), tickets.c.service_id)
    return {codes[service]: one for service, one in found.items()}


def measured_together(
    session: Session, directory: Directory, date_from: date, date_to: date, shown: Collection[str]
) -> Measured:
    """The same of some services (codes) as one, which the database adds up."""
    services = [service.id for service in directory.service_by_id.values() if service.code in shown]
    one: ColumnElement[int] = literal_column("0", Integer)
    return _measured(session, directory, date_from, date_to, services, one).get(0, Measured())


def _measured(
    session: Session,
    directory: Directory,
    date_from: date,
    date_to: date,
    services: list[int],
    apart: ColumnElement[int],
) -> dict[int, Measured]:
    found: defaultdict[int, Measured] = defaultdict(Measured)
    t, key = tickets.c, apart.label("whose")
    span = t.day.between(date_from, date_to)
    mine = (t.site_id == directory.site.id, span, t.status == Status.SERVED, t.service_id.in_(services))
    query = select(key, t.outcome, func.count()).where(*mine).group_by("whose", t.outcome)
    for whose, outcome, n in session.execute(query):
        found[whose].served += n
        found[whose].incomplete += n if outcome == INCOMPLETE else 0
    for whose, items in session.execute(select(key, t.missing).where(*mine, t.outcome == INCOMPLETE)):
        found[whose].missing.update(items or [])
    for whose, hour, minute, n in session.execute(_waits(session, directory, (date_from, date_to), mine, key)):
        found[whose].waits[max(0, int(minute))] += n
        found[whose].hours.setdefault(int(hour), Counter())[max(0, int(minute))] += n
    took = _minutes(session, t.started_at, t.ended_at).label("minutes_of")
    ended = select(key, took, func.count()).where(*mine, t.started_at.is_not(None), t.ended_at.is_not(None))
    for whose, minute, n in session.execute(ended.group_by("whose", "minutes_of")):
        found[whose].services[max(0, int(minute))] += n
    return dict(found)


def _waits(
    session: Session,
    directory: Directory,
    days: tuple[date, date],
    mine: tuple[ColumnElement[bool], ...],
    key: ColumnElement[int],
) -> Select[int, int, int, int]:
    """(whose, hour of arrival, whole minutes, visits)"""
    t, e = tickets.c, ticket_events.c
    first = (
        select(e.ticket_key, func.min(e.at).label("called"))
        .where(e.site_id == directory.site.id, e.day.between(*days), e.kind == Kind.CALLED)
        .group_by(e.ticket_key)
        .subquery()
    )
    wait = _minutes(session, t.arrived_at, first.c.called).label("minutes_of")
    hour = hour_of(session, directory, t.arrived_at, days[0]).label("hour_of")
    query = select(key, hour, wait, func.count()).select_from(tickets.join(first, first.c.ticket_key == t.key))
    return query.where(*mine, t.arrived_at.is_not(None)).group_by("whose", "hour_of", "minutes_of")


def _minutes(session: Session, start: ColumnElement[object], end: ColumnElement[object]) -> ColumnElement[int]:
    """Whole minutes between two instants."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.round((func.julianday(end) - func.julianday(start)) * 86400), Integer) // 60
    return cast(func.floor(extract("epoch", end - start) / 60), Integer)


def hour_of(session: Session, directory: Directory, at: ColumnElement[object], day: date) -> ColumnElement[int]:
    """The hour of the day in the hall."""
    zone = directory.site.tz_name
    if session.get_bind().dialect.name != "sqlite":
        return cast(extract("hour", func.timezone(zone, at)), Integer)
    offset = clock.zone(zone).utcoffset(_noon(day))
    minutes = int(offset.total_seconds() // 60) if offset else 0
    return cast(func.strftime("%H", at, f"{minutes:+d} minutes"), Integer)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)
