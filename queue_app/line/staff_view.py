"""Read: tickets as staff see them, and one counter with everybody it may call. Never a handle, a link or a phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory
from queue_app.line import events
from queue_app.line.attendance import PAUSED, CounterState, state_of, states
from queue_app.line.discipline import Waiting, call_order
from queue_app.line.facts import facts
from queue_app.line.queue_view import local, local_or_none
from queue_app.line.shapes import CounterBrief, CounterShape, StaffTicket
from queue_app.line.steps import UNDO_SECONDS
from queue_app.line.ticket import OPEN_AT_COUNTER, Status, Ticket, find_all, tickets

#: How many waiting tickets a console lists; the total is always told.
LISTED = 100


def staff_ticket(directory: Directory, ticket: Ticket) -> StaffTicket:
    """One ticket for staff eyes."""
    return StaffTicket(**facts(directory, ticket), present=ticket.present, note=ticket.note)


def counter_shape(session: Session, directory: Directory, counter: Counter) -> CounterShape:
    """One counter now: its state, its current ticket, and its waiting, held and missed tickets."""
    seq = events.settled(session)
    state = state_of(session, directory, counter)
    here = _at_counter(session, counter, state)
    waiting = _waiting(session, directory, counter, state)
    present = [w for w in waiting if w.present]
    shown = [staff_ticket(directory, w) for w in (present + [w for w in waiting if not w.present])[:LISTED]]
    brief = counter_brief(directory, counter, state)
    return CounterShape(
        **brief,
        services=sorted(directory.service_by_id[s].code for s in state.serves(counter)),
        current=next((staff_ticket(directory, t) for t in here if t.status in OPEN_AT_COUNTER), None),
        next=staff_ticket(directory, present[0]) if present else None,
        waiting=shown,
        waiting_total=len(waiting),
        held=[staff_ticket(directory, t) for t in here if t.status is Status.HELD],
        missed=[staff_ticket(directory, t) for t in here if t.status is Status.NO_SHOW],
        undo_until=_undo_until(session, directory, state),
        seq=seq,
        as_of=local(directory, clock.now()),
    )


def counter_brief(directory: Directory, counter: Counter, state: CounterState) -> CounterBrief:
    """One counter in a list."""
    return CounterBrief(
        code=counter.code,
        number=counter.number,
        name=counter.name,
        floor=counter.hall.floor,
        board=counter.hall.code,
        agency=counter.agency.code,
        open=state.open,
        paused=state.status == PAUSED,
        reason=state.reason,
        until=local_or_none(directory, state.until),
    )


def counter_briefs(session: Session, directory: Directory) -> list[CounterBrief]:
    """Every counter of the site."""
    held = states(session, directory)
    return [counter_brief(directory, c, held[c.id]) for c in directory.counters.values()]


def _at_counter(session: Session, counter: Counter, state: CounterState) -> list[Ticket]:
    t = tickets.c
    wanted = (*OPEN_AT_COUNTER, Status.HELD, Status.NO_SHOW)
    return find_all(
        session, t.counter_id == counter.id, t.day == state.day, t.status.in_(wanted), order=[t.called_at.desc()]
    )


def _waiting(session: Session, directory: Directory, counter: Counter, state: CounterState) -> list[Ticket]:
    """Waiting tickets of the counter's services in the order in which this counter would call them: those who are here,
    then those who are not. The absent take no turn, so they must not be counted among the turns of those who are here.
    """
    t = tickets.c
    found = {
        w.key: w
        for w in find_all(
            session,
            t.site_id == directory.site.id,
            t.day == state.day,
            t.service_id.in_(state.serves(counter)),
            t.status == Status.WAITING,
        )
    }
    view = [Waiting(w.key, w.place, w.lane, w.present, w.service_id) for w in found.values()]
    every, since = directory.site.priority_every, state.since_priority
    here, away = ([w for w in view if w.present is present] for present in (True, False))
    order = [one for part in (here, away) for one in call_order(part, every=every, since_priority=since)]
    return [found[w.key] for w in order]


def _undo_until(session: Session, directory: Directory, state: CounterState) -> datetime | None:
    """Until when the last step can be taken back; None when it is too late or somebody has acted on its tickets since.

    Whether the survey was answered is not looked at: a clerk must not learn it.
    """
    if state.last_step is None:
        return None
    until = datetime.fromisoformat(state.last_step["at"]) + timedelta(seconds=UNDO_SECONDS)
    if until < clock.now():
        return None
    kept = {one["key"]: one["version"] for one in state.last_step["tickets"]}
    now = session.execute(select(tickets.c.key, tickets.c.version).where(tickets.c.key.in_(kept)))
    return local(directory, until) if {key: version for key, version in now} == kept else None
