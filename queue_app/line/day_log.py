"""Read: everything one site wrote about one business day, as the checks replay it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory, directory, site_codes
from queue_app.catalogue.models import CatalogueChangeRecord
from queue_app.line.events import EVENT_COLUMNS, Event, event_of_row, ticket_events
from queue_app.line.ticket import Ticket, find_all, tickets
from queue_app.violations import Violation


@dataclass(frozen=True, eq=False)
class DayLog:
    """The tickets of a day by key, and all events of the day in sequence.

    `catalogue_changed_at` is when the site's catalogue was last edited: what counters served before
    that is not known any more.
    """

    house: Directory
    day: date
    tickets: dict[int, Ticket]
    events: list[Event]
    catalogue_changed_at: datetime | None

    @cached_property
    def events_of(self) -> dict[int, list[Event]]:
        """Ticket key → its events in sequence."""
        held: dict[int, list[Event]] = defaultdict(list)
        for event in self.events:
            if event.ticket_key is not None:
                held[event.ticket_key].append(event)
        return held

    def violation(self, invariant: str, detail: str, what: str = "", *, ref: str | None = None) -> Violation:
        """A violation of this day; `what` is a number or a code, `ref` the ticket's where it is known."""
        where = f"{self.house.site.code} {self.day} {what}".strip()
        return Violation(invariant, detail, where, ref or self._refs.get(what))

    @cached_property
    def _refs(self) -> dict[str, str]:
        return {ticket.number: ticket.ref for ticket in self.tickets.values()}


def day_logs(session: Session) -> Iterator[DayLog]:
    """Every site's every day on which something happened, one at a time."""
    for code in site_codes(session):
        house = directory(session, code)
        changed = _catalogue_changed_at(session, house.site.id)
        for day in _days(session, house.site.id):
            yield day_log(session, house, day, changed)


def day_log(session: Session, house: Directory, day: date, catalogue_changed_at: datetime | None = None) -> DayLog:
    """One day of one site."""
    t = tickets.c
    held = find_all(session, t.site_id == house.site.id, t.day == day, order=[t.key])
    happened = _events(session, house.site.id, day)
    return DayLog(house, day, {one.key: one for one in held}, happened, catalogue_changed_at)


def _events(session: Session, site_id: int, day: date) -> list[Event]:
    e = ticket_events.c
    query = select(*EVENT_COLUMNS).where(e.site_id == site_id, e.day == day).order_by(e.seq)
    return [event_of_row(row) for row in session.execute(query)]


def _days(session: Session, site_id: int) -> list[date]:
    days: set[date] = set()
    for table in (tickets, ticket_events):
        query: Any = select(table.c.day).where(table.c.site_id == site_id).distinct()
        days |= set(session.scalars(query))
    return sorted(days)


def _catalogue_changed_at(session: Session, site_id: int) -> datetime | None:
    record = CatalogueChangeRecord
    query = select(func.max(record.at)).where(record.site_id == site_id)
    return session.scalars(query).one()
