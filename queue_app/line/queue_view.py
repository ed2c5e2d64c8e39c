"""Read: what a site's line means for one ticket or one service: who is ahead, and when the call is expected."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory, Service
from queue_app.forecast.estimate import NO_OPEN_COUNTER, Estimate, estimate
from queue_app.line.arrival import Lateness, competing_services
from queue_app.line.crowd import LANES, Share, Standing
from queue_app.line.discipline import priority_before, regular_before
from queue_app.line.shapes import Window
from queue_app.line.ticket import REGULAR_LANE, Ticket


@dataclass(frozen=True, slots=True)
class Ahead:
    """Who would be called first: how many, how many of them are present, and their nominal minutes together."""

    people: int
    present: int
    minutes: int


class QueueView:
    """The line of a site on a day, as of one read transaction; `services` are those it will be asked about (None:
    all)."""

    def __init__(
        self, session: Session, directory: Directory, services: frozenset[int] | None = None, day: date | None = None
    ) -> None:
        self.directory = directory
        self.now = clock.now()
        self.late = Lateness(session, directory, services, day)
        self.day = self.late.day
        self.crowd = self.late.crowd

    def order(self, services: frozenset[int], most: int) -> list[Standing]:
        """The first `most` of everybody who waits for these services, in call order."""
        lanes = [self.crowd.first(services, lane, most) for lane in LANES]
        everybody = {one.waiting.key: one for found in lanes for one in found}
        order = self.late.order([one.waiting for one in everybody.values()], services)
        return [everybody[w.key] for w in order[:most]]

    def waiting(self, services: Iterable[int]) -> dict[int, int]:
        """service id → how many wait for it; services nobody waits for are left out."""
        people = Tally[int]()
        for share in self.crowd.tally(services):
            people[share.service_id] += share.people
        return people

    def ahead_of(self, ticket: Ticket) -> Ahead:
        """Everybody who would be called before this waiting ticket if its holder were present now."""
        services = competing_services(self.directory, ticket.service_id)
        place = self.late.place_if_present(ticket, services)
        shares = self.crowd.tally_before(services, ticket.lane, place, ticket.key)
        own = [share for share in shares if share.lane == ticket.lane]
        others = [share for share in shares if share.lane != ticket.lane]
        every, since = self.directory.site.priority_every, self.late.since_priority(services)
        among = priority_before if ticket.lane == REGULAR_LANE else regular_before
        most = among(_people(own), _people(others), every=every, since_priority=since)
        return self._sum([*own, *self._first(services, others, most)])

    def open_counters(self, services: frozenset[int]) -> int:
        """How many open counters serve any of these services now."""
        return sum([c.open for c in self.late.at_work if not services.isdisjoint(c.services)])

    def estimate_for(self, service: Service, minutes: int) -> tuple[Estimate | None, str | None]:
        """The window for somebody with so many nominal minutes ahead, or None with the reason."""
        if not self.open_counters(frozenset({service.id})):
            return None, NO_OPEN_COUNTER
        able = self.open_counters(competing_services(self.directory, service.id))
        opens = hours.opens_at(self.directory.site, service.agency, self.day)
        return estimate(minutes_ahead=minutes, counters=able, now=self.now, opens_at=opens), None

    def estimate_at_end(self, service: Service, waiting: Mapping[int, int]) -> tuple[Estimate | None, str | None]:
        """The window for somebody who takes a number of this service now, when so many wait (see `waiting`)."""
        competing = competing_services(self.directory, service.id)
        return self.estimate_for(service, sum(n * self._minutes(s) for s, n in waiting.items() if s in competing))

    def before_the_next(self, service: Service, waiting: Mapping[int, int]) -> int:
        """How many stand before somebody who takes a number of this service now."""
        competing = competing_services(self.directory, service.id)
        return sum(n for s, n in waiting.items() if s in competing)

    def _first(self, services: frozenset[int], everybody: list[Share], most: int) -> list[Share]:
        """The first `most` of a lane, of which `everybody` is the whole."""
        if most >= _people(everybody):
            return everybody
        if most == 0:
            return []
        lane = everybody[0].lane
        found = [one.waiting for one in self.crowd.first(services, lane, most)]
        return [Share(w.service_id, lane, 1, int(w.present)) for w in found]

    def _sum(self, shares: Iterable[Share]) -> Ahead:
        people = present = minutes = 0
        for share in shares:
            people += share.people
            present += share.present
            minutes += share.people * self._minutes(share.service_id)
        return Ahead(people, present, minutes)

    def _minutes(self, service_id: int) -> int:
        return self.directory.service_by_id[service_id].nominal_minutes


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


def _people(shares: Iterable[Share]) -> int:
    return sum(share.people for share in shares)
