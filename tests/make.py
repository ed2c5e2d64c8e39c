"""Test data: plain functions with good defaults, made through the product's own verbs."""

from __future__ import annotations

from typing import Any

from queue_app.catalogue.directory import Counter, directory
from queue_app.line import attendance, calling, closing, desk, issuing, serving
from queue_app.line.issuing import Wish
from queue_app.line.ticket import Status, Ticket, find
from queue_app.people import tokens
from queue_app.people.actor import Actor
from queue_app.transaction import transaction

SERVICE = "DKC-KTP-HILANG"
COUNTER = "L4"


def make_ticket(service: str = SERVICE, *, present: bool = True, **wish: Any) -> Ticket:
    """A number; a kiosk one (present) or one taken from home."""
    with transaction() as session:
        house = directory(session)
        channel = "kiosk" if present else "remote"
        return issuing.issue(session, house, house.service(service), Wish(channel=channel, **wish), by="test")


def make_open_counter(code: str = COUNTER, services: list[str] | None = None) -> Counter:
    """A counter that is open today."""
    with transaction() as session:
        house = directory(session)
        attendance.open_counter(session, house, house.counter(code), services=services, by="test")
        return house.counter(code)


def make_bearer(role: str, *, counter: str | None = None, board: str | None = None, agency: str | None = None) -> str:
    """A bearer token of a role."""
    with transaction() as session:
        house = directory(session)
        return tokens.create_token(
            session,
            site_id=house.site.id,
            name=role,
            role=role,
            by="test",
            counter_id=house.counter(counter).id if counter else None,
            hall_id=house.hall(board).id if board else None,
            agency_id=house.agency(agency).id if agency else None,
        )


def make_device(role: str = "kiosk", **bounds: Any) -> Actor:
    """A kiosk or a screen, as the house knows it by its new token."""
    bearer = make_bearer(role, **bounds)
    with transaction() as session:
        return tokens.token_actor(session, bearer)


def headers(role: str, **bounds: Any) -> dict[str, str]:
    """Authorisation headers of a new token."""
    return {"Authorization": f"Bearer {make_bearer(role, **bounds)}"}


def do(verb: Any, *arguments: Any, **named: Any) -> Any:
    """One counter verb in a transaction of its own, at the default counter unless one is given first."""
    with transaction() as session:
        house = directory(session)
        counter = house.counter(COUNTER)
        return verb(session, house, counter, *arguments, by="test", **named)


def make_ticket_in(status: Status) -> Ticket:
    """A ticket of today that has come to a state by legal moves, at the default counter, which is open."""
    make_open_counter()
    ticket = make_ticket()
    for verb in _WAY[status]:
        _step(verb, ticket)
    return again(ticket)


def again(ticket: Ticket) -> Ticket:
    """The ticket as it is now."""
    with transaction() as session:
        return find(session, key=ticket.key)


_WAY: dict[Status, tuple[str, ...]] = {
    Status.WAITING: (),
    Status.CALLED: ("call_next",),
    Status.SERVING: ("call_next", "start"),
    Status.HELD: ("call_next", "hold"),
    Status.SERVED: ("call_next", "start", "finish"),
    Status.NO_SHOW: ("call_next", "miss"),
    Status.CANCELLED: ("cancel",),
    Status.EXPIRED: ("expire",),
    Status.UNFINISHED: ("call_next", "start", "leave"),
}


def _step(verb: str, ticket: Ticket) -> None:
    if verb == "cancel":
        with transaction() as session:
            desk.cancel(session, directory(session), find(session, key=ticket.key), by="test")
    elif verb in ("expire", "leave"):
        with transaction() as session:
            closing.close_one(session, find(session, key=ticket.key), by="test")
    else:
        do(getattr(serving if verb in ("start", "hold", "finish") else calling, verb))
