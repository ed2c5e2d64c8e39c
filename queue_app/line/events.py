"""The event table: append-only, written in the transaction of the change it tells.

It is audit, statistics, outbox and the source from which every screen is rebuilt. Events carry `ref`, never `id`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    column,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Session

from queue_app.compiled import Row
from queue_app.db import BigKey, Record, UtcDateTime, in_check
from queue_app.line.event_kinds import Kind as Kind
from queue_app.line.ticket import OF_COUNTER, Status, Ticket
from queue_app.ready import Ready, along, together

ticket_events = Table(
    "ticket_events",
    Record.metadata,
    Column("seq", BigKey, primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("ticket_key", BigKey, ForeignKey("tickets.key")),
    Column("ref", String(10)),
    Column("number", String(8)),
    Column("service_id", Integer, ForeignKey("services.id")),
    Column("counter_id", Integer, ForeignKey("counters.id")),
    Column("by", String(40), nullable=False),
    Column("from_status", String(10)),
    Column("to_status", String(10)),
    Column("data", JSON, nullable=False),
    CheckConstraint(in_check("kind", Kind), name="kind"),
    sqlite_autoincrement=True,
)
Index("ix_ticket_events_day", ticket_events.c.site_id, ticket_events.c.day, ticket_events.c.seq)
Index("ix_ticket_events_ticket", ticket_events.c.ticket_key, ticket_events.c.seq)
Index(
    "ix_ticket_events_of_counter",
    ticket_events.c.counter_id,
    ticket_events.c.seq,
    sqlite_where=OF_COUNTER,
    postgresql_where=OF_COUNTER,
)

#: Namespace of the advisory locks by which PostgreSQL writers announce the events they are about to commit.
_WRITERS = 7301


@dataclass(slots=True)
class Event:
    """One row of `ticket_events`. `data` holds only codes, words and counts: no personal data, no handle.

    `ticket` is the ticket as it is after the event, for what follows in the same transaction; no column, and None when
    an event is read back.
    """

    seq: int
    site_id: int
    day: date
    at: datetime
    kind: Kind
    ticket_key: int | None
    ref: str | None
    number: str | None
    service_id: int | None
    counter_id: int | None
    by: str
    from_status: str | None
    to_status: str | None
    data: dict[str, Any]
    ticket: Ticket | None = field(default=None, compare=False, repr=False)


#: The `seq` of an event that has yet to be sent.
UNSENT = 0

#: Events for which somebody is awaited at a counter; every other one may be shown a moment later.
_CALLS = frozenset((Kind.CALLED, Kind.RECALLED, Kind.UNHELD))


def is_a_call(news: Iterable[Event]) -> bool:
    """Whether somebody is called among these events, so that screens must show it at once."""
    return any(event.kind in _CALLS for event in news)


EVENT_COLUMNS = tuple(ticket_events.c[f.name] for f in fields(Event) if f.name != "ticket")
_WRITTEN = [c for c in EVENT_COLUMNS if c.name != "seq"]
_INSERT = Ready(insert(ticket_events).returning(ticket_events.c.seq), *(c.name for c in _WRITTEN))


def record(
    session: Session,
    kind: Kind,
    *,
    site_id: int,
    day: date,
    at: datetime,
    by: str,
    ticket: Ticket | None = None,
    was: Status | None = None,
    counter_id: int | None = None,
    service_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Append one event and note it for this transaction's consequences. `was` is the state before; the ticket is the
    state after.

    Nothing in a transaction rests on the sequence of its events, so they go to the database with what is sent next or
    with the COMMIT, and have their `seq` from then on.
    """
    values: dict[str, Any] = {
        "site_id": site_id,
        "day": day,
        "at": at,
        "kind": kind,
        "ticket_key": ticket.key if ticket else None,
        "ref": ticket.ref if ticket else None,
        "number": ticket.number if ticket else None,
        "service_id": ticket.service_id if ticket else service_id,
        "counter_id": counter_id,
        "by": by,
        "from_status": was,
        "to_status": ticket.status if ticket else None,
        "data": data or {},
    }
    first = not session.info.get("events") and session.get_bind().dialect.name != "sqlite"
    event = Event(UNSENT, **values, ticket=ticket)

    def number(rows: list[Row]) -> None:
        [[event.seq]] = rows

    along(session, _ANNOUNCED_INSERT if first else _INSERT, values, number)
    session.info.setdefault("events", []).append(event)
    return event


def of_ticket(
    session: Session,
    kind: Kind,
    ticket: Ticket,
    *,
    by: str,
    at: datetime,
    was: Status | None = None,
    counter_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Append the event of one ticket; `ticket` is the state after, `was` the status before."""
    site_id, day = ticket.site_id, ticket.day
    return record(
        session, kind, site_id=site_id, day=day, at=at, by=by, ticket=ticket, was=was, counter_id=counter_id, data=data
    )


def settled(session: Session) -> int:
    """The highest sequence below which nothing can appear any more.

    SQLite has one writer, and keeps the last sequence it gave apart from the rows. PostgreSQL transactions may commit
    out of sequence order: every writer holds a shared lock named after the last sequence before its own, so whatever is
    still to be committed lies above the smallest of them. The last sequence must be read before the locks.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    return horizon(_known_to(sqlite).all(session, {"space": _WRITERS}))


def _known_to(sqlite: bool) -> Ready:
    """Asks for the last sequence, and where there are several writers for the smallest that they have announced."""
    return _LAST_OF_SQLITE if sqlite else _LAST_AND_LOWEST


def horizon(known: list[Row]) -> int:
    """The sequence below which nothing can appear, by the last one and the smallest that a writer has announced."""
    last, lowest = known[0] if known else (0, None)
    return int(last if lowest is None else min(last, lowest))


def skip_to(session: Session, seq: int) -> None:
    """Let `seq` count as given: the next event comes after it. For a database put back to an earlier moment."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text(f"SELECT setval('{_SEQUENCE}', :seq, true)"), {"seq": seq})
        return
    name = {"name": ticket_events.name, "seq": seq}
    session.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), name)
    session.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), name)


def read_after(session: Session, after: int, limit: int, site_id: int | None = None) -> list[Event]:
    """Settled events with a greater sequence, oldest first: an item once read is never preceded later by a new one.

    The horizon is read before the events, in the same journey: what lies beyond it is left for the next time.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    wanted = {"after": after, "site_id": site_id, "most": limit}
    known, rows = together(session, (_known_to(sqlite), {"space": _WRITERS}), (_after(site_id is not None), wanted))
    known_to = horizon(known)
    return [event_of_row(row) for row in rows if row[0] <= known_to]


@lru_cache
def _after(of_site: bool) -> Ready:
    e = ticket_events.c
    query = select(*EVENT_COLUMNS).where(e.seq > bindparam("after", type_=e.seq.type))
    if of_site:
        query = query.where(e.site_id == bindparam("site_id"))
    return Ready(query.order_by(e.seq).limit(bindparam("most", type_=Integer)), planned_once=True)


def of_day(
    session: Session,
    site_id: int,
    day: date,
    kinds: tuple[Kind, ...],
    counter_ids: list[int],
    limit: int,
    *,
    reasoned: bool = False,
) -> list[Event]:
    """The newest events of these kinds at these counters on one day, newest first; `reasoned` wants those with a
    reason only.
    """
    e = ticket_events.c
    query = select(*EVENT_COLUMNS).where(
        e.site_id == site_id, e.day == day, e.kind.in_(kinds), e.counter_id.in_(counter_ids)
    )
    if reasoned:
        query = query.where(e.data["reason"].as_string().is_not(None))
    return [event_of_row(row) for row in session.execute(query.order_by(e.seq.desc()).limit(limit))]


def event_of_row(row: Sequence[Any]) -> Event:
    """An event from a row of `EVENT_COLUMNS`."""
    values = list(row)
    values[4] = Kind(values[4])
    return Event(*values)


_LAST_OF_SQLITE = Ready(text(f"SELECT seq, NULL FROM sqlite_sequence WHERE name = '{ticket_events.name}'"))
_SEQUENCE = "ticket_events_seq_seq"
#: In one journey, and in this order: the locks are looked at for the row that `known` has already given.
_LAST_AND_LOWEST = Ready(
    text(
        f"WITH known AS MATERIALIZED (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM {_SEQUENCE})"
        " SELECT last, (SELECT min(objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND classid = :space"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND known.last >= 0) FROM known"
    )
)
#: What a PostgreSQL writer takes before its first event has a sequence, see `settled`; counted, so that there is a row.
_ANNOUNCED = (
    text(
        f"SELECT count(pg_advisory_xact_lock_shared({_WRITERS}, (SELECT CASE WHEN is_called THEN last_value ELSE 0 END"
        f" FROM {_SEQUENCE})::int)) AS held"
    )
    .columns(column("held", Integer))
    .cte("announced")
)
#: In one journey: the sequence is drawn for the row that comes out of `announced`, so never before the lock is held.
_ANNOUNCED_INSERT = Ready(
    insert(ticket_events)
    .from_select(
        [c.name for c in _WRITTEN],
        select(*(bindparam(c.name, type_=c.type) for c in _WRITTEN)).where(_ANNOUNCED.c.held > 0),
        include_defaults=False,
    )
    .returning(ticket_events.c.seq)
)
