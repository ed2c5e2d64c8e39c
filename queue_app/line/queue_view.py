"""Read: everybody waiting in a site now, and what follows from it for one ticket or one service.

One `QueueView` is built per snapshot or request, in one read transaction, and answers every question from memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Counter, Directory, Service
from queue_app.forecast.estimate import NO_OPEN_COUNTER, Estimate, estimate
from queue_app.line.arrival import competing_services
from queue_app.line.attendance import FRESH, CounterState, calls_since_priority, states, today
from queue_app.line.discipline import Waiting, call_order, place_after_next
from queue_app.line.shapes import Window
from queue_app.line.ticket import PRIORITY_LANE, Status, Ticket, tickets


@dataclass(frozen=True, slots=True)
class Person:
    """One waiting ticket with what a list shows of it."""

    waiting: Waiting
    number: str


class QueueView:
    """Who waits for some services on a day, and the counters that can call them."""

    def __init__(
        self, session: Session, directory: Directory, services: frozenset[int], day: date | None = None
    ) -> None:
        self.directory = directory
        self.now = clock.now()
        self.day = day or today(directory)
        self.states: dict[int, CounterState] = states(session, directory)
        self.services = services
        self.people = _people(session, directory.site.id, self.day, services)

    def order(self, services: frozenset[int], extra: Waiting | None = None) -> list[Waiting]:
        """Call order over the competing services, without those who are absent and whose turn has passed.

        `extra` replaces the ticket with its key: somebody seen as if they were present now.
        """
        others = [
            p.waiting
            for p in self.people
            if p.waiting.service_id in services
            and not self._passed(p.waiting)
            and (not extra or p.waiting.key != extra.key)
        ]
        every = self.directory.site.priority_every
        since = FRESH
        if self.day == today(self.directory):
            since = calls_since_priority(self.states, services, self.directory.counter_by_id.values())
        return call_order(others + ([extra] if extra else []), every=every, since_priority=since)

    def ahead_of(self, ticket: Ticket) -> list[Waiting]:
        """Everybody who would be called before this waiting ticket if its holder were present now."""
        services = competing_services(self.directory, ticket.service_id)
        place = ticket.place
        own = Waiting(ticket.key, place, ticket.lane, True, ticket.service_id)
        if not ticket.present and self._passed(own, present=False):
            order = [w for w in self.order(services) if w.present and w.key != ticket.key]
            place = place_after_next(order, ticket.lane, self.directory.site.late_after, place)
            own = Waiting(ticket.key, place, ticket.lane, True, ticket.service_id)
        order = self.order(services, own)
        return order[: order.index(own)]

    def open_counters(self, services: frozenset[int]) -> list[Counter]:
        """The open counters that serve any of these services now."""
        return [
            c
            for c in self.directory.counter_by_id.values()
            if self.states[c.id].open and self.states[c.id].serves(c) & services
        ]

    def estimate_for(self, service: Service, ahead: list[Waiting]) -> tuple[Estimate | None, str | None]:
        """The window for somebody behind `ahead`, or None with the reason."""
        if not self.open_counters(frozenset({service.id})):
            return None, NO_OPEN_COUNTER
        able = self.open_counters(competing_services(self.directory, service.id))
        minutes = sum(self.directory.service_by_id[w.service_id].nominal_minutes for w in ahead)
        opens = hours.opens_at(self.directory.site, service.agency, self.day)
        window = estimate(minutes_ahead=minutes, counters=len(able), now=self.now, opens_at=opens)
        return window, None

    def estimate_at_end(self, service: Service) -> tuple[Estimate | None, str | None]:
        """The window for somebody who takes a number of this service now."""
        services = competing_services(self.directory, service.id)
        return self.estimate_for(service, self.order(services & self.services))

    def _passed(self, one: Waiting, present: bool | None = None) -> bool:
        """Absent, and a counter that serves it has already called somebody behind it."""
        if (
            (one.present if present is None else present)
            or one.lane == PRIORITY_LANE
            or self.day != today(self.directory)
        ):
            return False
        held = self.states
        able = (c for c in self.directory.counters_of.get(one.service_id, ()) if one.service_id in held[c.id].serves(c))
        return any(held[c.id].called_place > one.place for c in able)


def whole_site(session: Session, directory: Directory, day: date | None = None) -> QueueView:
    """The view over every service of the site."""
    return QueueView(session, directory, frozenset(directory.service_by_id), day)


def around(session: Session, directory: Directory, service_id: int, day: date | None = None) -> QueueView:
    """The view over the services that compete with one."""
    return QueueView(session, directory, competing_services(directory, service_id), day)


def window(directory: Directory, value: Estimate | None) -> Window | None:
    """An estimate in the site's zone."""
    if value is None:
        return None
    return Window(
        low=local(directory, value.low), high=local(directory, value.high), as_of=local(directory, value.as_of)
    )


def local(directory: Directory, at: datetime) -> datetime:
    """An instant in the site's zone."""
    return at.astimezone(clock.zone(directory.site.tz_name))


def local_or_none(directory: Directory, at: datetime | None) -> datetime | None:
    """As `local`; nothing stays nothing."""
    return None if at is None else local(directory, at)


def _people(session: Session, site_id: int, day: date, services: frozenset[int]) -> list[Person]:
    t = tickets.c
    query = (
        select(t.key, t.place, t.lane, t.arrived_at.is_not(None), t.service_id, t.prefix, t.ordinal)
        .where(t.site_id == site_id, t.day == day, t.service_id.in_(services), t.status == Status.WAITING)
        .order_by(t.place, t.key)
    )
    return [
        Person(Waiting(k, p, lane, bool(here), s), f"{x}{o:03d}")
        for k, p, lane, here, s, x, o in session.execute(query)
    ]
