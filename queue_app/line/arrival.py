"""Late arrivals: who is late, and where they re-enter (ARCHITECTURE §4, remote tickets)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.attendance import calls_since_priority, states
from queue_app.line.discipline import Waiting, call_order, place_after_next
from queue_app.line.ticket import PRIORITY_LANE, Ticket, tickets


def is_late(session: Session, directory: Directory, ticket: Ticket) -> bool:
    """Whether a counter that serves this ticket has already called, in order, somebody behind it.

    A priority ticket is never late: its lane is called first anyway.
    """
    if ticket.lane == PRIORITY_LANE:
        return False
    return ticket.place < called_place(session, directory, ticket.service_id)


def called_place(session: Session, directory: Directory, service_id: int) -> int:
    """The highest place called in order today by any counter that serves the service."""
    held = states(session, directory)
    able = (c for c in directory.counters_of.get(service_id, ()) if service_id in held[c.id].serves(c))
    return max((held[c.id].called_place for c in able), default=0)


def place_after_late_arrival(session: Session, directory: Directory, ticket: Ticket) -> int:
    """The place behind the next `late_after` callable tickets of the counters that serve this ticket."""
    order = callable_order(session, directory, ticket.service_id, ticket.day)
    return place_after_next(order, ticket.lane, directory.site.late_after, ticket.place)


def competing_services(directory: Directory, service_id: int) -> frozenset[int]:
    """The services whose tickets stand in one line with this one: those of every counter that serves it."""
    shared = (c.service_ids for c in directory.counters_of.get(service_id, ()))
    return frozenset({service_id}).union(*shared)


def callable_order(session: Session, directory: Directory, service_id: int, day: object) -> list[Waiting]:
    """Present tickets that compete with this service, in call order."""
    services = competing_services(directory, service_id)
    present = [w for w in waiting_of(session, directory.site.id, day, services) if w.present]
    able = directory.counters_of.get(service_id, ())
    since = calls_since_priority(states(session, directory), frozenset({service_id}), able)
    return call_order(present, every=directory.site.priority_every, since_priority=since)


def waiting_of(session: Session, site_id: int, day: object, services: frozenset[int]) -> list[Waiting]:
    """Everybody waiting for these services on a day, in place order."""
    t = tickets.c
    query = (
        select(t.key, t.place, t.lane, t.arrived_at.is_not(None), t.service_id)
        .where(t.site_id == site_id, t.day == day, t.service_id.in_(services), t.status == "WAITING")
        .order_by(t.place, t.key)
    )
    return [Waiting(*row) for row in session.execute(query)]
