"""What every act of a counter rests on: the current ticket, who may be called here, the event of the act."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory
from queue_app.errors import N_, Invalid
from queue_app.line import events
from queue_app.line.attendance import CounterState, current_ticket, state_and_ticket, today
from queue_app.line.events import Kind
from queue_app.line.refusals import CounterBusy, NotCallable, TicketMovedOn
from queue_app.line.steps import Step
from queue_app.line.ticket import Ticket, move


def act(
    session: Session, directory: Directory, counter: Counter, verb: str, kind: Kind, by: str, **values: Any
) -> Ticket:
    """One step of the counter's current ticket."""
    state, ticket = state_and_ticket(session, directory, counter)
    step, ticket = Step(verb, state), _somebody(ticket)
    after = move(session, ticket, verb, **values)
    record(session, kind, ticket, after, counter, by)
    step.keep(session, ticket, after)
    return after


def current(session: Session, directory: Directory, counter: Counter, verb: str) -> Ticket:
    """The ticket that is called or being served here. Raises TicketMovedOn when there is none."""
    return _somebody(current_ticket(session, counter))


def require_free(session: Session, counter: Counter) -> None:
    """Raises CounterBusy, naming the ticket that is called or being served here."""
    busy = current_ticket(session, counter)
    if busy is not None:
        raise CounterBusy(number=busy.number, state=busy.state_word)


def require_reason(reason: str) -> None:
    """An act out of order says why, in at most 200 characters. Raises Invalid."""
    if not reason.strip() or len(reason) > 200:
        raise Invalid([{"field": "reason", "message": N_("Alasan perlu diisi, paling banyak 200 karakter.")}])


def require_servable(directory: Directory, counter: Counter, state: CounterState, ticket: Ticket) -> None:
    """Raises NotCallable for a ticket of another day, or of a service that the counter does not serve now."""
    if ticket.day != today(directory):
        raise NotCallable(N_("Tiket ini untuk hari lain."))
    if ticket.service_id not in state.serves(counter):
        raise NotCallable(N_("Loket ini tidak melayani layanan tiket tersebut."))


def record(
    session: Session,
    kind: Kind,
    before: Ticket,
    after: Ticket,
    counter: Counter,
    by: str,
    data: dict[str, Any] | None = None,
) -> None:
    """Append the event of a counter's act; `before` gives the state it came from. A call is at the moment that the
    ticket bears: whoever counts waits by the one or by the other comes to the same.
    """
    at = after.called_at if kind is Kind.CALLED and after.called_at else clock.now()
    events.of_ticket(session, kind, after, by=by, at=at, was=before.status, counter_id=counter.id, data=data)


def _somebody(ticket: Ticket | None) -> Ticket:
    if ticket is None:
        raise TicketMovedOn(N_("Tidak ada tiket yang sedang dipanggil atau dilayani di loket ini."))
    return ticket
