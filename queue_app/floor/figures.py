"""Read: the hall now as its watcher needs it: by agency, worst first, beside what the day has measured so far."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Agency, Directory, Service
from queue_app.line.attendance import today
from queue_app.line.measured import Measured, measured, quantile, together
from queue_app.line.services_view import service_shapes
from queue_app.line.shapes import FloorCounter, FloorService, FloorShape, StaffTicket, Window
from queue_app.line.staff_view import staff_ticket
from queue_app.line.ticket import Status, Ticket, find_all, tickets
from queue_app.live.snapshots import floor_view
from queue_app.notify.outbox import Undelivered, undelivered

#: From so many minutes on a wait is worth a warning, and a row stands out.
LONG_WAIT = 30


@dataclass(frozen=True, slots=True)
class Standard:
    """Visits `served` today, and how many of them stayed `within` the minutes their service is planned with."""

    served: int
    within: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means all; None before anybody was served."""
        return self.within * 100 // self.served if self.served else None


@dataclass(frozen=True, slots=True)
class Row:
    """One agency now; minutes are whole."""

    agency: Agency
    waiting: int
    present: int
    longest: int
    open: int
    counters: int
    #: For a new number, as `next_windows` tells it.
    next_window: Window | None
    standard: Standard
    incomplete: int

    @property
    def urgent(self) -> bool:
        return self.longest >= LONG_WAIT or (self.present > 0 and self.open == 0)


@dataclass(frozen=True, slots=True)
class Hour:
    """How long people who came in one hour waited, in minutes: the median, and what nine of ten stayed within."""

    hour: int
    visits: int
    middle: int
    nine: int


@dataclass(frozen=True, slots=True)
class Now:
    """Everything of the first page."""

    shape: FloorShape
    rows: list[Row]
    quiet: int
    standard: Standard
    hours: list[Hour]
    paused: int
    longest: StaffTicket | None
    undelivered: list[Undelivered]


def now(session: Session, house: Directory, *, every: bool = False) -> Now:
    """The floor at this moment; agencies without anything to look at are only counted unless `every` is asked for."""
    shape, day = floor_view(session, house), today(house)
    told = measured(session, house, day, day)
    windows = next_windows(session, house)
    rows = sorted((_row(house, shape, told, a, windows.get(a.code)) for a in house.agencies.values()), key=_pressure)
    shown = rows if every else [row for row in rows if row.waiting or row.open or row.standard.served]
    whole = [row.standard for row in rows]
    return Now(
        shape=shape,
        rows=shown,
        quiet=len(rows) - len(shown),
        standard=Standard(sum(s.served for s in whole), sum(s.within for s in whole)),
        hours=_hours(together(told.values())),
        paused=sum(counter["paused"] for counter in shape["counters"]),
        longest=_longest(session, house),
        undelivered=undelivered(session, house.site.id, clock.now()),
    )


def next_windows(session: Session, house: Directory) -> dict[str, Window]:
    """agency code → when somebody is called who takes a number now, of its service that most wait for among those
    that give numbers and have an open counter; an agency without any is left out.
    """
    found: dict[str, Window] = {}
    shapes = service_shapes(session, house, [*house.services.values()])
    for shape in sorted(shapes, key=lambda s: -s["waiting"]):
        if shape["open"] and shape["estimate"] is not None:
            found.setdefault(shape["agency"], shape["estimate"])
    return found


def services_of(house: Directory, shape: FloorShape, agency: Agency) -> list[FloorService]:
    """The services of one agency on which something happens today."""
    return [s for s in shape["services"] if house.services[s["code"]].agency.id == agency.id]


def counters_of(shape: FloorShape, agency: Agency) -> list[FloorCounter]:
    """The counters of one agency, in the order of their numbers."""
    return sorted((c for c in shape["counters"] if c["agency"] == agency.code), key=lambda c: c["number"])


def standard_of(service: Service, told: Measured | None) -> Standard:
    """How many visits of a service stayed within its planned minutes; 9 min 40 s counts as nine."""
    if told is None:
        return Standard(0, 0)
    within = sum(n for minutes, n in told.services.items() if minutes < service.nominal_minutes)
    return Standard(told.services.total(), within)


def waiting(session: Session, house: Directory, agency: Agency | None) -> list[StaffTicket]:
    """Everybody who waits today, those who are here first and the longest wait on top."""
    t = tickets.c
    found = _of_today(session, house, agency, t.status == Status.WAITING)
    return [staff_ticket(house, x) for x in sorted(found, key=lambda x: (not x.present, x.arrived_at or x.issued_at))]


def over_time(session: Session, house: Directory, agency: Agency | None) -> list[tuple[StaffTicket, int, int]]:
    """Visits of today that took longer than planned: the ticket, its minutes, the planned ones; worst first."""
    t = tickets.c
    found = _of_today(session, house, agency, t.status.in_((Status.SERVED, Status.SERVING)), t.started_at.is_not(None))
    late = []
    for ticket in found:
        minutes = _minutes(ticket.started_at, ticket.ended_at or clock.now())
        planned = house.service_by_id[ticket.service_id].nominal_minutes
        if minutes >= planned:
            late.append((staff_ticket(house, ticket), minutes, planned))
    return sorted(late, key=lambda one: one[2] - one[1])


def _of_today(session: Session, house: Directory, agency: Agency | None, *conditions: object) -> list[Ticket]:
    t = tickets.c
    mine = [t.site_id == house.site.id, t.day == today(house), *conditions]
    if agency is not None:
        mine.append(t.service_id.in_([s.id for s in house.service_by_id.values() if s.agency.id == agency.id]))
    return find_all(session, *mine, order=[t.place, t.key])


def _row(
    house: Directory, shape: FloorShape, told: dict[str, Measured], agency: Agency, next_window: Window | None
) -> Row:
    mine, counters = services_of(house, shape, agency), counters_of(shape, agency)
    services = [s for s in house.services.values() if s.agency.id == agency.id]
    kept = [standard_of(s, told.get(s.code)) for s in services]
    return Row(
        agency=agency,
        waiting=sum(s["waiting"] for s in mine),
        present=sum(s["present"] for s in mine),
        longest=max((s["longest_wait_minutes"] for s in mine), default=0),
        open=sum(c["open"] for c in counters),
        counters=len(counters),
        next_window=next_window,
        standard=Standard(sum(s.served for s in kept), sum(s.within for s in kept)),
        incomplete=sum(told[s.code].incomplete for s in services if s.code in told),
    )


def _pressure(row: Row) -> tuple[int, int, int, str]:
    return -row.longest, -row.present, -row.waiting, row.agency.short_name


def _hours(whole: Measured) -> list[Hour]:
    return [Hour(h, w.total(), quantile(w, 0.5) or 0, quantile(w, 0.9) or 0) for h, w in _waits(whole)]


def _waits(whole: Measured) -> list[tuple[int, Tally[int]]]:
    return sorted(whole.hours.items())


def _longest(session: Session, house: Directory) -> StaffTicket | None:
    here = [x for x in waiting(session, house, None) if x["present"]]
    return here[0] if here else None


def _minutes(start: datetime | None, end: datetime) -> int:
    return int((end - start).total_seconds() // 60) if start else 0
