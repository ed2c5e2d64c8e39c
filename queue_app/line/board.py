"""Read: what a hall sees. The calls are folded from the event table, so that what is shown is what happened."""

from __future__ import annotations

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory, Hall
from queue_app.line import events
from queue_app.line.attendance import PAUSED, states, today
from queue_app.line.events import Event, Kind
from queue_app.line.notices import current_notices
from queue_app.line.queue_view import local, local_or_none
from queue_app.line.shapes import BoardCall, BoardCounter, BoardShape
from queue_app.line.spoken import spoken_call

CALLS_SHOWN = 10
_CALLING = (Kind.CALLED, Kind.RECALLED, Kind.UNHELD, Kind.UNDONE)


def board_shape(session: Session, directory: Directory, hall: Hall) -> BoardShape:
    """The board of a hall: its newest calls, its counters that are open or paused, the site's notices."""
    seq = events.settled(session)
    counters = {c.id: c for c in directory.counters.values() if c.hall.id == hall.id}
    held = states(session, directory)
    shown = [c for c in counters.values() if held[c.id].open or held[c.id].status == PAUSED]
    recent = events.of_day(session, directory.site.id, today(directory), _CALLING, list(counters), CALLS_SHOWN * 3)
    return BoardShape(
        code=hall.code,
        name=hall.name,
        floor=hall.floor,
        seq=seq,
        as_of=local(directory, clock.now()),
        calls=[_call(directory, counters, e) for e in newest_calls(recent)[:CALLS_SHOWN]],
        counters=[
            BoardCounter(
                code=c.code,
                number=c.number,
                name=c.name,
                open=held[c.id].open,
                paused=held[c.id].status == PAUSED,
                reason=held[c.id].reason,
                until=local_or_none(directory, held[c.id].until),
            )
            for c in shown
        ],
        notices=current_notices(session, directory),
    )


def newest_calls(recent: list[Event]) -> list[Event]:
    """The last call of each ticket, newest first, without calls that were taken back. `recent` is newest first."""
    undone = {e.data.get("undoes") for e in recent if e.kind is Kind.UNDONE}
    calls: dict[int | None, Event] = {}
    for event in recent:
        if event.kind is not Kind.UNDONE and event.seq not in undone:
            calls.setdefault(event.ticket_key, event)
    return sorted(calls.values(), key=lambda e: e.seq, reverse=True)


def _call(directory: Directory, counters: dict[int, Counter], event: Event) -> BoardCall:
    counter = counters[event.counter_id or 0]
    recall = int(event.data.get("recall", 0))
    number = event.number or ""
    return BoardCall(
        event=event.seq,
        number=number,
        counter=counter.code,
        counter_name=counter.name,
        counter_number=counter.number,
        floor=counter.hall.floor,
        called_at=local(directory, event.at),
        recall=recall,
        spoken=spoken_call(number, counter.number, counter.hall.floor, recall),
    )
