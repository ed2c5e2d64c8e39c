"""Read: the whole floor now, for supervisors and managers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.line import events
from queue_app.line.attendance import CounterState, states, today
from queue_app.line.events import Kind
from queue_app.line.notices import current_notices
from queue_app.line.queue_view import local
from queue_app.line.shapes import FloorCounter, FloorService, FloorShape
from queue_app.line.staff_view import counter_brief, staff_ticket
from queue_app.line.ticket import OPEN_AT_COUNTER, Status, Ticket, find_all, tickets

#: How many calls out of order the floor lists, newest first.
OUT_OF_ORDER_SHOWN = 50


def floor_shape(session: Session, directory: Directory) -> FloorShape:
    """Every service with somebody in its day, every counter, open claims, and calls out of order with their reasons.

    The line knows no machines: `live.snapshots.floor_view` adds those that are in trouble.
    """
    seq, now = events.settled(session), clock.now()
    waiting = _today(session, directory, tickets.c.status == Status.WAITING)
    held = states(session, directory)
    services = _services(session, directory, waiting, held, now)
    return FloorShape(
        seq=seq,
        as_of=local(directory, now),
        waiting=len(waiting),
        present=sum(t.present for t in waiting),
        longest_wait_minutes=_longest(waiting, now),
        open_counters=sum(s.open for s in held.values()),
        counters_total=len(directory.counters),
        services=services,
        counters=_counters(session, directory, held),
        claims=[staff_ticket(directory, t) for t in _claims(session, directory)],
        out_of_order=_out_of_order(session, directory),
        notices=current_notices(session, directory),
        devices=[],
    )


def _today(session: Session, directory: Directory, *conditions: object) -> list[Ticket]:
    t = tickets.c
    return find_all(
        session, t.site_id == directory.site.id, t.day == today(directory), *conditions, order=[t.place, t.key]
    )


def _claims(session: Session, directory: Directory) -> list[Ticket]:
    t = tickets.c
    open_claim = t.status.in_((Status.NO_SHOW, Status.UNFINISHED))
    return find_all(
        session, t.site_id == directory.site.id, t.claimed_at.is_not(None), open_claim, order=[t.claimed_at]
    )


def _longest(waiting: list[Ticket], now: datetime) -> int:
    since = [t.arrived_at for t in waiting if t.arrived_at]
    return int((now - min(since)).total_seconds() // 60) if since else 0


def _counts(session: Session, directory: Directory, column: str, status: Status) -> dict[int, int]:
    t = tickets.c
    query = (
        select(t[column], func.count())
        .where(t.site_id == directory.site.id, t.day == today(directory), t.status == status)
        .group_by(t[column])
    )
    return {key: count for key, count in session.execute(query)}


def _services(
    session: Session, directory: Directory, waiting: list[Ticket], held: dict[int, CounterState], now: datetime
) -> list[FloorService]:
    served = _counts(session, directory, "service_id", Status.SERVED)
    missed = _counts(session, directory, "service_id", Status.NO_SHOW)
    shapes = []
    for service in directory.services.values():
        mine = [t for t in waiting if t.service_id == service.id]
        open_here = sum(held[c.id].open for c in directory.counters_of.get(service.id, ()))
        if mine or open_here or service.id in served or service.id in missed:
            shapes.append(
                FloorService(
                    code=service.code,
                    name=service.name,
                    agency=service.agency.short_name,
                    waiting=len(mine),
                    present=sum(t.present for t in mine),
                    longest_wait_minutes=_longest(mine, now),
                    served=served.get(service.id, 0),
                    missed=missed.get(service.id, 0),
                    open_counters=open_here,
                )
            )
    return sorted(shapes, key=lambda s: (-s["present"], -s["waiting"], s["code"]))


def _counters(session: Session, directory: Directory, held: dict[int, CounterState]) -> list[FloorCounter]:
    served = _counts(session, directory, "counter_id", Status.SERVED)
    current = {t.counter_id: t for t in _today(session, directory, tickets.c.status.in_(OPEN_AT_COUNTER))}
    return [
        FloorCounter(
            **counter_brief(directory, c, held[c.id]),
            current=staff_ticket(directory, current[c.id]) if c.id in current else None,
            served=served.get(c.id, 0),
        )
        for c in directory.counters.values()
    ]


def _out_of_order(session: Session, directory: Directory) -> list[dict[str, object]]:
    called, everywhere = (Kind.CALLED,), list(directory.counter_by_id)
    calls = events.of_day(
        session, directory.site.id, today(directory), called, everywhere, OUT_OF_ORDER_SHOWN, reasoned=True
    )
    return [
        {
            "at": local(directory, e.at),
            "number": e.number,
            "counter": directory.counter_by_id[e.counter_id or 0].code,
            "reason": e.data["reason"],
            "by": e.by,
        }
        for e in calls
    ]
