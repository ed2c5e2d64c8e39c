"""What staff do at a counter, from call-next to finish. One verb a function; each writes its event and what `undo`
needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory, Service
from queue_app.errors import N_, Invalid
from queue_app.line import desk, events
from queue_app.line.arrival import place_after_late_arrival
from queue_app.line.attendance import (
    CounterState,
    current_ticket,
    remember,
    require_open,
    state_of,
    today,
)
from queue_app.line.discipline import lanes_in_turn
from queue_app.line.events import Kind
from queue_app.line.refusals import CounterBusy, NotCallable, NotServing, TicketMovedOn
from queue_app.line.steps import Step
from queue_app.line.ticket import (
    COLUMNS,
    REGULAR_LANE,
    Status,
    Ticket,
    from_row,
    move,
    put,
    tickets,
)


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


def call_next(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket | None:
    """Call whoever the discipline says; None when nobody callable waits. Raises CounterNotOpen, CounterBusy."""
    state = require_open(session, directory, counter)
    _require_free(session, counter)
    return _call_head(session, directory, counter, state, Step("call_next", state), by)


def finish_and_call_next(
    session: Session, directory: Directory, counter: Counter, *, outcome: Outcome = DONE, by: str
) -> tuple[Ticket, Ticket | None]:
    """Finish the ticket being served and call the next, in one transaction. Raises CounterNotOpen, NotServing."""
    state = require_open(session, directory, counter)
    step = Step("finish_and_call_next", state)
    finished = _finish(session, counter, outcome, step, by)
    return finished, _call_head(session, directory, counter, state, step, by)


def call(session: Session, directory: Directory, counter: Counter, ticket: Ticket, *, reason: str, by: str) -> Ticket:
    """Call one waiting ticket out of order, with the reason that the manager will read.

    Raises NotCallable for a ticket of another day or service or whose holder has not arrived, CounterBusy,
    CounterNotOpen, Invalid without a reason.
    """
    state = require_open(session, directory, counter)
    _require_reason(reason)
    _require_free(session, counter)
    _require_servable(directory, counter, state, ticket)
    if ticket.status is Status.WAITING and not ticket.present:
        raise NotCallable(N_("Pemilik tiket ini belum tiba. Konfirmasikan kedatangannya terlebih dahulu."))
    step = Step("call", state)
    called = move(session, ticket, "call", counter_id=counter.id, called_at=clock.now(), recalls=0)
    _record(session, Kind.CALLED, ticket, called, counter, by, {"reason": reason})
    step.keep(session, ticket, called)
    return called


def recall(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket:
    """Call the same person again. Raises TicketMovedOn unless the current ticket is called."""
    ticket = _current(session, directory, counter, "recall")
    again = move(session, ticket, "recall", recalls=ticket.recalls + 1)
    _record(session, Kind.RECALLED, ticket, again, counter, by, {"recall": again.recalls})
    return again


def start(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket:
    """The person is at the counter."""
    return _act(session, directory, counter, "start", Kind.STARTED, by, started_at=clock.now())


def hold(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket:
    """Put the ticket aside (a copy is being made, a form filled in); the counter is free meanwhile."""
    return _act(session, directory, counter, "hold", Kind.HELD, by)


def miss(session: Session, directory: Directory, counter: Counter, *, by: str) -> Ticket:
    """The person did not come."""
    return _act(session, directory, counter, "miss", Kind.MISSED, by, missed_at=clock.now())


def unhold(session: Session, directory: Directory, counter: Counter, ticket: Ticket, *, by: str) -> Ticket:
    """Call a held ticket back to the same counter. Raises NotCallable at another counter, CounterBusy."""
    state = require_open(session, directory, counter)
    _require_free(session, counter)
    if ticket.status is Status.HELD and ticket.counter_id != counter.id:
        raise NotCallable(N_("Tiket ini ditahan oleh loket lain."))
    step = Step("unhold", state)
    back = move(session, ticket, "unhold", called_at=clock.now(), recalls=0)
    _record(session, Kind.UNHELD, ticket, back, counter, by)
    step.keep(session, ticket, back)
    return back


def requeue(session: Session, directory: Directory, counter: Counter, ticket: Ticket, *, by: str) -> Ticket:
    """Send a held or missed ticket back to the line, behind the next callable tickets."""
    state = state_of(session, directory, counter, lock=True)
    _require_servable(directory, counter, state, ticket)
    step = Step("requeue", state)
    place = place_after_late_arrival(session, directory, ticket)
    arrived = ticket.arrived_at or clock.now()
    back = move(session, ticket, "requeue", place=place, counter_id=None, arrived_at=arrived)
    _record(session, Kind.REQUEUED, ticket, back, counter, by)
    step.keep(session, ticket, back)
    return back


def transfer(
    session: Session, directory: Directory, counter: Counter, *, service: Service, note: str | None = None, by: str
) -> Ticket:
    """Send the person on to another service with the same number and the same place in time.

    `note` (at most 200 characters) is for the next counter.
    """
    if note is not None and len(note) > 200:
        raise Invalid([{"field": "note", "message": N_("Catatan paling banyak 200 karakter.")}])
    ticket = _current(session, directory, counter, "transfer")
    if service.id == ticket.service_id:
        raise Invalid([{"field": "service", "message": N_("Pilih layanan tujuan yang berbeda.")}])
    step = Step("transfer", state_of(session, directory, counter, lock=True))
    values = {"service_id": service.id, "counter_id": None, "called_at": None, "started_at": None, "recalls": 0}
    sent = move(session, ticket, "transfer", note=note, arrived_at=ticket.arrived_at or clock.now(), **values)
    was = directory.service_by_id[ticket.service_id].code
    _record(session, Kind.TRANSFERRED, ticket, sent, counter, by, {"from": was, "to": service.code})
    step.keep(session, ticket, sent)
    return sent


def finish(session: Session, directory: Directory, counter: Counter, *, outcome: Outcome = DONE, by: str) -> Ticket:
    """The person has been served: from now on they have the right to answer the survey. Raises NotServing."""
    step = Step("finish", state_of(session, directory, counter, lock=True))
    return _finish(session, counter, outcome, step, by)


def walk_in(
    session: Session, directory: Directory, counter: Counter, *, service: Service, priority: str | None = None, by: str
) -> Ticket:
    """Serve somebody who stands at the counter without a ticket: the number is issued and served at once."""
    state = require_open(session, directory, counter)
    _require_free(session, counter)
    if service.id not in state.serves(counter):
        raise NotCallable(N_("Loket ini tidak melayani layanan tersebut."))
    wish = desk.Wish(channel="counter", priority=priority)
    ticket = desk.issue(session, directory, service, wish, by=by)
    at = clock.now()
    served = put(session, ticket, Status.SERVING, counter_id=counter.id, called_at=at, started_at=at)
    _record(session, Kind.WALKED_IN, ticket, served, counter, by)
    remember(session, state, last_step=None)
    return served


def confirm_served(
    session: Session, directory: Directory, counter: Counter, ticket: Ticket, *, reason: str, by: str
) -> Ticket:
    """A supervisor's answer to "Saya sudah dilayani": the ticket counts as served, with the reason."""
    _require_reason(reason)
    if ticket.counter_id != counter.id:
        raise NotCallable(N_("Tiket ini tidak dipanggil oleh loket ini."))
    served = move(session, ticket, "confirm_served", ended_at=clock.now(), outcome="done")
    _record(session, Kind.CONFIRMED_SERVED, ticket, served, counter, by, {"reason": reason})
    return served


def _finish(session: Session, counter: Counter, outcome: Outcome, step: Step, by: str) -> Ticket:
    outcome.check()
    ticket = current_ticket(session, counter)
    if ticket is None or ticket.status is not Status.SERVING:
        raise _not_serving(ticket)
    missing = list(outcome.missing) or None
    served = move(session, ticket, "finish", ended_at=clock.now(), outcome=outcome.kind, missing=missing)
    facts: dict[str, Any] = {"outcome": outcome.kind} | ({"missing": missing} if missing else {})
    _record(session, Kind.FINISHED, ticket, served, counter, by, facts)
    step.keep(session, ticket, served)
    return served


def _not_serving(ticket: Ticket | None) -> NotServing:
    if ticket is None:
        return NotServing()
    return NotServing(N_("Tiket {number} sekarang berstatus {state}."), number=ticket.number, state=ticket.state_word)


def _call_head(
    session: Session, directory: Directory, counter: Counter, state: CounterState, step: Step, by: str
) -> Ticket | None:
    ticket = _head(session, directory, counter, state)
    if ticket is None:
        return None
    called = move(session, ticket, "call_next", counter_id=counter.id, called_at=clock.now(), recalls=0)
    _record(session, Kind.CALLED, ticket, called, counter, by)
    regular = ticket.lane == REGULAR_LANE
    memory = {
        "since_priority": state.since_priority + 1 if regular else 0,
        "called_place": max(state.called_place, ticket.place) if regular else state.called_place,
    }
    step.keep(session, ticket, called, **memory)
    return called


def _head(session: Session, directory: Directory, counter: Counter, state: CounterState) -> Ticket | None:
    """The head of the lane whose turn it is; what another counter is calling this instant is skipped, not awaited."""
    services = state.serves(counter)
    for lane in lanes_in_turn(state.since_priority, directory.site.priority_every):
        t = tickets.c
        query = (
            select(*COLUMNS)
            .where(t.site_id == directory.site.id, t.day == state.day, t.service_id.in_(services))
            .where(t.lane == lane, t.status == "WAITING", t.arrived_at.is_not(None))
            .order_by(t.place, t.key)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = session.execute(query).first()
        if row is not None:
            return from_row(row)
    return None


def _act(
    session: Session, directory: Directory, counter: Counter, verb: str, kind: Kind, by: str, **values: Any
) -> Ticket:
    """One step of the counter's current ticket."""
    step = Step(verb, state_of(session, directory, counter, lock=True))
    ticket = _current(session, directory, counter, verb)
    after = move(session, ticket, verb, **values)
    _record(session, kind, ticket, after, counter, by)
    step.keep(session, ticket, after)
    return after


def _current(session: Session, directory: Directory, counter: Counter, verb: str) -> Ticket:
    ticket = current_ticket(session, counter)
    if ticket is None:
        raise TicketMovedOn(N_("Tidak ada tiket yang sedang dipanggil atau dilayani di loket ini."))
    return ticket


def _require_free(session: Session, counter: Counter) -> None:
    busy = current_ticket(session, counter)
    if busy is not None:
        raise CounterBusy(number=busy.number, state=busy.state_word)


def _require_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > 200:
        raise Invalid([{"field": "reason", "message": N_("Alasan perlu diisi, paling banyak 200 karakter.")}])


def _require_servable(directory: Directory, counter: Counter, state: CounterState, ticket: Ticket) -> None:
    if ticket.day != today(directory):
        raise NotCallable(N_("Tiket ini untuk hari lain."))
    if ticket.service_id not in state.serves(counter):
        raise NotCallable(N_("Loket ini tidak melayani layanan tiket tersebut."))


def _record(
    session: Session,
    kind: Kind,
    before: Ticket,
    after: Ticket,
    counter: Counter,
    by: str,
    data: dict[str, Any] | None = None,
) -> None:
    at: datetime = clock.now()
    events.record(
        session,
        kind,
        site_id=after.site_id,
        day=after.day,
        at=at,
        by=by,
        ticket=after,
        was=before.status,
        counter_id=counter.id,
        data=data,
    )
