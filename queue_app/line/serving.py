"""What staff do with the person in front of them: start, hold, finish, transfer; walk-ins; a disputed end. One verb a
function; each writes its event and what `undo` needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory, Service
from queue_app.errors import N_, Invalid
from queue_app.line import issuing
from queue_app.line.at_counter import act, current, record, require_free, require_reason
from queue_app.line.attendance import current_ticket, remember, require_open, state_and_ticket, state_of
from queue_app.line.auto_start import require_due
from queue_app.line.events import Kind
from queue_app.line.refusals import NotCallable, NotServing
from queue_app.line.steps import Step
from queue_app.line.ticket import Status, Ticket, move


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a service ended: done, or "berkas kurang" with the items that were missing (at most 30 of 200 characters)."""

    kind: str = "done"
    missing: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises Invalid when the kind is unknown or the items do not fit the kind."""
        if self.kind not in ("done", "berkas-kurang"):
            raise Invalid([{"field": "outcome.kind", "message": N_("Hasil layanan tidak dikenal.")}])
        if (self.kind == "berkas-kurang") != bool(self.missing):
            raise Invalid([{"field": "outcome.missing", "message": N_("Pilih berkas yang kurang.")}])
        if len(self.missing) > 30 or any(not m.strip() or len(m) > 200 for m in self.missing):
            raise Invalid([{"field": "outcome.missing", "message": N_("Daftar berkas yang kurang terlalu panjang.")}])


DONE = Outcome()


def start(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket:
    """The person is at the counter."""
    return act(session, directory, counter, "start", Kind.STARTED, by, started_at=clock.now())


def start_by_itself(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket | None:
    """Start because the counter's delay after the call is over: an event of its own that says so, and can be undone.

    None when there is nobody called any more (the clerk was faster). Raises NotCallable before it is due.
    """
    state = state_of(session, directory, counter, lock=True)
    ticket = current_ticket(session, counter)
    if ticket is None or ticket.status is not Status.CALLED:
        return None
    seconds = require_due(session, counter, ticket)
    step = Step("start", state)
    started = move(session, ticket, "start", started_at=clock.now())
    record(session, Kind.STARTED, ticket, started, counter, by, {"automatic": seconds})
    step.keep(session, ticket, started)
    return started


def hold(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket:
    """Put the ticket aside (a copy is being made, a form filled in); the counter is free meanwhile."""
    return act(session, directory, counter, "hold", Kind.HELD, by)


def transfer(
    session: Session, directory: Directory, counter: Counter, *, service: Service, note: str | None = None, by: str
) -> Ticket:
    """Send the person on to another service with the same number and the same place in time.

    `note` (at most 200 characters) is for the next counter.
    """
    if note is not None and len(note) > 200:
        raise Invalid([{"field": "note", "message": N_("Catatan paling banyak 200 karakter.")}])
    ticket = current(session, directory, counter, "transfer")
    if service.id == ticket.service_id:
        raise Invalid([{"field": "service", "message": N_("Pilih layanan tujuan yang berbeda.")}])
    step = Step("transfer", state_of(session, directory, counter, lock=True))
    values = {"service_id": service.id, "counter_id": None, "called_at": None, "started_at": None, "recalls": 0}
    sent = move(session, ticket, "transfer", note=note, arrived_at=ticket.arrived_at or clock.now(), **values)
    was = directory.service_by_id[ticket.service_id].code
    record(session, Kind.TRANSFERRED, ticket, sent, counter, by, {"from": was, "to": service.code})
    step.keep(session, ticket, sent)
    return sent


def finish(session: Session, directory: Directory, counter: Counter, *, outcome: Outcome = DONE, by: str) -> Ticket:
    """The person has been served: from now on they have the right to answer the survey. Raises NotServing."""
    state, ticket = state_and_ticket(session, directory, counter)
    return finish_within(session, counter, ticket, outcome, Step("finish", state), by)


def finish_within(
    session: Session, counter: Counter, ticket: Ticket | None, outcome: Outcome, step: Step, by: str
) -> Ticket:
    """Finish who is here as part of a step that may go on, such as finish-and-call-next. Raises NotServing."""
    outcome.check()
    if ticket is None or ticket.status is not Status.SERVING:
        raise _not_serving(ticket)
    missing = list(outcome.missing) or None
    served = move(session, ticket, "finish", ended_at=clock.now(), outcome=outcome.kind, missing=missing)
    facts: dict[str, Any] = {"outcome": outcome.kind} | ({"missing": missing} if missing else {})
    record(session, Kind.FINISHED, ticket, served, counter, by, facts)
    step.keep(session, ticket, served)
    return served


def walk_in(
    session: Session, directory: Directory, counter: Counter, *, service: Service, priority: str | None = None, by: str
) -> Ticket:
    """Serve somebody who stands at the counter without a ticket: the number is issued and served at once."""
    state = require_open(session, directory, counter)
    require_free(session, counter)
    if service.id not in state.serves(counter):
        raise NotCallable(N_("Loket ini tidak melayani layanan tersebut."))
    wish = issuing.Wish(channel="counter", priority=priority)
    ticket = issuing.issue(session, directory, service, wish, by=by)
    at = clock.now()
    served = move(session, ticket, "walk_in", counter_id=counter.id, called_at=at, started_at=at)
    record(session, Kind.WALKED_IN, ticket, served, counter, by)
    remember(session, state, last_step=None)
    return served


def confirm_served(
    session: Session, directory: Directory, counter: Counter, ticket: Ticket, *, reason: str, by: str
) -> Ticket:
    """A supervisor's answer to "Saya sudah dilayani": the ticket counts as served, with the reason."""
    require_reason(reason)
    if ticket.counter_id != counter.id:
        raise NotCallable(N_("Tiket ini tidak dipanggil oleh loket ini."))
    served = move(session, ticket, "confirm_served", ended_at=clock.now(), outcome="done")
    record(session, Kind.CONFIRMED_SERVED, ticket, served, counter, by, {"reason": reason})
    return served


def _not_serving(ticket: Ticket | None) -> NotServing:
    if ticket is None:
        return NotServing()
    return NotServing(N_("Tiket {number} sekarang berstatus {state}."), number=ticket.number, state=ticket.state_word)
