"""Read: who waits and has left a way to be told, for the messages that time brings (leave home, three to go)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line import journeys
from queue_app.line.queue_view import QueueView
from queue_app.line.ticket import Status, Ticket, find_all, tickets


@dataclass(frozen=True, slots=True)
class Turn:
    """How near somebody's turn is: people ahead, whether they are in the house, from when on they may be called, and
    how many minutes from home they said it is (None: they did not).
    """

    ticket_key: int
    number: str
    present: bool
    ahead: int
    floor: str
    earliest: datetime | None
    latest: datetime | None
    travel: int | None


def told_of_day(session: Session, site_id: int, day: date) -> list[Ticket]:
    """Today's waiting tickets whose holders are to be told."""
    t = tickets.c
    mine = (t.site_id == site_id, t.day == day, t.status == Status.WAITING, t.phone_digest.is_not(None))
    return find_all(session, *mine, order=[t.key], limit=5000)


def turns(session: Session, house: Directory, day: date, *, but_not: Collection[int] = ()) -> list[Turn]:
    """The turn of everybody who waits today and is to be told, but not of the tickets with these keys."""
    t = tickets.c
    mine = (t.site_id == house.site.id, t.day == day, t.status == Status.WAITING, t.phone_digest.is_not(None))
    told = find_all(session, *mine, order=[t.key], limit=5000)
    told = [ticket for ticket in told if ticket.key not in but_not]
    return _turns(session, house, told) if told else []


def _turns(session: Session, house: Directory, told: list[Ticket]) -> list[Turn]:
    view, found = QueueView(session, house), []
    ways = journeys.of_tickets(session, [ticket.key for ticket in told])
    for ticket in told:
        service, ahead = house.service_by_id[ticket.service_id], view.ahead_of(ticket)
        window, _reason = view.estimate_for(service, ahead.minutes)
        earliest, latest = (window.low, window.high) if window else (None, None)
        where = (ticket.key, ticket.number, ticket.present, ahead.people, service.hall.floor)
        found.append(Turn(*where, earliest, latest, ways.get(ticket.key)))
    return found
