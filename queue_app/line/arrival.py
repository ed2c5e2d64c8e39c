"""Late arrivals: who is late, and where they re-enter (ARCHITECTURE §4, remote tickets)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.attendance import FRESH, today
from queue_app.line.callers import callers, calls_since_priority
from queue_app.line.crowd import LANES, Crowd
from queue_app.line.discipline import Waiting, call_order, place_after_next
from queue_app.line.ticket import PRIORITY_LANE, Ticket

#: How many of each lane are looked at to find the place of a late arrival, beyond those it must stand behind.
FRONT = 64


class Lateness:
    """How far the counters of some services (None: all) have called today, and who has been passed.

    On another day than today nobody has been called.
    """

    def __init__(
        self, session: Session, directory: Directory, services: frozenset[int] | None = None, day: date | None = None
    ) -> None:
        self._site = directory.site
        self.day = day or today(directory)
        self._is_today = self.day == today(directory)
        self.at_work = callers(session, directory, services)
        self.called = self._called() if self._is_today else {}
        self.crowd = Crowd(session, directory.site.id, self.day, self.called)

    def is_late(self, ticket: Ticket) -> bool:
        """Whether a counter that serves this ticket has already called, in order, somebody behind it.

        A priority ticket is never late: its lane is called first anyway.
        """
        return ticket.lane != PRIORITY_LANE and ticket.place < self.called.get(ticket.service_id, 0)

    def place_if_present(self, ticket: Ticket, services: frozenset[int]) -> int:
        """The place from which a waiting ticket would be called if its holder were present now."""
        if ticket.present or not self.is_late(ticket):
            return ticket.place
        return self.place_after_late_arrival(ticket, services)

    def place_after_late_arrival(self, ticket: Ticket, services: frozenset[int]) -> int:
        """The place behind the next `late_after` callable tickets of the services that compete with this ticket."""
        late_after = self._site.late_after
        present = [w for lane in LANES for w in self.crowd.first_present(services, lane, late_after + FRONT)]
        order = self.order([w for w in present if w.key != ticket.key], frozenset({ticket.service_id}))
        return place_after_next(order, ticket.lane, late_after, ticket.place)

    def order(self, waiting: list[Waiting], services: frozenset[int]) -> list[Waiting]:
        """The call order of these tickets at the counters of these services."""
        return call_order(waiting, every=self._site.priority_every, since_priority=self.since_priority(services))

    def since_priority(self, services: frozenset[int]) -> int:
        """How many calls lie behind the last priority call, see `calls_since_priority`."""
        return calls_since_priority(self.at_work, services) if self._is_today else FRESH

    def _called(self) -> dict[int, int]:
        called: dict[int, int] = {}
        for together in self.at_work:
            if together.called_place:
                for service in together.services:
                    called[service] = max(called.get(service, 0), together.called_place)
        return called


def is_late(session: Session, directory: Directory, ticket: Ticket) -> bool:
    """Whether somebody behind this ticket has already been called in order."""
    return Lateness(session, directory, frozenset({ticket.service_id})).is_late(ticket)


def place_after_late_arrival(session: Session, directory: Directory, ticket: Ticket) -> int:
    """The place behind the next `late_after` callable tickets of the counters that serve this ticket."""
    services = competing_services(directory, ticket.service_id)
    return Lateness(session, directory, services).place_after_late_arrival(ticket, services)


@lru_cache(maxsize=1024)
def competing_services(directory: Directory, service_id: int) -> frozenset[int]:
    """The services whose tickets stand in one line with this one: those of every counter that serves it."""
    shared = (c.service_ids for c in directory.counters_of.get(service_id, ()))
    return frozenset({service_id}).union(*shared)
