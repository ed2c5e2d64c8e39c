"""Counters at work: open, pause with a reason, resume, close."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, null, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory
from queue_app.errors import N_, Invalid
from queue_app.line import events
from queue_app.line.counter_rows import CLOSED as CLOSED
from queue_app.line.counter_rows import COLUMNS
from queue_app.line.counter_rows import FRESH as FRESH
from queue_app.line.counter_rows import OPEN as OPEN
from queue_app.line.counter_rows import PAUSED as PAUSED
from queue_app.line.counter_rows import CounterState as CounterState
from queue_app.line.counter_rows import counter_states as counter_states
from queue_app.line.counter_rows import remember as remember
from queue_app.line.counter_rows import serves as serves
from queue_app.line.events import Kind
from queue_app.line.numbers import upsert
from queue_app.line.refusals import CounterBusy, CounterNotOpen
from queue_app.line.ticket import COLUMNS as TICKET_COLUMNS
from queue_app.line.ticket import IS_OPEN, Ticket, from_row, tickets
from queue_app.ready import Ready, together

_OF_COUNTER = select(*COLUMNS).where(counter_states.c.counter_id == bindparam("counter_id"))
_STATE, _STATE_LOCKED = Ready(_OF_COUNTER), Ready(_OF_COUNTER.with_for_update())
#: Without `last_step`, which only `undo` of that counter needs: reading it costs more than all the rest.
_STATES = select(*COLUMNS[:-1], null()).where(
    counter_states.c.counter_id.in_(bindparam("wanted", expanding=True)), counter_states.c.day == bindparam("day")
)
_CURRENT = Ready(select(*TICKET_COLUMNS).where(tickets.c.counter_id == bindparam("counter_id"), IS_OPEN))


def today(directory: Directory, at: datetime | None = None) -> date:
    """The site's business day now, or at the instant that was taken for now: who asks the clock twice may live on two
    days.
    """
    return clock.business_day(directory.site.tz_name, at)


def state_of(session: Session, directory: Directory, counter: Counter, *, lock: bool = False) -> CounterState:
    """The counter's state today; a state of an earlier day counts as closed. `lock` makes others wait for this
    transaction.
    """
    row = (_STATE_LOCKED if lock else _STATE).first(session, {"counter_id": counter.id})
    return _today_or_closed(directory, counter.id, row)


def state_and_ticket(session: Session, directory: Directory, counter: Counter) -> tuple[CounterState, Ticket | None]:
    """The counter's state today, locked, and the one ticket that is called or being served here, in one journey."""
    here = {"counter_id": counter.id}
    rows, tickets_here = together(session, (_STATE_LOCKED, here), (_CURRENT, here))
    state = _today_or_closed(directory, counter.id, rows[0] if rows else None)
    return state, from_row(tickets_here[0]) if tickets_here else None


def states(
    session: Session, directory: Directory, counter_ids: Collection[int] | None = None
) -> dict[int, CounterState]:
    """counter id → state today without its `last_step`, for these counters (None: every one of the site)."""
    wanted = list(directory.counter_by_id if counter_ids is None else counter_ids)
    day = today(directory)
    rows = session.execute(_STATES, {"wanted": wanted, "day": day}) if wanted else ()
    held = {row[0]: CounterState(*row) for row in rows}
    return {c: held.get(c) or _closed(directory, c, day) for c in wanted}


def require_open(session: Session, directory: Directory, counter: Counter) -> CounterState:
    """The counter's state, locked. Raises CounterNotOpen when it is closed or paused."""
    state = state_of(session, directory, counter, lock=True)
    if not state.open:
        raise CounterNotOpen()
    return state


def current_ticket(session: Session, counter: Counter) -> Ticket | None:
    """The one ticket that is called or being served here."""
    row = _CURRENT.first(session, {"counter_id": counter.id})
    return None if row is None else from_row(row)


def open_counter(
    session: Session, directory: Directory, counter: Counter, *, services: list[str] | None = None, by: str
) -> CounterState:
    """Open for the day, for all of the counter's services or the chosen ones. Opening an open counter changes its
    services.
    """
    ids = _chosen(directory, counter, services)
    state = state_of(session, directory, counter, lock=True)
    values: dict[str, Any] = {
        "status": OPEN,
        "service_ids": ids,
        "reason": None,
        "until": None,
        "day": today(directory),
    }
    if state.changed_at is None:
        values |= {"since_priority": FRESH, "called_place": 0, "last_step": None}
    return _write(session, directory, counter, state, Kind.COUNTER_OPENED, by, {"services": services}, **values)


def pause(
    session: Session, directory: Directory, counter: Counter, *, reason: str, until: datetime | None = None, by: str
) -> CounterState:
    """Stop calling for a while; the reason and the return time are shown on TV and phones."""
    state = require_open(session, directory, counter)
    if not reason.strip():
        raise Invalid([{"field": "reason", "message": N_("Alasan jeda perlu diisi.")}])
    require_to_come(until, clock.now())
    data = {"reason": reason, "until": until.isoformat() if until else None}
    return _write(
        session,
        directory,
        counter,
        state,
        Kind.COUNTER_PAUSED,
        by,
        data,
        status=PAUSED,
        reason=reason[:80],
        until=until,
    )


def require_to_come(until: datetime | None, at: datetime) -> None:
    """A time until which something lasts lies ahead. Raises Invalid."""
    if until is not None and until <= at:
        raise Invalid([{"field": "until", "message": N_("Waktu berakhir harus sesudah sekarang.")}])


def resume(session: Session, directory: Directory, counter: Counter, *, by: str) -> CounterState:
    """End a pause; resuming an open counter changes nothing."""
    state = state_of(session, directory, counter, lock=True)
    if state.open:
        return state
    if state.status != PAUSED:
        raise CounterNotOpen()
    return _write(
        session, directory, counter, state, Kind.COUNTER_RESUMED, by, {}, status=OPEN, reason=None, until=None
    )


def close(session: Session, directory: Directory, counter: Counter, *, by: str) -> CounterState:
    """End the counter's day. Raises CounterBusy while a ticket is called or being served here."""
    state = state_of(session, directory, counter, lock=True)
    busy = current_ticket(session, counter)
    if busy is not None:
        raise CounterBusy(number=busy.number, state=busy.state_word)
    if state.status == CLOSED:
        return state
    values = {"status": CLOSED, "reason": None, "until": None, "last_step": None}
    return _write(session, directory, counter, state, Kind.COUNTER_CLOSED, by, {}, **values)


def _today_or_closed(directory: Directory, counter_id: int, row: Any) -> CounterState:
    day = today(directory)
    state = None if row is None else CounterState(*row)
    return state if state is not None and state.day == day else _closed(directory, counter_id, day)


def _closed(directory: Directory, counter_id: int, day: date) -> CounterState:
    return CounterState(counter_id, directory.site.id, day, CLOSED, None, None, None, None, FRESH, 0, None)


def _chosen(directory: Directory, counter: Counter, codes: list[str] | None) -> list[int] | None:
    if codes is None:
        return None
    ids = [directory.service(code).id for code in codes]
    if not ids or not set(ids) <= counter.service_ids:
        raise Invalid([{"field": "services", "message": N_("Loket ini tidak melayani layanan tersebut.")}])
    return ids


def _write(
    session: Session,
    directory: Directory,
    counter: Counter,
    state: CounterState,
    kind: Kind,
    by: str,
    data: dict[str, Any],
    **values: Any,
) -> CounterState:
    at = clock.now()
    values = {f: getattr(state, f) for f in CounterState.__slots__} | values | {"changed_at": at}
    changed = {k: v for k, v in values.items() if k != "counter_id"}
    statement = upsert(session, counter_states, **values)
    row = session.execute(
        statement.on_conflict_do_update(index_elements=["counter_id"], set_=changed).returning(*COLUMNS)
    ).one()
    events.record(
        session,
        kind,
        site_id=state.site_id,
        day=today(directory, at),
        at=at,
        by=by,
        counter_id=counter.id,
        data={k: v for k, v in data.items() if v is not None},
    )
    return CounterState(*row)
