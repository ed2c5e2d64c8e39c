"""Machinery: ONE TABLE of what follows from each kind of event (`CONSEQUENCES`, below).

A kind has two lists. `rows` are functions that write in the same transaction, such as a message to the holder;
`transaction.py` calls them before it commits. `scopes` are functions that name what changed on screens; the live feed
reads them after the commit and sends new snapshots. To let something else follow from an event, add a function to its
line.

This is also the only module that knows both domains: being served (queue) gives the right to answer (survey).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory, directory
from queue_app.line import notices, waiting
from queue_app.line.arrival import competing_services
from queue_app.line.events import Event, Kind
from queue_app.line.ticket import Ticket, find
from queue_app.notify import outbox
from survey import tokens as survey_tokens


class Scope(NamedTuple):
    """What somebody may watch: `name` is a hall code, a prefix, a ticket's ref, a counter code; the floor has none."""

    kind: str
    site_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from one kind of event."""

    rows: tuple[Callable[[Session, Event], None], ...]
    scopes: tuple[Callable[[Directory, Event], Iterator[Scope]], ...]


# --- rows, written in the transaction of the event ---------------------------------------------------------------


def invite_to_survey(session: Session, event: Event) -> None:
    """Give the right to answer the survey: exactly those who were served have it."""
    ticket = event.ticket or find(session, key=event.ticket_key)
    house = directory(session, event.site_id)
    service = house.service_by_id[ticket.service_id]
    survey_tokens.grant(
        session,
        survey_token(ticket),
        site_id=ticket.site_id,
        subject=ticket.ref,
        service_code=service.code,
        agency_code=service.agency.code,
        day=ticket.day,
        at=event.at,
        counter_code=_counter_code(house, ticket),
    )


def _counter_code(house: Directory, ticket: Ticket) -> str | None:
    counter = house.counter_by_id.get(ticket.counter_id or 0)
    return counter.code if counter else None


def withdraw_invitation(session: Session, event: Event) -> None:
    """Undoing a finish withdraws the unused right; a used one refuses the undo."""
    if event.from_status == "SERVED" and event.ref is not None:
        survey_tokens.withdraw(session, event.ref, at=event.at)


def message(template: str, minutes: int) -> Callable[[Session, Event], None]:
    """A consequence that writes a message to the holder, if they left a number; not sent after `minutes`."""

    def write(session: Session, event: Event) -> None:
        if event.ticket is not None and event.ticket.phone_digest is None:
            return
        house = directory(session, event.site_id)
        counter = house.counter_by_id.get(event.counter_id or 0)
        parameters = {"number": event.number}
        if counter is not None:
            parameters |= {"counter": counter.name, "floor": counter.hall.floor}
        outbox.enqueue(
            session, event.ticket_key or 0, template, parameters, at=event.at, ttl=timedelta(minutes=minutes)
        )

    return write


def tell_of_disturbance(session: Session, event: Event) -> None:
    """A notice of a disturbance or an emergency reaches everybody who waits today and left a way to be told."""
    notice = notices.standing(session, directory(session, event.site_id), int(event.data["notice"]))
    if notice is None or notice["kind"] == "info":
        return
    for ticket in waiting.told_of_day(session, event.site_id, event.day):
        said = {"number": ticket.number, "text": notice["text"]}
        outbox.enqueue(session, ticket.key, "disturbance", said, at=event.at, ttl=timedelta(minutes=30))


def survey_token(ticket: Ticket) -> str:
    """The 12 characters with which the holder of a served ticket answers: derived, stored nowhere."""
    return survey_tokens.token_for(ticket.id)


# --- scopes, told after the commit -------------------------------------------------------------------------------


def board(house: Directory, event: Event) -> Iterator[Scope]:
    """The board of the counter's hall."""
    counter = house.counter_by_id.get(event.counter_id or 0)
    if counter is not None:
        yield Scope("board", event.site_id, counter.hall.code)


def boards(house: Directory, event: Event) -> Iterator[Scope]:
    """Every board of the site."""
    yield from (Scope("board", event.site_id, hall) for hall in house.halls)


def lines(house: Directory, event: Event) -> Iterator[Scope]:
    """The lines in whose order the ticket's number may stand, before and after."""
    touched: frozenset[int] = frozenset()
    for service_id in _services(house, event):
        touched |= competing_services(house, service_id)
    for prefix in {house.service_by_id[s].line.prefix for s in touched}:
        yield Scope("line", event.site_id, prefix)


def counters(house: Directory, event: Event) -> Iterator[Scope]:
    """The consoles that list the ticket, and the one that acted."""
    able = {c.code for s in _services(house, event) for c in house.counters_of.get(s, ())}
    acting = house.counter_by_id.get(event.counter_id or 0)
    for code in able | ({acting.code} if acting else set()):
        yield Scope("counter", event.site_id, code)


def every_line(house: Directory, event: Event) -> Iterator[Scope]:
    """Every line of the site; a phone asks for its own ticket when its line has news."""
    yield from (Scope("line", event.site_id, prefix) for prefix in house.lines)


def every_counter(house: Directory, event: Event) -> Iterator[Scope]:
    """Every console of the site."""
    yield from (Scope("counter", event.site_id, code) for code in house.counters)


def ticket(_house: Directory, event: Event) -> Iterator[Scope]:
    """The phone of the holder."""
    if event.ref is not None:
        yield Scope("ticket", event.site_id, event.ref)


def floor(_house: Directory, event: Event) -> Iterator[Scope]:
    """The manager's floor."""
    yield Scope("floor", event.site_id, "")


def _services(house: Directory, event: Event) -> set[int]:
    if event.service_id is not None:
        came_from = _came_from(house, event)
        return {event.service_id} | ({came_from} if came_from else set())
    counter = house.counter_by_id.get(event.counter_id or 0)
    return set(counter.service_ids) if counter else set()


def _came_from(house: Directory, event: Event) -> int | None:
    """The service that a ticket was sent on from."""
    service = house.services.get(str(event.data.get("from", "")))
    return service.id if service else None


_WAITING = (lines, counters, ticket, floor)
_CALL = (board, lines, counters, ticket, floor)

CONSEQUENCES: dict[Kind, Consequence] = {
    Kind.ISSUED: Consequence((message("ticket-issued", 60),), _WAITING),
    Kind.CHECKED_IN: Consequence((), _WAITING),
    Kind.CANCELLED: Consequence((), _WAITING),
    Kind.CHANGED: Consequence((), _WAITING),
    Kind.REJOINED: Consequence((), _WAITING),
    Kind.CALLED: Consequence((message("called", 2),), _CALL),
    Kind.RECALLED: Consequence((message("called", 2),), (board, counters, ticket, floor)),
    Kind.STARTED: Consequence((), (board, counters, ticket, floor)),
    Kind.HELD: Consequence((), _CALL),
    Kind.UNHELD: Consequence((message("called", 2),), _CALL),
    Kind.FINISHED: Consequence((invite_to_survey, message("survey", 7 * 24 * 60)), _CALL),
    Kind.MISSED: Consequence((message("missed", 30),), _CALL),
    Kind.REQUEUED: Consequence((), _CALL),
    Kind.TRANSFERRED: Consequence((), _CALL),
    Kind.WALKED_IN: Consequence((), _CALL),
    Kind.CLAIMED_SERVED: Consequence((), (ticket, counters, floor)),
    Kind.CONFIRMED_SERVED: Consequence((invite_to_survey, message("survey", 7 * 24 * 60)), _CALL),
    Kind.UNDONE: Consequence((withdraw_invitation,), _CALL),
    Kind.EXPIRED: Consequence((), _CALL),
    Kind.LEFT_UNFINISHED: Consequence((), _CALL),
    Kind.COUNTER_OPENED: Consequence((), (board, lines, counters, floor)),
    Kind.COUNTER_PAUSED: Consequence((), (board, lines, counters, floor)),
    Kind.COUNTER_RESUMED: Consequence((), (board, lines, counters, floor)),
    Kind.COUNTER_CLOSED: Consequence((), (board, lines, counters, floor)),
    Kind.COUNTER_MOVED: Consequence((), (boards, every_line, every_counter, floor)),
    Kind.NOTICE_POSTED: Consequence((tell_of_disturbance,), (boards, every_line, floor)),
    Kind.NOTICE_CHANGED: Consequence((), (boards, every_line, floor)),
    Kind.NOTICE_ENDED: Consequence((), (boards, every_line, floor)),
    Kind.QUOTA_SET: Consequence((), (lines, floor)),
    Kind.TIME_PASSED: Consequence((), (boards, every_line, every_counter, floor)),
    Kind.DEVICE_TROUBLED: Consequence((), (every_counter, floor)),
    Kind.DEVICE_RECOVERED: Consequence((), (every_counter, floor)),
}


def write_rows(session: Session, event: Event) -> None:
    """Write what follows from an event, in its own transaction."""
    for write in CONSEQUENCES[event.kind].rows:
        write(session, event)


def touched(house: Directory, event: Event) -> frozenset[Scope]:
    """The scopes whose snapshot an event changes.

    All but the holder's own ticket are the same for every event of one kind, service and counter, so they are computed
    once and kept as long as the catalogue: with 32 counters there are about forty, and naming them again for each event
    would cost ten times what reading the event does.
    """
    alike = (event.kind, event.site_id, event.service_id, event.counter_id, _came_from(house, event))
    known = _touched.setdefault(house, {})
    shared = known.get(alike)
    if shared is None:
        tells = (tell for tell in CONSEQUENCES[event.kind].scopes if tell is not ticket)
        shared = known[alike] = frozenset(scope for tell in tells for scope in tell(house, event))
    own = ticket(house, event) if ticket in CONSEQUENCES[event.kind].scopes else ()
    return shared.union(own)


#: catalogue → (kind, site, service, counter, service it came from) → scopes
_touched: WeakKeyDictionary[Directory, dict[tuple[object, ...], frozenset[Scope]]] = WeakKeyDictionary()
