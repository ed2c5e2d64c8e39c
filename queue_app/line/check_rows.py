"""Check that every ticket's row is exactly what its events tell when they are played from the first to the last (I8).

Whoever changes a row without an event, or writes an event without the change, is found by what no longer fits: counter,
service, presence, recalls, outcome, what was missing, and whether the holder disputes the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from queue_app import clock
from queue_app.line.day_log import DayLog
from queue_app.line.events import Event, Kind
from queue_app.line.ticket import Status, Ticket
from queue_app.violations import Violation


@dataclass(slots=True)
class Told:
    """A ticket as its events tell it; `present` is None where they cannot (an exchanged number)."""

    status: str | None = None
    service: int | None = None
    counter: int | None = None
    present: bool | None = None
    recalls: int = 0
    outcome: str | None = None
    missing: tuple[str, ...] = ()
    disputed: bool = False


#: Who comes to a counter, and which events take a ticket away from one.
_TO_COUNTER = (Kind.CALLED, Kind.UNHELD, Kind.WALKED_IN)
_TO_LINE = (Kind.REQUEUED, Kind.REJOINED, Kind.TRANSFERRED)
_CALLED_ANEW = (*_TO_COUNTER, Kind.TRANSFERRED)
_HERE = (Kind.CHECKED_IN, Kind.REQUEUED, Kind.TRANSFERRED, Kind.WALKED_IN)
_SERVED = (Kind.FINISHED, Kind.CONFIRMED_SERVED)


def row_violations(log: DayLog) -> Iterator[Violation]:
    """Every ticket of the day that is not what its events tell."""
    for key, ticket in log.tickets.items():
        events = log.events_of.get(key)
        if events:
            told, written = told_by(log, events), _written(log, ticket)
            for name, said, kept in differences(told, written):
                detail = f"{name} is {kept}, its events say {said}"
                yield log.violation("I8", detail, ticket.number, ref=ticket.ref)


def told_by(log: DayLog, events: list[Event]) -> Told:
    """The ticket after the last of its events."""
    now, before = Told(), dict[int, Told]()
    taken_back = {int(e.data.get("undoes", 0)) for e in events if e.kind is Kind.UNDONE}
    for event in events:
        if event.seq in taken_back:
            before[event.seq] = replace(now)
        if event.kind is Kind.UNDONE:
            undone = before.get(int(event.data.get("undoes", 0)), now)
            now = replace(undone, disputed=now.disputed)
        _tell(log, now, event)
        now.status, now.service = event.to_status, event.service_id
    return now


def differences(told: Told, written: Told) -> Iterator[tuple[str, Any, Any]]:
    """(name, as told, as written) of everything the events know and the row has otherwise."""
    if told == written:
        return
    for one in fields(Told):
        said, kept = getattr(told, one.name), getattr(written, one.name)
        unknown = one.name == "present" and said is None
        if said != kept and not unknown:
            yield one.name, said, kept


def _tell(log: DayLog, now: Told, event: Event) -> None:
    """What one event says beside the status and the service."""
    kind = event.kind
    if kind in _TO_COUNTER or kind in _TO_LINE:
        now.counter = event.counter_id if kind in _TO_COUNTER else None
        now.recalls = 0 if kind in _CALLED_ANEW else now.recalls
    elif kind in _SERVED:
        now.outcome, now.missing = event.data.get("outcome", "done"), tuple(event.data.get("missing", ()))
    elif kind is Kind.ISSUED:
        now.present = _present_when_issued(log, event)
    elif kind is Kind.RECALLED:
        now.recalls += 1
    elif kind is Kind.CLAIMED_SERVED:
        now.disputed = True
    if kind in _HERE:
        now.present = True


def _present_when_issued(log: DayLog, event: Event) -> bool | None:
    if "from" in event.data:
        return None
    on_the_spot = event.data.get("channel") != "remote"
    return on_the_spot and clock.business_day(log.house.site.tz_name, event.at) == event.day


def _written(log: DayLog, ticket: Ticket) -> Told:
    ended = ticket.status is Status.SERVED
    return Told(
        status=ticket.status,
        service=ticket.service_id,
        counter=ticket.counter_id,
        present=ticket.present,
        recalls=ticket.recalls,
        outcome=ticket.outcome,
        missing=tuple(ticket.missing or ()) if ended else (),
        disputed=ticket.claimed_at is not None,
    )
