"""Counters: what staff and their machines do, one operation a verb."""

from __future__ import annotations

from typing_extensions import TypedDict

from queue_app.api import bodies
from queue_app.api.operation import Call, reads, writes
from queue_app.catalogue.directory import Counter
from queue_app.line import attendance, calling, serving, steps
from queue_app.line.serving import DONE, Outcome
from queue_app.line.shapes import CounterBrief, CounterShape, StaffTicket
from queue_app.line.staff_view import counter_briefs, counter_shape, staff_ticket
from queue_app.line.ticket import Ticket, find
from queue_app.people.scope import may_see_counter, may_use_counter
from queue_app.web.audience import CALLERS


class Called(TypedDict):
    """The ticket that is called now."""

    ticket: StaffTicket


class FinishedAndCalled(TypedDict):
    """What was finished, and who is called now, if anybody."""

    finished: StaffTicket
    ticket: StaffTicket | None


class Items(TypedDict):
    """All counters of the site."""

    items: list[CounterBrief]
    next: None


@reads("/counters", *CALLERS, "manager", "admin", "auditor", answer=Items)
def counters(call: Call) -> Items:
    """Every counter of the site."""
    return Items(items=counter_briefs(call.session, call.house), next=None)


@reads("/counters/<code>", *CALLERS, "manager", "admin", "auditor", answer=CounterShape)
def counter(call: Call, code: str) -> CounterShape:
    """One counter with its current, waiting, held and missed tickets."""
    found = call.house.counter(code)
    may_see_counter(call.actor, found, site_id=call.house.site.id)
    return counter_shape(call.session, call.house, found)


@writes("/counters/<code>/open", *CALLERS, body=bodies.OpenCounter, answer=CounterShape)
def open_counter(call: Call, code: str, body: bodies.OpenCounter) -> CounterShape:
    """Open the counter for the day."""
    attendance.open_counter(call.session, call.house, _own(call, code), services=body.services, by=call.by)
    return _counter(call, code)


@writes("/counters/<code>/pause", *CALLERS, body=bodies.Pause, answer=CounterShape)
def pause(call: Call, code: str, body: bodies.Pause) -> CounterShape:
    """Pause with a reason and a return time."""
    attendance.pause(call.session, call.house, _own(call, code), reason=body.reason, until=body.until, by=call.by)
    return _counter(call, code)


@writes("/counters/<code>/resume", *CALLERS, answer=CounterShape)
def resume(call: Call, code: str) -> CounterShape:
    """End the pause."""
    attendance.resume(call.session, call.house, _own(call, code), by=call.by)
    return _counter(call, code)


@writes("/counters/<code>/close", *CALLERS, answer=CounterShape)
def close(call: Call, code: str) -> CounterShape:
    """End the counter's day."""
    attendance.close(call.session, call.house, _own(call, code), by=call.by)
    return _counter(call, code)


@writes("/counters/<code>/call-next", *CALLERS, answer=Called)
def call_next(call: Call, code: str) -> Called | None:
    """Call whoever is next; 204 when nobody callable waits."""
    called = calling.call_next(call.session, call.house, _own(call, code), by=call.by)
    return Called(ticket=staff_ticket(call.house, called)) if called else None


@writes("/counters/<code>/finish-and-call-next", *CALLERS, body=bodies.Finish, answer=FinishedAndCalled)
def finish_and_call_next(call: Call, code: str, body: bodies.Finish) -> FinishedAndCalled:
    """Finish the ticket being served and call the next, in one transaction."""
    finished, called = calling.finish_and_call_next(
        call.session, call.house, _own(call, code), outcome=_outcome(body), by=call.by
    )
    after = staff_ticket(call.house, called) if called else None
    return FinishedAndCalled(finished=staff_ticket(call.house, finished), ticket=after)


@writes("/counters/<code>/recall", *CALLERS, answer=StaffTicket)
def recall(call: Call, code: str) -> StaffTicket:
    """Call the same person again."""
    return _shown(call, calling.recall(call.session, call.house, _own(call, code), by=call.by))


@writes("/counters/<code>/start", *CALLERS, answer=StaffTicket)
def start(call: Call, code: str) -> StaffTicket:
    """The person is at the counter."""
    return _shown(call, serving.start(call.session, call.house, _own(call, code), by=call.by))


@writes("/counters/<code>/finish", *CALLERS, body=bodies.Finish, answer=StaffTicket)
def finish(call: Call, code: str, body: bodies.Finish) -> StaffTicket:
    """The person has been served."""
    return _shown(call, serving.finish(call.session, call.house, _own(call, code), outcome=_outcome(body), by=call.by))


@writes("/counters/<code>/miss", *CALLERS, answer=StaffTicket)
def miss(call: Call, code: str) -> StaffTicket:
    """The person did not come."""
    return _shown(call, calling.miss(call.session, call.house, _own(call, code), by=call.by))


@writes("/counters/<code>/hold", *CALLERS, answer=StaffTicket)
def hold(call: Call, code: str) -> StaffTicket:
    """Put the ticket aside."""
    return _shown(call, serving.hold(call.session, call.house, _own(call, code), by=call.by))


@writes("/counters/<code>/undo", *CALLERS, answer=StaffTicket)
def undo(call: Call, code: str) -> StaffTicket:
    """Take back the counter's last step within 10 seconds."""
    return _shown(call, steps.undo(call.session, call.house, _own(call, code), by=call.by)[-1])


@writes("/counters/<code>/unhold", *CALLERS, body=bodies.ByRef, answer=StaffTicket)
def unhold(call: Call, code: str, body: bodies.ByRef) -> StaffTicket:
    """Call a held ticket back to the same counter."""
    counter, ticket = _own(call, code), _ticket(call, body.ref)
    return _shown(call, calling.unhold(call.session, call.house, counter, ticket, by=call.by))


@writes("/counters/<code>/requeue", *CALLERS, body=bodies.ByRef, answer=StaffTicket)
def requeue(call: Call, code: str, body: bodies.ByRef) -> StaffTicket:
    """Send a held or missed ticket back to the line."""
    counter, ticket = _own(call, code), _ticket(call, body.ref)
    return _shown(call, calling.requeue(call.session, call.house, counter, ticket, by=call.by))


@writes("/counters/<code>/call", *CALLERS, body=bodies.ByRef, answer=StaffTicket)
def call_by_ref(call: Call, code: str, body: bodies.ByRef) -> StaffTicket:
    """Call one waiting ticket out of order, with a reason."""
    counter, ticket = _own(call, code), _ticket(call, body.ref)
    return _shown(call, calling.call(call.session, call.house, counter, ticket, reason=body.reason or "", by=call.by))


@writes("/counters/<code>/transfer", *CALLERS, body=bodies.Transfer, answer=StaffTicket)
def transfer(call: Call, code: str, body: bodies.Transfer) -> StaffTicket:
    """Send the person on to another service with the same number."""
    counter, service = _own(call, code), call.house.service(body.service)
    return _shown(
        call, serving.transfer(call.session, call.house, counter, service=service, note=body.note, by=call.by)
    )


@writes("/counters/<code>/walk-in", *CALLERS, body=bodies.WalkIn, answer=StaffTicket)
def walk_in(call: Call, code: str, body: bodies.WalkIn) -> StaffTicket:
    """Serve somebody who stands at the counter without a ticket."""
    counter, service = _own(call, code), call.house.service(body.service)
    return _shown(
        call, serving.walk_in(call.session, call.house, counter, service=service, priority=body.priority, by=call.by)
    )


@writes("/counters/<code>/confirm-served", "supervisor", body=bodies.ConfirmServed, answer=StaffTicket)
def confirm_served(call: Call, code: str, body: bodies.ConfirmServed) -> StaffTicket:
    """Answer a citizen's "Saya sudah dilayani" with yes."""
    counter, ticket = _own(call, code), _ticket(call, body.ref)
    return _shown(
        call, serving.confirm_served(call.session, call.house, counter, ticket, reason=body.reason, by=call.by)
    )


def _own(call: Call, code: str) -> Counter:
    found = call.house.counter(code)
    may_use_counter(call.actor, found, site_id=call.house.site.id)
    return found


def _ticket(call: Call, ref: str) -> Ticket:
    return find(call.session, ref=ref, site_id=call.house.site.id)


def _counter(call: Call, code: str) -> CounterShape:
    return counter_shape(call.session, call.house, call.house.counter(code))


def _shown(call: Call, ticket: Ticket) -> StaffTicket:
    return staff_ticket(call.house, ticket)


def _outcome(body: bodies.Finish) -> Outcome:
    return DONE if body.outcome is None else Outcome(body.outcome.kind, tuple(body.outcome.missing))
