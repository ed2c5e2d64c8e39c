"""The ticket: its states, the one table of legal moves, and `move()`, the only writer of `status`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from queue_app.db import BigKey, Record, UtcDateTime, in_check
from queue_app.errors import N_, Unknown
from queue_app.line.refusals import TicketMovedOn
from queue_app.ready import Ready


class Status(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "WAITING"
    CALLED = "CALLED"
    SERVING = "SERVING"
    HELD = "HELD"
    SERVED = "SERVED"
    NO_SHOW = "NO_SHOW"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    UNFINISHED = "UNFINISHED"


#: One vocabulary for people (ux.md §5.3). WAITING without arrival reads "Belum tiba" (see `state_word`).
STATE_WORDS = {
    Status.WAITING: N_("Menunggu"),
    Status.CALLED: N_("Dipanggil"),
    Status.SERVING: N_("Sedang dilayani"),
    Status.HELD: N_("Ditunda sementara"),
    Status.SERVED: N_("Selesai"),
    Status.NO_SHOW: N_("Tidak hadir saat dipanggil"),
    Status.CANCELLED: N_("Dibatalkan"),
    Status.EXPIRED: N_("Kedaluwarsa"),
    Status.UNFINISHED: N_("Belum selesai saat tutup"),
}

OPEN_AT_COUNTER = (Status.CALLED, Status.SERVING)
ACTIVE = (Status.WAITING, Status.CALLED, Status.SERVING, Status.HELD)
FINAL = (Status.SERVED, Status.CANCELLED, Status.EXPIRED)
PRIORITIES = ("lansia", "disabilitas", "hamil", "balita", "bencana")
CHANNELS = ("remote", "kiosk", "counter")

#: verb → (states it may start from, state it ends in). The one table; a test holds it against the API's answers.
TRANSITIONS: dict[str, tuple[frozenset[Status], Status]] = {
    "check_in": (frozenset({Status.WAITING}), Status.WAITING),
    "call_next": (frozenset({Status.WAITING}), Status.CALLED),
    "call": (frozenset({Status.WAITING}), Status.CALLED),
    "recall": (frozenset({Status.CALLED}), Status.CALLED),
    "start": (frozenset({Status.CALLED}), Status.SERVING),
    "hold": (frozenset({Status.CALLED, Status.SERVING}), Status.HELD),
    "unhold": (frozenset({Status.HELD}), Status.CALLED),
    "miss": (frozenset({Status.CALLED}), Status.NO_SHOW),
    "requeue": (frozenset({Status.HELD, Status.NO_SHOW}), Status.WAITING),
    "rejoin": (frozenset({Status.NO_SHOW}), Status.WAITING),
    "walk_in": (frozenset({Status.WAITING}), Status.SERVING),
    "transfer": (frozenset({Status.CALLED, Status.SERVING}), Status.WAITING),
    "finish": (frozenset({Status.SERVING}), Status.SERVED),
    "cancel": (frozenset({Status.WAITING, Status.HELD, Status.NO_SHOW}), Status.CANCELLED),
    "change": (frozenset({Status.WAITING}), Status.CANCELLED),
    "expire": (frozenset({Status.WAITING, Status.CALLED, Status.HELD, Status.NO_SHOW}), Status.EXPIRED),
    "leave_unfinished": (frozenset({Status.SERVING}), Status.UNFINISHED),
    "confirm_served": (frozenset({Status.NO_SHOW, Status.UNFINISHED}), Status.SERVED),
}

#: Distance between two natural places, so that many late arrivals fit between them.
SPACING = 1 << 32
PRIORITY_LANE, REGULAR_LANE = 0, 1

tickets = Table(
    "tickets",
    Record.metadata,
    Column("key", BigKey, primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("id", String(22), nullable=False),
    Column("ref", String(10), nullable=False),
    Column("day", Date, nullable=False),
    Column("prefix", String(2), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("issued_service_id", Integer, ForeignKey("services.id"), nullable=False),
    Column("service_id", Integer, ForeignKey("services.id"), nullable=False),
    Column("status", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("channel", String(8), nullable=False),
    Column("priority", String(12)),
    Column("lane", Integer, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("arrived_at", UtcDateTime),
    Column("called_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("missed_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("claimed_at", UtcDateTime),
    Column("counter_id", Integer, ForeignKey("counters.id")),
    Column("recalls", Integer, nullable=False),
    Column("outcome", String(16)),
    Column("missing", JSON(none_as_null=True)),
    Column("note", String(200)),
    Column("language", String(8), nullable=False),
    Column("for_other", Boolean, nullable=False),
    Column("device_digest", String(64)),
    Column("phone_digest", String(64)),
    Column("recovery_digest", String(64), nullable=False),
    UniqueConstraint("site_id", "day", "prefix", "ordinal"),
    UniqueConstraint("id"),
    UniqueConstraint("ref"),
    UniqueConstraint("recovery_digest"),
    CheckConstraint(in_check("status", Status), name="status"),
    CheckConstraint(in_check("channel", CHANNELS), name="channel"),
    CheckConstraint("priority IS NULL OR " + in_check("priority", PRIORITIES), name="priority"),
    CheckConstraint("(priority IS NULL AND lane = 1) OR (priority IS NOT NULL AND lane = 0)", name="lane"),
    CheckConstraint("ordinal >= 1", name="ordinal"),
    CheckConstraint("outcome IS NULL OR outcome IN ('done', 'berkas-kurang')", name="outcome"),
    CheckConstraint("(status = 'SERVED') = (outcome IS NOT NULL)", name="outcome_of_served"),
    CheckConstraint("status NOT IN ('CALLED', 'SERVING', 'HELD') OR counter_id IS NOT NULL", name="counter"),
)

#: Conditions written out, never as parameters: only so can a database see that an index covers them.
IS_OPEN = text("status IN ('CALLED', 'SERVING')")
IS_WAITING = text("status = 'WAITING'")
IS_CALLABLE = text("status = 'WAITING' AND arrived_at IS NOT NULL")
ACTIVE_OF_DEVICE = text("status IN ('WAITING', 'CALLED', 'SERVING', 'HELD') AND device_digest IS NOT NULL")
OF_COUNTER = text("counter_id IS NOT NULL")
OF_DEVICE = text("device_digest IS NOT NULL")
ACTIVE_OF_PHONE = text("status IN ('WAITING', 'CALLED', 'SERVING', 'HELD') AND phone_digest IS NOT NULL")


def _index(name: str, *columns: str, where: Any = None, unique: bool = False) -> Index:
    return Index(name, *(tickets.c[c] for c in columns), unique=unique, sqlite_where=where, postgresql_where=where)


_index("uq_tickets_open_at_counter", "counter_id", where=IS_OPEN, unique=True)
_index(
    "uq_tickets_active_device",
    "site_id",
    "day",
    "issued_service_id",
    "device_digest",
    where=ACTIVE_OF_DEVICE,
    unique=True,
)
_index(
    "uq_tickets_active_phone", "site_id", "day", "issued_service_id", "phone_digest", where=ACTIVE_OF_PHONE, unique=True
)
_index("ix_tickets_waiting", "site_id", "day", "service_id", "lane", "place", "key", "arrived_at", where=IS_WAITING)
_index("ix_tickets_callable", "site_id", "day", "lane", "place", "key", "service_id", where=IS_CALLABLE)
_index("ix_tickets_place", "site_id", "day", "place")
_index("ix_tickets_of_counter", "counter_id", "day", where=OF_COUNTER)
_index("ix_tickets_device", "device_digest", "day", where=OF_DEVICE)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One row of `tickets` as a value; `move()` answers with the next value."""

    key: int
    site_id: int
    id: str
    ref: str
    day: date
    prefix: str
    ordinal: int
    issued_service_id: int
    service_id: int
    status: Status
    version: int
    channel: str
    priority: str | None
    lane: int
    place: int
    issued_at: datetime
    arrived_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    missed_at: datetime | None
    ended_at: datetime | None
    claimed_at: datetime | None
    counter_id: int | None
    recalls: int
    outcome: str | None
    missing: list[str] | None
    note: str | None
    language: str
    for_other: bool
    device_digest: str | None
    phone_digest: str | None
    recovery_digest: str

    @property
    def number(self) -> str:
        """The one form that is printed, shown and spoken: A012."""
        return f"{self.prefix}{self.ordinal:03d}"

    @property
    def present(self) -> bool:
        return self.arrived_at is not None

    @property
    def state_word(self) -> str:
        """The state as people read it (Indonesian msgid)."""
        if self.status is Status.WAITING and not self.present:
            return N_("Belum tiba")
        return STATE_WORDS[self.status]


COLUMNS = tuple(tickets.c[f.name] for f in fields(Ticket))


def from_row(row: Sequence[Any]) -> Ticket:
    """A ticket from a row of `COLUMNS`."""
    values = list(row)
    values[9] = Status(values[9])
    return Ticket(*values)


def find(session: Session, **by: object) -> Ticket:
    """The one ticket with these column values. Raises Unknown."""
    row = _find(tuple(by)).first(session, by)
    if row is None:
        raise Unknown()
    return from_row(row)


@lru_cache
def _find(names: tuple[str, ...]) -> Ready:
    return Ready(select(*COLUMNS).where(*(tickets.c[name] == bindparam(name) for name in names)))


def find_all(session: Session, *conditions: Any, order: Iterable[Any] = (), limit: int | None = None) -> list[Ticket]:
    """Tickets that meet all conditions (SQLAlchemy expressions over `tickets.c`)."""
    query = select(*COLUMNS).where(*conditions).order_by(*order).limit(limit)
    return [from_row(row) for row in session.execute(query)]


def require(ticket: Ticket, verb: str) -> Status:
    """The state `verb` leads to from here. Raises TicketMovedOn naming the present state."""
    allowed, to = TRANSITIONS[verb]
    if ticket.status not in allowed:
        raise TicketMovedOn(number=ticket.number, state=ticket.state_word)
    return to


def move(session: Session, ticket: Ticket, verb: str, **values: Any) -> Ticket:
    """Make one legal move as a guarded UPDATE and answer with the ticket as it is now.

    Raises TicketMovedOn when the table does not allow `verb` from here, or when somebody acted since `ticket` was read.
    """
    return put(session, ticket, require(ticket, verb), **values)


def put(session: Session, ticket: Ticket, to: Status, **values: Any) -> Ticket:
    """Write behind the guard. Only `move()` and the undo of a move change the status by it; else it keeps `to` as it
    is and writes other columns.
    """
    read = {"was_key": ticket.key, "was_status": ticket.status, "was_version": ticket.version}
    written = {"status": to, "version": ticket.version + 1, **values}
    row = _put(tuple(written)).first(session, read | written)
    if row is None:
        now = find(session, key=ticket.key)
        raise TicketMovedOn(number=now.number, state=now.state_word)
    # The guard held: but for what was written now, the row is as it was read. Only a phone comes and goes unguarded.
    return replace(ticket, **({"phone_digest": row[0]} | written))


@lru_cache
def _put(names: tuple[str, ...]) -> Ready:
    t = tickets.c
    guard = (t.key == bindparam("was_key"), t.status == bindparam("was_status"), t.version == bindparam("was_version"))
    written = {name: bindparam(name, type_=t[name].type) for name in names}
    return Ready(update(tickets).where(*guard).values(written).returning(t.phone_digest))
