"""The outbox: messages are rows (template and parameters, no secret), written with the event and sent by a job.

States: pending → sending → sent | failed | expired. A claim is a guarded update, so that two senders never send one
message twice; a sender that died is noticed after `STUCK`. No transaction is open while a channel talks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from queue_app.db import BigKey, Record, UtcDateTime, in_check
from queue_app.line.contacts import contacts
from queue_app.line.subscriptions import subscriptions
from queue_app.line.ticket import tickets

PENDING, SENDING, SENT, FAILED, EXPIRED = "pending", "sending", "sent", "failed", "expired"
STATES = (PENDING, SENDING, SENT, FAILED, EXPIRED)
ATTEMPTS = 5
STUCK = timedelta(minutes=10)

messages = Table(
    "messages",
    Record.metadata,
    Column("id", BigKey, primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("ticket_key", BigKey, ForeignKey("tickets.key"), nullable=False, index=True),
    Column("template", String(20), nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("error", String(200)),
    Column("channel", String(10)),
    Column("provider_id", String(64), index=True),
    Column("delivery", String(10)),
    CheckConstraint(in_check("state", STATES), name="state"),
)
_UNSENT = text("state IN ('pending', 'sending')")
Index("ix_messages_due", messages.c.due_at, sqlite_where=_UNSENT, postgresql_where=_UNSENT)


@dataclass(frozen=True, slots=True)
class Message:
    """A claimed message, ready to be rendered and sent with no transaction open."""

    id: int
    site_id: int
    ticket_key: int
    template: str
    parameters: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a send ended: SENT, FAILED for good, EXPIRED (it is no longer true), or PENDING (to be tried again); by which
    channel, and what the provider calls the message if it will tell later what became of it.
    """

    state: str
    error: str | None = None
    channel: str | None = None
    provider_id: str | None = None


_COLUMNS = (
    messages.c.id,
    messages.c.site_id,
    messages.c.ticket_key,
    messages.c.template,
    messages.c.parameters,
    messages.c.attempts,
)


def enqueue(
    session: Session, ticket_key: int, template: str, parameters: dict[str, Any], *, at: datetime, ttl: timedelta
) -> None:
    """Write one message if the ticket's holder left a number or a browser; one statement, nothing otherwise."""
    t = tickets.c
    values = {
        "ticket_key": t.key,
        "site_id": t.site_id,
        "template": literal(template),
        "parameters": literal(parameters, JSON),
        "state": literal(PENDING),
        "attempts": literal(0),
        "due_at": literal(at, UtcDateTime),
        "expires_at": literal(at + ttl, UtcDateTime),
        "changed_at": literal(at, UtcDateTime),
    }
    told = (contacts.c.ticket_key, subscriptions.c.ticket_key)
    reached = or_(*(select(key).where(key == ticket_key).exists() for key in told))
    source = select(*values.values()).where(t.key == ticket_key, reached)
    session.execute(insert(messages).from_select(list(values), source, include_defaults=False))


def claim(session: Session, at: datetime, limit: int = 20) -> list[Message]:
    """Take due messages for sending; too old ones expire unsent (a late call is worse than none).

    What a sender left behind when it died is tried again, unless that was its last attempt or it is too old by now.
    """
    m = messages.c
    stuck = (m.state == SENDING) & (m.changed_at < at - STUCK)
    last = case((m.attempts >= ATTEMPTS, FAILED), else_=PENDING)
    session.execute(update(messages).where(stuck).values(state=last, error="sender died", changed_at=at))
    late = (m.state == PENDING) & (m.expires_at <= at)
    session.execute(update(messages).where(late).values(state=EXPIRED, changed_at=at))
    due = select(m.id).where(m.state == PENDING, m.due_at <= at).order_by(m.id).limit(limit)
    chosen = due.with_for_update(skip_locked=True)
    statement = update(messages).where(m.id.in_(chosen), m.state == PENDING)
    taken = statement.values(state=SENDING, attempts=m.attempts + 1, changed_at=at).returning(*_COLUMNS)
    return sorted((Message(*row) for row in session.execute(taken)), key=lambda one: one.id)


def forget_before(session: Session, at: datetime) -> None:
    """Drop messages that ended before `at`, with what they said."""
    ended = messages.c.state.in_((SENT, FAILED, EXPIRED)) & (messages.c.changed_at < at)
    session.execute(delete(messages).where(ended))


@dataclass(frozen=True, slots=True)
class Backlog:
    """Since when the oldest message that is due waits (None: none is), and how many were given up."""

    due_since: datetime | None
    dead: int


def backlog(session: Session, at: datetime) -> Backlog:
    """What has not been sent by now."""
    m = messages.c
    due = select(func.min(m.due_at)).where(m.state.in_((PENDING, SENDING)), m.due_at <= at)
    dead = select(func.count()).where(m.state == FAILED)
    return Backlog(session.scalar(due), session.scalar(dead) or 0)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Messages of one kind that were given up since a day ago: how many, and what the newest of them said was wrong."""

    template: str
    count: int
    error: str | None


def undelivered(session: Session, site_id: int, at: datetime) -> list[Undelivered]:
    """What did not reach its people in the last 24 hours, the most frequent first; nobody's number is in it."""
    m = messages.c
    query = select(m.template, func.count(), func.max(m.error)).group_by(m.template)
    query = query.where(m.site_id == site_id, m.state == FAILED, m.changed_at > at - timedelta(hours=24))
    return sorted((Undelivered(*row) for row in session.execute(query)), key=lambda one: -one.count)


def settle(session: Session, message: Message, at: datetime, ended: Ended) -> None:
    """Note how a send ended; PENDING is tried again later (after 1, 2, 4, 8 minutes) until its attempts are used up."""
    last = ended.state == PENDING and message.attempts >= ATTEMPTS
    values: dict[str, Any] = {"state": FAILED if last else ended.state, "error": ended.error and ended.error[:200]}
    values |= {"channel": ended.channel, "provider_id": ended.provider_id}
    if values["state"] == PENDING:
        values["due_at"] = at + timedelta(minutes=2 ** (message.attempts - 1))
    m = messages.c
    session.execute(update(messages).where(m.id == message.id, m.state == SENDING).values(changed_at=at, **values))


#: What a provider may tell of a message, in the order in which it happens: an earlier word that is late says nothing.
DELIVERIES = ("sent", "failed", "delivered", "read")


def note_delivery(session: Session, provider_id: str, delivery: str) -> bool:
    """Keep what became of a message, as its provider tells; False when there is no such message or nothing is new."""
    m = messages.c
    earlier = (*DELIVERIES[: DELIVERIES.index(delivery)],)
    newer = or_(m.delivery.is_(None), m.delivery.in_(earlier))
    told = update(messages).where(m.provider_id == provider_id, newer).values(delivery=delivery).returning(m.id)
    return session.execute(told).first() is not None


def said_before(session: Session, message: Message) -> list[str]:
    """Which templates were sent to this ticket's holder before."""
    m = messages.c
    sent = select(m.template).where(m.ticket_key == message.ticket_key, m.state == SENT, m.id != message.id)
    return list(session.scalars(sent))


def said_of(session: Session, templates: tuple[str, ...]) -> dict[str, set[int]]:
    """template → the tickets for which such a message was ever written."""
    m = messages.c
    found: dict[str, set[int]] = {template: set() for template in templates}
    for template, key in session.execute(select(m.template, m.ticket_key).where(m.template.in_(templates))):
        found[template].add(key)
    return found
