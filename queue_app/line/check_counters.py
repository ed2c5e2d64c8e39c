"""Check that what the counters' rows say is what their events and tickets say."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import directory, site_codes
from queue_app.line.attendance import CLOSED, OPEN, PAUSED, counter_states
from queue_app.line.contacts import contacts
from queue_app.line.day_log import DayLog
from queue_app.line.events import Event, Kind
from queue_app.line.subscriptions import subscriptions
from queue_app.line.ticket import OPEN_AT_COUNTER, tickets
from queue_app.violations import Violation

#: event → (states it may start from, state it ends in)
_MOVES = {
    Kind.COUNTER_OPENED: ((CLOSED, OPEN, PAUSED), OPEN),
    Kind.COUNTER_PAUSED: ((OPEN,), PAUSED),
    Kind.COUNTER_RESUMED: ((PAUSED,), OPEN),
    Kind.COUNTER_CLOSED: ((OPEN, PAUSED), CLOSED),
}
#: Acts that need an open counter.
_NEED_OPEN = (Kind.CALLED, Kind.UNHELD, Kind.WALKED_IN)


def counter_violations(session: Session, log: DayLog) -> Iterator[Violation]:
    """A counter's day is a legal walk, calls happen at open counters, and the row is where the walk ends."""
    status: dict[int, str] = {}
    for event in log.events:
        if event.counter_id is not None:
            yield from _step(log, status, event)
    rows = session.execute(
        select(counter_states.c.counter_id, counter_states.c.status).where(
            counter_states.c.site_id == log.house.site.id, counter_states.c.day == log.day
        )
    )
    for counter_id, written in rows:
        told = status.get(counter_id, CLOSED)
        if written != told:
            yield log.violation("counter", f"is {written}, its events say {told}", _code(log, counter_id))


def open_ticket_violations(session: Session) -> Iterator[Violation]:
    """I4 as the rows say it: one open ticket per counter, and none at a counter that has closed."""
    for code in site_codes(session):
        house = directory(session, code)
        t = tickets.c
        query = select(t.counter_id, t.day).where(t.site_id == house.site.id, t.status.in_(OPEN_AT_COUNTER))
        held: list[Any] = list(session.execute(query))
        for counter_id, times in Tally(row.counter_id for row in held).items():
            if times > 1:
                yield _at(house.site.code, house.counter_by_id[counter_id].code, f"{times} open tickets")
        yield from _closed_with_ticket(session, house, held)


def phone_violations(session: Session) -> Iterator[Violation]:
    """A number is kept beside the ticket that is recognised by it, and nowhere else (I12)."""
    c, t = contacts.c, tickets.c
    p = subscriptions.c
    kept = tickets.outerjoin(contacts, c.ticket_key == t.key).outerjoin(subscriptions, p.ticket_key == t.key)
    nobody = c.ticket_key.is_(None) & p.ticket_key.is_(None)
    orphaned = session.scalar(select(func.count()).select_from(kept).where(t.phone_digest.is_not(None), nobody))
    stray = select(func.count()).select_from(contacts.join(tickets, c.ticket_key == t.key))
    unmarked = session.scalar(stray.where(t.phone_digest.is_(None)))
    if orphaned:
        yield Violation("I12", f"{orphaned} tickets still recognise a phone that is forgotten", "")
    if unmarked:
        yield Violation("I12", f"{unmarked} phone numbers are kept for tickets that have none", "")


def _closed_with_ticket(session: Session, house: Any, held: list[Any]) -> Iterator[Violation]:
    rows = session.execute(
        select(counter_states).where(counter_states.c.site_id == house.site.id, counter_states.c.status == CLOSED)
    )
    closed = {(row.counter_id, row.day) for row in rows}
    for row in held:
        if (row.counter_id, row.day) in closed:
            code = house.counter_by_id[row.counter_id].code
            yield _at(house.site.code, code, "closed, and a ticket is open there", "counter")


def _step(log: DayLog, status: dict[int, str], event: Event) -> Iterator[Violation]:
    counter_id = event.counter_id or 0
    now = status.get(counter_id, CLOSED)
    if event.kind in _MOVES:
        allowed, to = _MOVES[event.kind]
        if now not in allowed:
            yield _not_legal(log, event, now)
        status[counter_id] = to
    elif event.kind in _NEED_OPEN and now != OPEN:
        yield _not_legal(log, event, now)


def _not_legal(log: DayLog, event: Event, now: str) -> Violation:
    code = _code(log, event.counter_id or 0)
    return log.violation("counter", f"event {event.seq} {event.kind} while {now}", code)


def _code(log: DayLog, counter_id: int) -> str:
    counter = log.house.counter_by_id.get(counter_id)
    return counter.code if counter else f"counter {counter_id}"


def _at(site: str, code: str, detail: str, invariant: str = "I4") -> Violation:
    return Violation(invariant, detail, f"{site} {code}")
