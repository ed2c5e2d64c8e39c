"""Who comes to the counter: call-next, call by number, recall, no-show, and back into the line. One verb a function;
each writes its event and what `undo` needs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory
from queue_app.errors import N_
from queue_app.line.arrival import place_after_late_arrival
from queue_app.line.at_counter import current, record, require_free, require_reason, require_servable
from queue_app.line.attendance import CounterState, require_open, state_and_ticket, state_of
from queue_app.line.discipline import lanes_in_turn
from queue_app.line.events import Kind
from queue_app.line.refusals import CounterBusy, CounterNotOpen, NotCallable
from queue_app.line.serving import DONE, Outcome, finish_within
from queue_app.line.steps import Step, not_begun
from queue_app.line.ticket import (
    COLUMNS,
    IS_CALLABLE,
    IS_OPEN,
    OPEN_AT_COUNTER,
    REGULAR_LANE,
    Status,
    Ticket,
    from_row,
    move,
    tickets,
)
from queue_app.ready import Ready, among

_t = tickets.c


def _head_of(lane: str, wanted: Any) -> Any:
    """The key of who stands first in a lane. In the order of `ix_tickets_callable`; the sum keeps a database from
    looking service by service and sorting.
    """
    of_day = (_t.site_id == bindparam("site_id"), _t.day == bindparam("day"), _t.lane == bindparam(lane))
    head = select(_t.key).where(IS_CALLABLE, *of_day, wanted)
    return head.order_by(_t.place, _t.key).limit(1).with_for_update(skip_locked=True).scalar_subquery()


_AT_COUNTER = select(_t.key).where(_t.counter_id == bindparam("counter_id"), IS_OPEN).scalar_subquery()


@lru_cache(maxsize=512)
def _at_counter_or_next(services: frozenset[int]) -> Ready:
    """Who is at the counter already, else the head of the first lane, else that of the second, in one journey. A lane
    is looked into (and its head locked) only when nothing stands before it.
    """
    wanted = among("tickets.service_id + 0", sorted(services))
    first = func.coalesce(_AT_COUNTER, _head_of("lane", wanted), _head_of("other_lane", wanted))
    return Ready(select(*COLUMNS).where(_t.key == first).with_for_update(), planned_once=True)


def call_next(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket | None:
    """Call whoever the discipline says; None when nobody callable waits. Raises CounterNotOpen, CounterBusy."""
    state = require_open(session, directory, counter)
    return _call_head(session, directory, counter, state, Step("call_next", state), by)


def finish_and_call_next(
    session: Session, directory: Directory, counter: Counter, *, outcome: Outcome = DONE, by: str
) -> tuple[Ticket, Ticket | None]:
    """Finish the ticket being served and call the next, in one transaction. Raises CounterNotOpen, NotServing."""
    state, ticket = state_and_ticket(session, directory, counter)
    if not state.open:
        raise CounterNotOpen()
    step = Step("finish_and_call_next", state)
    finished = finish_within(session, counter, ticket, outcome, step, by)
    return finished, _call_head(session, directory, counter, state, step, by)


def call(session: Session, directory: Directory, counter: Counter, ticket: Ticket, *, reason: str, by: str) -> Ticket:
    """Call one waiting ticket out of order, with the reason that the manager will read.

    Raises NotCallable for a ticket of another day or service or whose holder has not arrived, CounterBusy,
    CounterNotOpen, Invalid without a reason.
    """
    state = require_open(session, directory, counter)
    require_reason(reason)
    require_free(session, counter)
    require_servable(directory, counter, state, ticket)
    if ticket.status is Status.WAITING and not ticket.present:
        raise NotCallable(N_("Pemilik tiket ini belum tiba. Konfirmasikan kedatangannya terlebih dahulu."))
    step = Step("call", state)
    called = move(session, ticket, "call", counter_id=counter.id, called_at=clock.now(), recalls=0)
    record(session, Kind.CALLED, ticket, called, counter, by, {"reason": reason})
    step.keep(session, ticket, called)
    return called


def recall(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket:
    """Call the same person again. Raises TicketMovedOn unless the current ticket is called."""
    ticket = current(session, directory, counter, "recall")
    again = move(session, ticket, "recall", recalls=ticket.recalls + 1)
    record(session, Kind.RECALLED, ticket, again, counter, by, {"recall": again.recalls})
    return again


def miss(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket:
    """The person did not come. A service that began without a key did not begin then: it is taken back first, so that
    nobody who was absent counts as served because the ten seconds of an undo are over.
    """
    step = Step("miss", state_of(session, directory, counter, lock=True))
    called = not_begun(session, counter, current(session, directory, counter, "miss"), by=by)
    missed = move(session, called, "miss", missed_at=clock.now())
    record(session, Kind.MISSED, called, missed, counter, by)
    step.keep(session, called, missed)
    return missed


def unhold(session: Session, directory: Directory, counter: Counter, ticket: Ticket, *, by: str) -> Ticket:
    """Call a held ticket back to the same counter. Raises NotCallable at another counter, CounterBusy."""
    state = require_open(session, directory, counter)
    require_free(session, counter)
    if ticket.status is Status.HELD and ticket.counter_id != counter.id:
        raise NotCallable(N_("Tiket ini ditahan oleh loket lain."))
    step = Step("unhold", state)
    back = move(session, ticket, "unhold", called_at=clock.now(), recalls=0)
    record(session, Kind.UNHELD, ticket, back, counter, by)
    step.keep(session, ticket, back)
    return back


def requeue(session: Session, directory: Directory, counter: Counter, ticket: Ticket, *, by: str) -> Ticket:
    """Send a held or missed ticket back to the line, behind the next callable tickets."""
    state = state_of(session, directory, counter, lock=True)
    require_servable(directory, counter, state, ticket)
    step = Step("requeue", state)
    place = place_after_late_arrival(session, directory, ticket)
    arrived = ticket.arrived_at or clock.now()
    back = move(session, ticket, "requeue", place=place, counter_id=None, arrived_at=arrived)
    record(session, Kind.REQUEUED, ticket, back, counter, by)
    step.keep(session, ticket, back)
    return back


def _call_head(
    session: Session, directory: Directory, counter: Counter, state: CounterState, step: Step, by: str
) -> Ticket | None:
    ticket = _head(session, directory, counter, state)
    if ticket is None:
        return None
    called = move(session, ticket, "call_next", counter_id=counter.id, called_at=clock.now(), recalls=0)
    record(session, Kind.CALLED, ticket, called, counter, by)
    regular = ticket.lane == REGULAR_LANE
    memory = {
        "since_priority": state.since_priority + 1 if regular else 0,
        "called_place": max(state.called_place, ticket.place) if regular else state.called_place,
    }
    step.keep(session, ticket, called, **memory)
    return called


def _head(session: Session, directory: Directory, counter: Counter, state: CounterState) -> Ticket | None:
    """The head of the lane whose turn it is; what another counter is calling this instant is skipped, not awaited.

    Raises CounterBusy, naming the ticket that is called or being served here.
    """
    lane, other = lanes_in_turn(state.since_priority, directory.site.priority_every)
    where = {"site_id": directory.site.id, "day": state.day, "counter_id": counter.id}
    row = _at_counter_or_next(state.serves(counter)).first(session, where | {"lane": lane, "other_lane": other})
    if row is None:
        return None
    ticket = from_row(row)
    if ticket.status in OPEN_AT_COUNTER:
        raise CounterBusy(number=ticket.number, state=ticket.state_word)
    return ticket
