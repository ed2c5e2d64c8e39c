"""The end of the day: what still waits expires, what is still being served stays unfinished, counters close.

Safe to run any number of times, and by any process: each ticket is moved behind its own guard.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory, Service
from queue_app.line import attendance, events
from queue_app.line.attendance import CLOSED, states, today
from queue_app.line.events import Kind
from queue_app.line.refusals import TicketMovedOn
from queue_app.line.ticket import Status, Ticket, find_all, move, tickets

#: How many tickets one transaction closes, so that nobody waits long behind it.
BATCH = 100

_STILL_OPEN = (Status.WAITING, Status.CALLED, Status.HELD, Status.NO_SHOW, Status.SERVING)


def due(session: Session, directory: Directory) -> list[Ticket]:
    """The tickets whose day is over, at most one batch: of earlier days, or of a service past closing and overrun.

    A missed ticket stays as it is until its day is over, because its holder may still say to have been served; once
    they have, it is left for the supervisor to answer.
    """
    at = clock.now()
    over = [s.id for s in directory.services.values() if is_over(directory, s, today(directory), at)]
    t = tickets.c
    ended = (t.day < today(directory)) | ((t.day == today(directory)) & t.service_id.in_(over))
    missed = t.status == "NO_SHOW"
    undisputed = ~missed | (t.claimed_at.is_(None) & (t.day < today(directory)))
    return find_all(
        session,
        t.site_id == directory.site.id,
        ended,
        undisputed,
        t.status.in_(_STILL_OPEN),
        order=[t.key],
        limit=BATCH,
    )


def is_over(directory: Directory, service: Service, day: date, at: datetime) -> bool:
    """Whether the service's day has ended: closing time plus the overrun in which people in the hall are still
    served.
    """
    closes = hours.closes_at(directory.site, service.agency, day)
    if closes is None:
        return False
    return at >= closes + timedelta(minutes=directory.site.overrun_minutes)


def close_day(session: Session, directory: Directory, *, by: str) -> int:
    """Expire one batch and answer how many were moved; call again until it answers 0, then `close_counters`."""
    moved = 0
    for ticket in due(session, directory):
        try:
            close_one(session, ticket, by=by)
        except TicketMovedOn:
            continue
        moved += 1
    return moved


def close_counters(session: Session, directory: Directory, *, by: str) -> None:
    """Close every counter whose services are all over for today."""
    at = clock.now()
    for counter_id, state in states(session, directory).items():
        counter = directory.counter_by_id[counter_id]
        served = [directory.service_by_id[s] for s in counter.service_ids]
        over = all(is_over(directory, s, today(directory), at) for s in served)
        if state.status != CLOSED and served and over and attendance.current_ticket(session, counter) is None:
            attendance.close(session, directory, counter, by=by)


def close_one(session: Session, ticket: Ticket, *, by: str) -> None:
    """End one ticket: unfinished when it is being served, expired otherwise. Raises TicketMovedOn."""
    at = clock.now()
    serving = ticket.status is Status.SERVING
    verb, kind = ("leave_unfinished", Kind.LEFT_UNFINISHED) if serving else ("expire", Kind.EXPIRED)
    after = move(session, ticket, verb, ended_at=at)
    events.record(
        session,
        kind,
        site_id=ticket.site_id,
        day=ticket.day,
        at=at,
        by=by,
        ticket=after,
        was=ticket.status,
        counter_id=ticket.counter_id,
    )
