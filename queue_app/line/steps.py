"""What a counter did last, and how to take it back (ARCHITECTURE §4: undo within 10 s when nothing has followed)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory
from queue_app.line import events
from queue_app.line.attendance import CounterState, remember, state_of
from queue_app.line.events import EVENT_COLUMNS, Kind, event_of_row, ticket_events
from queue_app.line.refusals import NothingToUndo, TicketMovedOn
from queue_app.line.ticket import Status, Ticket, find, put

UNDO_SECONDS = 10

#: What a counter's step may change of a ticket, besides its status.
_RESTORED = (
    "service_id place counter_id recalls outcome missing note arrived_at called_at started_at missed_at ended_at"
).split()


class Step:
    """One step of a counter; made before it acts, kept with every ticket it touched."""

    def __init__(self, verb: str, state: CounterState) -> None:
        self._state = state
        self._record: dict[str, Any] = {
            "verb": verb,
            "at": clock.now().isoformat(),
            "since_priority": state.since_priority,
            "called_place": state.called_place,
            "tickets": [],
        }

    def keep(self, session: Session, before: Ticket, after: Ticket, **memory: Any) -> None:
        """Remember `before`, to be restored while the ticket still is `after`; `memory` is what the counter remembers
        now.
        """
        restored = {name: _plain(getattr(before, name)) for name in _RESTORED}
        self._record["tickets"].append(
            {"key": after.key, "version": after.version, "status": before.status, "restore": restored}
        )
        remember(session, self._state, last_step=self._record, **memory)


def undo(session: Session, directory: Directory, counter: Counter, *, by: str) -> list[Ticket]:
    """Take back the counter's last step; the tickets as they are again, last touched first.

    Raises NothingToUndo when the step is older than 10 s, when it was not a ticket's step, or when anything has
    followed from it (another act on the ticket, a spent survey token).
    """
    state = state_of(session, directory, counter, lock=True)
    step = state.last_step
    if step is None or (clock.now() - datetime.fromisoformat(step["at"])).total_seconds() > UNDO_SECONDS:
        raise NothingToUndo()
    back = [_restore(session, directory, counter, kept, step["verb"], by) for kept in reversed(step["tickets"])]
    memory = {name: step[name] for name in ("since_priority", "called_place")}
    remember(session, state, last_step=None, **memory)
    return back


def started_by_itself(session: Session, ticket: Ticket) -> int | None:
    """The event that started this service without a key, while nothing that stands has followed; None where a person
    said that somebody is there.
    """
    if ticket.status is not Status.SERVING:
        return None
    e = ticket_events.c
    query = select(*EVENT_COLUMNS).where(e.ticket_key == ticket.key).order_by(e.seq)
    told = [event_of_row(row) for row in session.execute(query)]
    taken_back = {event.data.get("undoes") for event in told if event.kind is Kind.UNDONE}
    last = [event for event in told if event.kind is not Kind.UNDONE and event.seq not in taken_back][-1]
    return last.seq if last.kind is Kind.STARTED and "automatic" in last.data else None


def not_begun(session: Session, counter: Counter, ticket: Ticket, *, by: str) -> Ticket:
    """The ticket as it was called, when its service began by itself and nobody came, however long ago that was; any
    other ticket as it is.
    """
    began = started_by_itself(session, ticket)
    if began is None:
        return ticket
    called = put(session, ticket, Status.CALLED, started_at=None)
    facts = {"verb": "start", "undoes": began}
    events.of_ticket(
        session, Kind.UNDONE, called, by=by, at=clock.now(), was=ticket.status, counter_id=counter.id, data=facts
    )
    return called


def _restore(
    session: Session, directory: Directory, counter: Counter, kept: dict[str, Any], verb: str, by: str
) -> Ticket:
    ticket = find(session, key=kept["key"])
    if ticket.version != kept["version"]:
        raise NothingToUndo()
    values = {name: _value(name, value) for name, value in kept["restore"].items()}
    try:
        back = put(session, ticket, Status(kept["status"]), **values)
    except TicketMovedOn:
        raise NothingToUndo() from None
    facts: dict[str, Any] = {"verb": verb, "undoes": _last_event(session, ticket)}
    if back.service_id != ticket.service_id:
        facts["from"] = directory.service_by_id[ticket.service_id].code  # whose counters must let it go
    events.of_ticket(
        session, Kind.UNDONE, back, by=by, at=clock.now(), was=ticket.status, counter_id=counter.id, data=facts
    )
    return back


def _last_event(session: Session, ticket: Ticket) -> int:
    query = select(ticket_events.c.seq).where(ticket_events.c.ticket_key == ticket.key)
    return int(session.execute(query.order_by(ticket_events.c.seq.desc()).limit(1)).scalar_one())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith("_at") and value is not None else value


__all__ = ["UNDO_SECONDS", "Step", "not_begun", "started_by_itself", "undo"]
