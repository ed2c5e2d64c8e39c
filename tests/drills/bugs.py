"""Bugs a programmer could make, planted from outside and never shipped: each at a seam that a module names in public.

Each is a function that plants the bug with `patch` (undone by pytest); `everywhere` replaces a function under every
name by which modules have imported it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import RootTransaction, bindparam, event, func, insert, select, text, update
from sqlalchemy.orm import Session

from queue_app import clock, commits, consequences, idempotency
from queue_app.catalogue.directory import directory
from queue_app.consequences import CONSEQUENCES, Consequence
from queue_app.errors import Refused
from queue_app.idempotency import Answer, Request
from queue_app.line import discipline, events, issuing, numbers, ticket
from queue_app.line.events import Event, Kind, ticket_events
from queue_app.line.ticket import TRANSITIONS, Status, Ticket, tickets
from queue_app.live import feed
from queue_app.live.snapshots import snapshot
from queue_app.ready import Ready
from queue_app.transaction import announced, database, reading, transaction
from tests.history import open_to_change

Patch = pytest.MonkeyPatch


def everywhere(patch: Patch, module: Any, name: str, new: Any) -> None:
    """Replace `module.name` in each module of the product that holds it, under whatever name."""
    old = getattr(module, name)
    for loaded in [m for n, m in sys.modules.items() if n.split(".")[0] in ("queue_app", "survey", "display")]:
        for known, value in list(vars(loaded).items()):
            if value is old:
                patch.setattr(loaded, known, new)


def max_plus_one(patch: Patch) -> None:
    """The next number is the highest one plus one, counted beside the counter row."""

    counted = tickets.alias("counted").c
    prefix = text("(SELECT prefix FROM lines WHERE lines.id = :of_line)")
    highest = select(func.coalesce(func.max(counted.ordinal), 0) + 1).where(
        counted.site_id == bindparam("place_site"), counted.day == bindparam("place_day"), counted.prefix == prefix
    )
    patch.setattr(issuing, "_INSERT", issuing.inserting(highest.scalar_subquery()))
    everywhere(patch, numbers, "drawing", lambda *_: (Ready(text("SELECT 1")), {}))


def missing_unique(patch: Patch) -> None:
    """A dump was restored without the index that allows one open ticket per counter."""
    index = next(i for i in tickets.indexes if i.name == "uq_tickets_open_at_counter")
    with transaction() as session:
        session.execute(text("DROP INDEX uq_tickets_open_at_counter"))
    patch.setattr(_Undo, "index", index)


def acknowledged_before_commit(patch: Patch) -> None:
    """The answer goes out first, the commit would follow."""
    patch.setattr(RootTransaction, "commit", lambda begun: None)
    patch.setattr(commits._Shared, "_commit", lambda shared: setattr(shared, "_failed", None))


def event_outside_the_transaction(patch: Patch) -> None:
    """The event is written when the doorbell rings, after the commit of what it tells."""

    def record(session: Session, kind: Kind, **named: Any) -> Event:
        ticket_of, was = named.pop("ticket", None), named.pop("was", None)
        about = {"ref": None, "number": None, "ticket_key": None, "to_status": None}
        if ticket_of is not None:
            about = {"ref": ticket_of.ref, "number": ticket_of.number, "ticket_key": ticket_of.key}
            about |= {"to_status": ticket_of.status}
        service = named.pop("service_id", None) or (ticket_of.service_id if ticket_of else None)
        values = {"counter_id": None, "data": {}} | named | about | {"service_id": service}
        told = Event(seq=10**6, kind=kind, from_status=was, **values)
        session.info.setdefault("events", []).append(told)
        return told

    def write(told: list[Event]) -> None:
        with transaction() as session:
            for one in told:
                values = {name: getattr(one, name) for name in Event.__slots__ if name != "seq"}
                session.execute(insert(ticket_events).values(**values))

    everywhere(patch, events, "record", record)
    patch.setattr(sys.modules[transaction.__module__], "announced", announced)
    announced.append(write)


def right_outside_the_transaction(patch: Patch) -> None:
    """The right to answer is given when the doorbell rings, after the commit of SERVED."""
    without = Consequence((), CONSEQUENCES[Kind.FINISHED].scopes)
    patch.setitem(CONSEQUENCES, Kind.FINISHED, without)

    def give(told: list[Event]) -> None:
        with transaction() as session:
            for one in told:
                if one.kind is Kind.FINISHED:
                    consequences.invite_to_survey(session, one)

    announced.append(give)


def naive_date(patch: Patch) -> None:
    """The business day is UTC's."""
    everywhere(patch, clock, "business_day", lambda _zone, at=None: (at or clock.now()).date())


def no_idempotency_key(patch: Patch) -> None:
    """The key is not looked at."""

    def once(_request: Request, act: Callable[[Session], Answer], refused: Callable[[Refused], Answer]) -> Answer:
        with transaction() as session:
            return act(session)

    everywhere(patch, idempotency, "once", once)


def synchronous_off(patch: Patch) -> None:
    """Somebody made it faster."""

    def faster(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    event.listen(database.engine, "connect", faster)
    patch.setattr(_Undo, "listener", faster)
    database.session.remove()
    database.engine.dispose()


def emit_only_display(patch: Patch) -> None:
    """Screens are sent what the doorbell brings; nobody looks at the log."""

    class EmitOnly(feed.Feed):
        heard: tuple[Event, ...] = ()

        def ring(self, told: object = None) -> None:
            self.heard = tuple(told) if isinstance(told, list) else ()

        def catch_up(self) -> int:
            heard, self.heard = self.heard, ()
            for one in heard:
                with reading() as session:
                    for scope in consequences.touched(directory(session, one.site_id), one):
                        self._emit(scope, snapshot(session, scope))
            return len(heard)

    patch.setattr(feed, "Feed", EmitOnly)


def doorbell_without_timer(patch: Patch) -> None:
    """The feed waits for the doorbell alone."""
    patch.setattr(feed, "TIMER_SECONDS", 10**6)


def last_sequence_is_the_horizon(patch: Patch) -> None:
    """Whatever has a sequence is taken for all there is up to there, as if events were committed in their order."""
    everywhere(patch, events, "horizon", lambda known: int(known[0][0]) if known else 0)


def unguarded_move(patch: Patch) -> None:
    """The row is written whatever has happened to it since it was read."""

    def put(session: Session, seen: Ticket, to: Status, **values: Any) -> Ticket:
        written = update(tickets).where(tickets.c.key == seen.key).values(status=to, version=seen.version + 1, **values)
        return ticket.from_row(session.execute(written.returning(*ticket.COLUMNS)).one())

    everywhere(patch, ticket, "put", put)


def time_kept_with_an_answer(patch: Patch) -> None:
    """A column with the instant beside each answer."""
    with transaction() as session:
        session.execute(text("ALTER TABLE survey_responses ADD COLUMN at TIMESTAMP"))
    patch.setattr(_Undo, "column", True)


def log_edit(patch: Patch) -> None:
    """Somebody lets a no-show look served: in the row, not in the log."""

    def wipe(told: list[Event]) -> None:
        with database.engine.begin() as connection:
            keys = [one.ticket_key for one in told if one.kind is Kind.FINISHED]
            edited = update(ticket_events).where(ticket_events.c.ticket_key.in_(keys))
            with open_to_change(connection):
                connection.execute(edited.where(ticket_events.c.kind == "finished").values(kind="missed"))

    announced.append(wipe)


def regular_lane_first(patch: Patch) -> None:
    """Priority waits until nobody else does."""
    everywhere(patch, discipline, "lanes_in_turn", lambda _since, _every: (1, 0))


def undo_leaves_the_right(patch: Patch) -> None:
    """Taking back a finish leaves the right to answer."""
    patch.setitem(CONSEQUENCES, Kind.UNDONE, Consequence((), CONSEQUENCES[Kind.UNDONE].scopes))


def the_served_marked_absent(patch: Patch) -> None:
    """Somebody who is being served may be marked as not having come."""
    allowed, to = TRANSITIONS["miss"]
    patch.setitem(TRANSITIONS, "miss", (allowed | {Status.SERVING}, to))


class _Undo:
    """What pytest's patch cannot take back by itself."""

    index: Any = None
    column: bool = False
    listener: Any = None


def put_right() -> None:
    """Give the database back what a bug took from it."""
    if _Undo.index is not None:
        with transaction() as session:
            _Undo.index.create(session.connection())
    if _Undo.column:
        with transaction() as session:
            session.execute(text("ALTER TABLE survey_responses DROP COLUMN at"))
    if _Undo.listener is not None:
        with suppress(Exception):
            event.remove(database.engine, "connect", _Undo.listener)
        database.session.remove()
        database.engine.dispose()
