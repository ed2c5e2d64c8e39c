"""Read: what a hall sees. The calls are folded from the event table, so that what is shown is what happened."""

from __future__ import annotations

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory, Hall
from queue_app.line import events
from queue_app.line.attendance import PAUSED, CounterState, states, today
from queue_app.line.events import Event, Kind
from queue_app.line.notices import current_notices
from queue_app.line.queue_view import local
from queue_app.line.shapes import BoardCall, BoardCounter, BoardShape
from queue_app.line.spoken import spoken_call
from queue_app.line.weight import lighten

#: The newest calls on a board, and how many of them stay when it would grow too large (CONTRACT §3: 4 KB).
CALLS_SHOWN, CALLS_KEPT = 10, 3
LARGEST = 4096
CALLING = (Kind.CALLED, Kind.RECALLED, Kind.UNHELD, Kind.UNDONE)


def board_shape(session: Session, directory: Directory, hall: Hall) -> BoardShape:
    """The board of a hall: its newest calls, its counters that are open or paused, the site's notices.

    In a hall with many counters it shows fewer calls, so that a snapshot stays small.
    """
    seq = events.settled(session)
    counters = counters_of(directory, hall)
    held = states(session, directory)
    shown = [c for c in counters.values() if held[c.id].open or held[c.id].status == PAUSED]
    recent = events.of_day(session, directory.site.id, today(directory), CALLING, list(counters), CALLS_SHOWN * 3)
    board = BoardShape(
        code=hall.code,
        name=hall.name,
        floor=hall.floor,
        seq=seq,
        as_of=local(directory, clock.now()),
        calls=[shape_of_call(directory, counters, e) for e in newest_calls(recent)[:CALLS_SHOWN]],
        counters=[_counter(directory, c, held[c.id]) for c in shown],
        notices=current_notices(session, directory),
    )
    lighten(board, "calls", most=LARGEST, least=CALLS_KEPT)
    return board


def newest_calls(recent: list[Event]) -> list[Event]:
    """The last call of each ticket, newest first, without calls that were taken back. `recent` is newest first."""
    undone = {e.data.get("undoes") for e in recent if e.kind is Kind.UNDONE}
    calls: dict[int | None, Event] = {}
    for event in recent:
        if event.kind is not Kind.UNDONE and event.seq not in undone:
            calls.setdefault(event.ticket_key, event)
    return sorted(calls.values(), key=lambda e: e.seq, reverse=True)


def counters_of(directory: Directory, hall: Hall) -> dict[int, Counter]:
    """The hall's counters by id."""
    return {c.id: c for c in directory.counters.values() if c.hall.id == hall.id}


def shape_of_call(directory: Directory, counters: dict[int, Counter], event: Event) -> BoardCall:
    """A call as the hall sees and hears it: both come from this one record."""
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


def _counter(directory: Directory, counter: Counter, state: CounterState) -> BoardCounter:
    paused = state.status == PAUSED
    shown = BoardCounter(code=counter.code, name=counter.name, open=state.open, paused=paused)
    if state.reason is not None:
        shown["reason"] = state.reason
    if state.until is not None:
        shown["until"] = local(directory, state.until)
    return shown
