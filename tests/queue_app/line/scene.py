"""What happens in the hall, one line a thing: counters act, holders act, time passes, somebody looks."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.consequences import Scope
from queue_app.errors import Refused
from queue_app.line import calling, desk, lobby_code, serving
from queue_app.line.events import Event, read_after, ticket_events
from queue_app.line.numbers import quotas_left, set_quota
from queue_app.line.ticket import Ticket, find
from queue_app.live.snapshots import holders_view, snapshot
from queue_app.transaction import reading, transaction
from survey.tokens import RightRecord
from tests import make
from tests.conftest import MONDAY


class Visitor(FlaskClient):
    """A browser whose requests know nothing of each other but its cookies, as behind a real server.

    The test's own app context would lend them its `g` and its database session.
    """

    def open(self, *arguments: Any, **named: Any) -> Any:
        return contextvars.Context().run(super().open, *arguments, **named)


def visitor(app: Flask) -> Visitor:
    return Visitor(app, app.response_class, use_cookies=True)


def stop_clock(at: datetime) -> None:
    """Let it be this instant, and no later."""
    clock.install(clock.Clock(at, clock.real_now(), 0))


def later(**time: float) -> None:
    """Let time pass: later(minutes=5)."""
    stop_clock(clock.now() + timedelta(**time))


def at_counter(verb: Any, *arguments: Any, code: str = make.COUNTER, **named: Any) -> Any:
    """One counter verb in a transaction of its own."""
    with transaction() as session:
        house = directory(session)
        return verb(session, house, house.counter(code), *arguments, by="staff:1", **named)


def holder(verb: Any, ticket: Ticket, **named: Any) -> Ticket:
    """One act of a ticket's holder in a transaction of its own."""
    with transaction() as session:
        after: Ticket = verb(session, directory(session), find(session, key=ticket.key), by="citizen", **named)
        return after


def now(ticket: Ticket) -> Ticket:
    """The ticket as it is now."""
    with reading() as session:
        return find(session, key=ticket.key)


def service(code: str) -> Any:
    with reading() as session:
        return directory(session).service(code)


def code_now(hall: str = "H2") -> str:
    with reading() as session:
        house = directory(session)
        return lobby_code.current(house, house.hall(hall))[0]


def seen(ticket: Ticket) -> dict[str, Any]:
    """The ticket as its holder sees it."""
    with reading() as session:
        found = find(session, key=ticket.key)
        return dict(holders_view(session, directory(session, found.site_id), found))


def shown(kind: str, name: str = "") -> dict[str, Any]:
    """A snapshot: shown("board", "H2"), shown("line", "A"), shown("counter", "L4"), shown("floor")."""
    with reading() as session:
        return snapshot(session, Scope(kind, directory(session).site.id, name))


def events_of(ticket: Ticket) -> list[Event]:
    with reading() as session:
        return [e for e in read_after(session, 0, 10_000) if e.ticket_key == ticket.key]


def told(ticket: Ticket) -> list[str]:
    """The kinds of everything that happened to a ticket, in order."""
    return [e.kind.value for e in events_of(ticket)]


def last_event() -> Event:
    with reading() as session:
        return read_after(session, 0, 10_000)[-1]


def count_events() -> int:
    with reading() as session:
        return len(session.execute(select(ticket_events.c.seq)).all())


def right_of(ticket: Ticket) -> Any:
    """The standing right to answer of a ticket, or None."""
    with reading() as session:
        query = select(RightRecord).where(RightRecord.subject == ticket.ref, RightRecord.withdrawn_at.is_(None))
        return session.scalars(query).first()


def rows(table: Any) -> list[Any]:
    with reading() as session:
        return list(session.execute(select(table)))


@contextmanager
def refused(kind: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Inside, the product says no with this problem type, and writes no event."""
    before = count_events()
    with pytest.raises(Refused) as caught:
        yield caught
    assert caught.value.type == kind, (caught.value.type, str(caught.value))
    assert count_events() == before


def wall_clock(hours: float) -> None:
    """Let it be this hour on Monday, WIB: wall_clock(7.5) is half past seven."""
    stop_clock(MONDAY + timedelta(hours=hours - 9))


def limit(code: str, quota: int) -> None:
    """Set Monday's quota of a service."""
    with transaction() as session:
        house = directory(session)
        set_quota(session, house.site, house.service(code), MONDAY.date(), quota)


def left(code: str) -> tuple[int, int]:
    """What is left of Monday's quota of a service: in all, and from home."""
    with reading() as session:
        house = directory(session)
        found = house.service(code)
        return quotas_left(session, house.site, MONDAY.date(), [found])[found.id]


def claim(ticket: Ticket) -> Ticket:
    """The holder says "Saya sudah dilayani"."""
    return holder(lambda session, _house, found, by: desk.claim_served(session, found, by=by), ticket)


def fact(ticket: Ticket) -> tuple[Any, ...]:
    """The last event of a ticket: kind, from, to, data; made by staff:1, now."""
    event = events_of(ticket)[-1]
    assert (event.by, event.at, event.ref, event.number) == ("staff:1", clock.now(), ticket.ref, ticket.number)
    return event.kind.value, event.from_status, event.to_status, event.data


def serve() -> None:
    """Call the next at the default counter and start."""
    at_counter(calling.call_next)
    at_counter(serving.start)
