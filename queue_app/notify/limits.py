"""How many messages may go out: a budget per site and day for what costs money, a measure for one number and for one
network, so that nobody makes the house write to strangers (SMS pumping, trust.md #16).

The count is a guarded UPDATE of one row: of twenty thousand sends at once exactly the budget passes.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from queue_app.db import Record, UtcDateTime
from queue_app.errors import N_, TooMany
from queue_app.line.numbers import upsert

BUDGET = "budget"
#: To one number in a day, and how close to each other (a call may come right after "three to go").
PER_NUMBER, APART = 12, timedelta(seconds=5)
#: Numbers left from one network in a day: a family behind one router, a hall behind one address.
PER_NETWORK = 200

message_counts = Table(
    "message_counts",
    Record.metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("who", String(80), nullable=False),
    Column("sent", Integer, nullable=False),
    Column("last_at", UtcDateTime),
    PrimaryKeyConstraint("site_id", "day", "who"),
    CheckConstraint("sent >= 0", name="sent"),
)


class TooManyNumbers(TooMany):
    """This network has left very many phone numbers today; the queue number itself can be had without."""

    sentence = N_("Sudah banyak nomor ponsel disimpan dari jaringan Anda hari ini. Ambil nomor tanpa nomor ponsel.")


def may_cost(session: Session, site_id: int, day: date, phone_digest: str, budget: int, *, at: datetime) -> str | None:
    """Count one paid message, or say why it may not go: "budget" (until tomorrow) or "number" (later, or not today)."""
    if not _count(session, site_id, day, f"number:{phone_digest}", PER_NUMBER, at, APART):
        return "number"
    return None if _count(session, site_id, day, BUDGET, budget, at) else BUDGET


def note_network(session: Session, site_id: int, day: date, network: str, *, at: datetime) -> None:
    """Count one phone number left from a network (a keyed digest of its address). Raises TooManyNumbers."""
    if not _count(session, site_id, day, f"network:{network}", PER_NETWORK, at):
        raise TooManyNumbers()


def used(session: Session, site_id: int, day: date) -> int:
    """How many paid messages of the day's budget are used."""
    c = message_counts.c
    return session.scalar(select(c.sent).where(c.site_id == site_id, c.day == day, c.who == BUDGET)) or 0


def forget_before(session: Session, site_id: int, day: date) -> None:
    """Drop the counts of earlier days."""
    session.execute(delete(message_counts).where(message_counts.c.site_id == site_id, message_counts.c.day < day))


def _count(
    session: Session, site_id: int, day: date, who: str, most: int, at: datetime, apart: timedelta | None = None
) -> bool:
    c = message_counts.c
    first = upsert(session, message_counts, site_id=site_id, day=day, who=who, sent=0, last_at=None)
    session.execute(first.on_conflict_do_nothing())
    mine = (c.site_id == site_id, c.day == day, c.who == who, c.sent < most)
    rested = or_(c.last_at.is_(None), c.last_at <= at - apart) if apart else c.sent < most
    counted = update(message_counts).where(*mine, rested).values(sent=c.sent + 1, last_at=at).returning(c.sent)
    return session.execute(counted).first() is not None
