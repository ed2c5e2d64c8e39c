"""Check who was called, and when: in order (I5), and by one counter at a time (I4), from the events.

Judged is every call by "next", after the last edit of the site's catalogue (what a counter served
before is not known any more): the ticket was present, its lane was in turn, and nobody present stood
before it in its lane for a service of that counter. Of two tickets the earlier is known only where the
events tell both places (see `replay`): a ticket that re-entered the line counts from its last entry.
On PostgreSQL, where transactions overlap, a ticket somebody touched in the same two seconds is not held
against a call; on SQLite, with one writer, the judgement is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from queue_app.line.attendance import FRESH
from queue_app.line.day_log import DayLog
from queue_app.line.discipline import lanes_in_turn
from queue_app.line.events import Event, Kind
from queue_app.line.replay import Replay, Standing
from queue_app.line.ticket import OPEN_AT_COUNTER, PRIORITY_LANE
from queue_app.violations import Violation


@dataclass(slots=True)
class _Desk:
    """What is known of a counter while its day is played again."""

    services: frozenset[int]
    opened_on: date | None = None
    since_priority: int = FRESH
    current: int | None = None


@dataclass(eq=False)
class OrderCheck:
    """One day's calls; `judged` counts those whose order could be judged."""

    log: DayLog
    overlap: timedelta
    judged: int = 0
    _desks: dict[int, _Desk] = field(default_factory=dict)
    _since_before: dict[int, int] = field(default_factory=dict)

    def violations(self) -> Iterator[Violation]:
        """Play the day and report every call that should not have been."""
        line = Replay(self.log)
        for event in self.log.events:
            if event.kind is Kind.CALLED and not event.data.get("reason"):
                yield from self._call(line, event)
            yield from self._hands(event)
            self._remember(line, event)
            line.apply(event)

    def _call(self, line: Replay, call: Event) -> Iterator[Violation]:
        called = line.standing.get(call.ticket_key or 0)
        if called is None or not self._judgeable(call):
            return
        self.judged += 1
        if not called.present:
            yield self._wrong(call, "was called in order without being present")
        services, since = self._desk(call).services, self._desk(call).since_priority
        lane = lanes_in_turn(since, self.log.house.site.priority_every)[0]
        if called.lane != lane and self._stood(line, call, services, lane):
            word = "priority" if lane == PRIORITY_LANE else "regular"
            yield self._wrong(call, f"was called although it was the {word} lane's turn")
        own_place = line.place_of(called.key, call.seq)
        for other in line.first_in((service, called.lane) for service in services):
            place = line.place_of(other.key, call.seq)
            if own_place and place and place < own_place and not self._overlaps(line, other, call):
                yield self._wrong(call, f"was called before {other.event.number}")

    def _hands(self, event: Event) -> Iterator[Violation]:
        """A counter has one open ticket, and a ticket is open at one counter."""
        if event.ticket_key is None:
            return
        for desk in self._desks.values():
            if desk.current == event.ticket_key:
                desk.current = None
        known = event.counter_id in self.log.house.counter_by_id
        if event.to_status not in OPEN_AT_COUNTER or event.counter_id is None or not known:
            return
        desk = self._desk(event)
        if desk.current is not None:
            number = self.log.tickets[desk.current].number
            code = self.log.house.counter_by_id[event.counter_id].code
            yield self._wrong(event, f"came to counter {code}, which still had {number}", "I4")
        desk.current = event.ticket_key if event.ticket_key in self.log.tickets else None

    def _remember(self, line: Replay, event: Event) -> None:
        """Keep what the counter remembers for its next call."""
        if event.counter_id is None or event.counter_id not in self.log.house.counter_by_id:
            return
        desk = self._desk(event)
        if event.kind is Kind.COUNTER_OPENED:
            self._open(desk, event)
        elif event.kind is Kind.CALLED and not event.data.get("reason"):
            self._since_before[event.seq] = desk.since_priority
            called = line.standing.get(event.ticket_key or 0)
            priority = called is not None and called.lane == PRIORITY_LANE
            desk.since_priority = 0 if priority else desk.since_priority + 1
        elif event.kind is Kind.UNDONE:
            undone = int(event.data.get("undoes", 0))
            desk.since_priority = self._since_before.get(undone, desk.since_priority)

    def _open(self, desk: _Desk, event: Event) -> None:
        house, chosen = self.log.house, event.data.get("services")
        able = house.counter_by_id[event.counter_id or 0].service_ids
        if chosen is not None:
            able &= {house.services[code].id for code in chosen if code in house.services}
        desk.services = able
        if desk.opened_on != event.day:
            desk.opened_on, desk.since_priority = event.day, FRESH

    def _stood(self, line: Replay, call: Event, services: frozenset[int], lane: int) -> bool:
        stands = (line.callable_at[(service, lane)] for service in services)
        able = (line.standing[key] for stand in stands for key in stand)
        return any(not self._overlaps(line, one, call) for one in able)

    def _judgeable(self, call: Event) -> bool:
        changed = self.log.catalogue_changed_at
        known = call.counter_id in self.log.house.counter_by_id
        return known and (changed is None or call.at > changed)

    def _overlaps(self, line: Replay, one: Standing, call: Event) -> bool:
        """Whether another transaction may have held this ticket at the moment of the call."""
        if not self.overlap:
            return False
        history = self.log.events_of[one.key]
        return any(abs(event.at - call.at) <= self.overlap for event in history)

    def _desk(self, event: Event) -> _Desk:
        counter = event.counter_id or 0
        if counter not in self._desks:
            self._desks[counter] = _Desk(self.log.house.counter_by_id[counter].service_ids)
        return self._desks[counter]

    def _wrong(self, event: Event, detail: str, invariant: str = "I5") -> Violation:
        return self.log.violation(invariant, f"{detail} (event {event.seq})", event.number or "")
