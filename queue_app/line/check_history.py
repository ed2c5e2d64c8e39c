"""Check that each ticket's events are one legal walk through TRANSITIONS to the state it is in.

I6 (only legal moves, a terminal state stays terminal), I8 (one event for each change of the row, and
events that name the right ticket) and I10 (no ticket moves day) of trust.md §4.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from queue_app import clock
from queue_app.line.day_log import DayLog
from queue_app.line.events import Event, Kind
from queue_app.line.ticket import TRANSITIONS, Status, Ticket
from queue_app.violations import Violation

#: The move that each kind of event tells.
_VERB_OF = {
    Kind.CHECKED_IN: "check_in",
    Kind.CANCELLED: "cancel",
    Kind.CHANGED: "change",
    Kind.REJOINED: "rejoin",
    Kind.CALLED: "call",
    Kind.RECALLED: "recall",
    Kind.STARTED: "start",
    Kind.HELD: "hold",
    Kind.UNHELD: "unhold",
    Kind.FINISHED: "finish",
    Kind.MISSED: "miss",
    Kind.REQUEUED: "requeue",
    Kind.TRANSFERRED: "transfer",
    Kind.CONFIRMED_SERVED: "confirm_served",
    Kind.EXPIRED: "expire",
    Kind.LEFT_UNFINISHED: "leave_unfinished",
}
#: What a counter may take back; a recall changes nothing that could be.
_UNDOABLE = (
    Kind.CALLED,
    Kind.STARTED,
    Kind.HELD,
    Kind.UNHELD,
    Kind.MISSED,
    Kind.REQUEUED,
    Kind.TRANSFERRED,
    Kind.FINISHED,
)
_DISPUTABLE = (Status.NO_SHOW, Status.UNFINISHED, Status.EXPIRED)
#: Moves that only happen in the hall, on the ticket's own day.
_IN_THE_HALL = (Kind.CHECKED_IN, Kind.CALLED, Kind.WALKED_IN)
#: The day and the event's instant are read from the clock one after the other, round midnight too.
_MIDNIGHT = timedelta(minutes=5)


def history_violations(log: DayLog) -> Iterator[Violation]:
    """Everything wrong with the histories of one day's tickets."""
    for key, ticket in log.tickets.items():
        events = log.events_of.get(key, [])
        for invariant, detail in _of_ticket(log, ticket, events):
            yield log.violation(invariant, detail, ticket.number)
    for key, events in log.events_of.items():
        if key not in log.tickets:
            yield log.violation("I10", "events of a ticket of another day", events[0].number or "")


def _of_ticket(log: DayLog, ticket: Ticket, events: list[Event]) -> Iterator[tuple[str, str]]:
    if not events:
        yield "I8", "no event tells of this ticket"
        return
    yield from _walk(events)
    yield from _end(ticket, events)
    yield from _names(log, ticket, events)


def _walk(events: list[Event]) -> Iterator[tuple[str, str]]:
    if events[0].kind is not Kind.ISSUED:
        yield "I6", f"begins with {events[0].kind} (event {events[0].seq})"
    standing: list[Event] = []
    for before, event in zip([None, *events], events, strict=False):
        if event.from_status != (before.to_status if before else None):
            yield "I6", f"event {event.seq} {event.kind} starts from {event.from_status}"
        if not _legal(before, event, standing):
            move = f"{event.from_status} → {event.to_status}"
            yield "I6", f"event {event.seq} {event.kind}: {move} is not a legal move"
        if event.kind is not Kind.UNDONE:
            standing.append(event)
        elif standing:
            standing.pop()


def _legal(before: Event | None, event: Event, standing: list[Event]) -> bool:
    """Whether one step of the walk is in the table; `before` is the ticket's previous event, `standing` are those that
    were not taken back.
    """
    match event.kind:
        case Kind.ISSUED:
            return before is None and event.to_status == Status.WAITING
        case Kind.WALKED_IN:
            issued = before is not None and before.kind is Kind.ISSUED
            return issued and event.to_status == Status.SERVING
        case Kind.CLAIMED_SERVED:
            return event.from_status == event.to_status and event.to_status in _DISPUTABLE
        case Kind.UNDONE:
            return before is not None and bool(standing) and _takes_back(before, standing[-1], event)
    verb = _VERB_OF.get(event.kind)
    if verb is None or event.from_status is None:
        return False
    allowed, to = TRANSITIONS[verb]
    return Status(event.from_status) in allowed and event.to_status == to


def _takes_back(before: Event, last: Event, event: Event) -> bool:
    """Whether this is the undo of the last step that stands. Only a start without a key is taken back when another undo
    came between.
    """
    at_once = last is before or (last.kind is Kind.STARTED and "automatic" in last.data)
    reverted = last.from_status == event.to_status
    return at_once and last.kind in _UNDOABLE and event.data.get("undoes") == last.seq and reverted


def _end(ticket: Ticket, events: list[Event]) -> Iterator[tuple[str, str]]:
    last = events[-1]
    if last.to_status != ticket.status:
        yield "I6", f"events end in {last.to_status}, the ticket is {ticket.status}"
    exchanged = int("from" in events[0].data)
    if ticket.version != len(events) - 1 + exchanged:
        yield "I8", f"changed {ticket.version} times, {len(events)} events tell of it"
    if events[0].service_id != ticket.issued_service_id:
        yield "I8", "was issued for another service than its first event tells"


def _names(log: DayLog, ticket: Ticket, events: list[Event]) -> Iterator[tuple[str, str]]:
    said = (ticket.ref, ticket.number, ticket.site_id)
    for event in events:
        if (event.ref, event.number, event.site_id) != said:
            yield "I8", f"event {event.seq} names another ticket"
        if event.day != ticket.day:
            yield "I10", f"event {event.seq} is of {event.day}"
        elif event.kind in _IN_THE_HALL and not _that_day(log, event):
            yield "I10", f"event {event.seq} {event.kind} happened on another day"


def _that_day(log: DayLog, event: Event) -> bool:
    zone = log.house.site.tz_name
    days = {clock.business_day(zone, event.at - slack) for slack in (timedelta(0), _MIDNIGHT)}
    return event.day in days
