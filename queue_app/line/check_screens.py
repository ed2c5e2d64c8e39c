"""Check that what screens are shown now is what the events fold to, and that both are what the rows say (I9).

The product folds a board from the newest events and reads a line from the rows. Here it is the other way round and from
the beginning of the day: the lines are folded from the events, and the calls on a board are looked for in the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Hall, Line
from queue_app.line.attendance import CLOSED, OPEN, PAUSED, today
from queue_app.line.board import board_shape
from queue_app.line.day_log import DayLog
from queue_app.line.events import Event, Kind
from queue_app.line.lines import MOST_SHOWN, line_shape
from queue_app.line.ticket import OPEN_AT_COUNTER, Status
from queue_app.violations import Violation

_CALLING = (Kind.CALLED, Kind.RECALLED, Kind.UNHELD)
_STANDS = {
    Kind.COUNTER_OPENED: OPEN,
    Kind.COUNTER_PAUSED: PAUSED,
    Kind.COUNTER_RESUMED: OPEN,
    Kind.COUNTER_CLOSED: CLOSED,
}


def screen_violations(session: Session, log: DayLog) -> Iterator[Violation]:
    """Every board and line of the business day that does not show what happened; other days are on no screen."""
    if log.day != today(log.house):
        return
    house = log.house
    acting = {house.counter_by_id[e.counter_id].hall.id for e in log.events if e.counter_id in house.counter_by_id}
    for hall in house.halls.values():
        if hall.id in acting:
            yield from _board(session, log, hall)
    last = {key: events[-1] for key, events in log.events_of.items()}
    wanted = {house.service_by_id[t.service_id].line.id for t in log.tickets.values()}
    for line in house.lines.values():
        if line.id in wanted:
            yield from _line(session, log, line, last)


def calls_in(log: DayLog, hall: Hall) -> list[Event]:
    """The last call of each ticket at this hall's counters, newest first, from all events of the day."""
    calls: dict[int | None, list[Event]] = defaultdict(list)
    for event in log.events:
        counter = log.house.counter_by_id.get(event.counter_id or 0)
        if counter is None or counter.hall.id != hall.id:
            continue
        if event.kind in _CALLING:
            calls[event.ticket_key].append(event)
        elif event.kind is Kind.UNDONE:
            held = calls[event.ticket_key]
            calls[event.ticket_key] = [e for e in held if e.seq != event.data.get("undoes")]
    return sorted((held[-1] for held in calls.values() if held), key=lambda e: e.seq, reverse=True)


def _board(session: Session, log: DayLog, hall: Hall) -> Iterator[Violation]:
    board, folded = board_shape(session, log.house, hall), calls_in(log, hall)
    shown = [call["event"] for call in board["calls"]]
    if shown != [event.seq for event in folded[: len(shown)]]:
        yield log.violation("I9", f"the board shows calls {shown[:3]}, not what happened", hall.code)
    newest = {event.ticket_key: event for event in folded}
    for ticket in log.tickets.values():
        counter = log.house.counter_by_id.get(ticket.counter_id or 0)
        if ticket.status is Status.CALLED and counter is not None and counter.hall.id == hall.id:
            event = newest.get(ticket.key)
            if event is None or event.counter_id != ticket.counter_id:
                detail = f"is called at {counter.code}, the board does not say so"
                yield log.violation("I9", detail, ticket.number, ref=ticket.ref)
    told = {c for c, state in _stands(log).items() if state != CLOSED and log.house.counter_by_id[c].hall.id == hall.id}
    listed = {log.house.counters[one["code"]].id for one in board["counters"] if one["code"] in log.house.counters}
    if told != listed:
        yield log.violation("I9", f"the board lists {len(listed)} counters, {len(told)} are at work", hall.code)


def _line(session: Session, log: DayLog, line: Line, last: dict[int, Event]) -> Iterator[Violation]:
    shape = line_shape(session, log.house, line)
    own = {s.id for s in log.house.services_of_line(line)}
    waiting = {e.number for e in last.values() if e.to_status == Status.WAITING and e.service_id in own}
    here = {t.number for t in log.tickets.values() if t.status is Status.WAITING and t.present and t.service_id in own}
    served = {e.number for e in last.values() if e.to_status in OPEN_AT_COUNTER and e.service_id in own}
    order = shape["order"]
    if len(set(order)) != len(order):
        yield log.violation("I9", "a number stands twice in the line that phones see", line.prefix)
    left_out = here - set(order) if len(order) < MOST_SHOWN else set()
    for number in sorted(left_out):
        yield log.violation("I9", f"{number} waits here and is not in the line that phones see", line.prefix)
    for number in sorted(set(order) - _all_waiting(last)):
        yield log.violation("I9", f"{number} stands in the line that phones see and does not wait", line.prefix)
    if here - waiting:
        yield log.violation("I9", f"{sorted(here - waiting)[:5]} wait, their events say otherwise", line.prefix)
    hidden = sorted(str(number) for number in served - set(shape["serving"]))
    if hidden:
        yield log.violation("I9", f"{hidden[:5]} are at a counter, phones do not see it", line.prefix)


def _all_waiting(last: dict[int, Event]) -> set[str]:
    return {e.number for e in last.values() if e.number is not None and e.to_status == Status.WAITING}


def _stands(log: DayLog) -> dict[int, str]:
    stands: dict[int, str] = {}
    for event in log.events:
        if event.kind in _STANDS and event.counter_id in log.house.counter_by_id:
            stands[event.counter_id or 0] = _STANDS[event.kind]
    return stands
