"""A day's events played again: who was waiting, present, and in which line, at every moment.

Only what events tell is known. A place in the line is not in them: it is known of a ticket from the
last event on that could have changed it, because from there on it is the place the row has.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from queue_app import clock
from queue_app.line.day_log import DayLog
from queue_app.line.events import Event, Kind
from queue_app.line.ticket import Status

#: (service id, lane): tickets that stand behind one another.
Stand = tuple[int, int]


@dataclass(slots=True)
class Standing:
    """A ticket as it was at one moment of the replay; `event` is the last that touched it."""

    key: int
    lane: int
    present: bool
    status: Status
    service_id: int
    event: Event

    @property
    def callable(self) -> bool:
        """Whether a counter could call it."""
        return self.status is Status.WAITING and self.present


@dataclass(eq=False)
class Replay:
    """The line of one day; `apply` each event in sequence and ask in between."""

    log: DayLog
    standing: dict[int, Standing] = field(default_factory=dict)
    callable_at: dict[Stand, set[int]] = field(default_factory=lambda: defaultdict(set))
    _heads: dict[Stand, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    _present_before: dict[int, bool] = field(default_factory=dict)
    _placed_since: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, events in self.log.events_of.items():
            self._placed_since[key] = _last_placing(events)

    def apply(self, event: Event) -> None:
        """Let one event happen."""
        key = event.ticket_key
        ticket = self.log.tickets.get(key or 0)
        if key is None or ticket is None or event.to_status is None or event.service_id is None:
            return
        before = self.standing.get(key)
        self._present_before[event.seq] = before.present if before else False
        if before is not None and before.callable:
            self.callable_at[(before.service_id, before.lane)].discard(key)
        status = Status(event.to_status)
        present = self._present_after(before, event)
        now = Standing(key, ticket.lane, present, status, event.service_id, event)
        self.standing[key] = now
        if now.callable:
            self._join(now, ticket.place)

    def place_of(self, key: int, at: int) -> tuple[int, int] | None:
        """The ticket's (place, key) at an event's sequence, None when events do not tell."""
        if at < self._placed_since[key]:
            return None
        return self.log.tickets[key].place, key

    def first_in(self, stands: Iterable[Stand]) -> Iterator[Standing]:
        """For each stand, the callable ticket with the smallest known place."""
        for stand in stands:
            head, here = self._heads[stand], self.callable_at[stand]
            while head and head[0][1] not in here:
                heapq.heappop(head)
            if head:
                yield self.standing[head[0][1]]

    def _join(self, one: Standing, place: int) -> None:
        stand = (one.service_id, one.lane)
        self.callable_at[stand].add(one.key)
        if self.place_of(one.key, one.event.seq) is not None:
            heapq.heappush(self._heads[stand], (place, one.key))

    def _present_after(self, before: Standing | None, event: Event) -> bool:
        if event.kind is Kind.ISSUED:
            return self._present_when_issued(event)
        if event.kind in (Kind.CHECKED_IN, Kind.REQUEUED, Kind.TRANSFERRED, Kind.WALKED_IN):
            return True
        if event.kind is Kind.UNDONE:
            return self._present_before.get(int(event.data.get("undoes", 0)), True)
        return before is not None and before.present

    def _present_when_issued(self, event: Event) -> bool:
        """Taken on the spot for that day; an exchanged ticket is present if the old one was."""
        old_ref = event.data.get("from")
        if old_ref is None:
            on_the_spot = event.data.get("channel") != "remote"
            return on_the_spot and clock.business_day(self.log.house.site.tz_name, event.at) == event.day
        return any(s.present for s in self.standing.values() if s.event.ref == old_ref)


def _last_placing(events: list[Event]) -> int:
    """The sequence of the last event that may have changed the ticket's place; 0 when none did."""
    kinds = {event.seq: event for event in events}
    moved = [event.seq for event in events if _may_place(event, kinds)]
    return max(moved, default=0)


def _may_place(event: Event, by_seq: dict[int, Event]) -> bool:
    if event.kind is Kind.UNDONE:
        undone = by_seq.get(int(event.data.get("undoes", 0)))
        return undone is None or undone.kind is Kind.REQUEUED
    late = event.kind is Kind.CHECKED_IN and bool(event.data.get("late"))
    return late or event.kind in (Kind.REQUEUED, Kind.REJOINED)
