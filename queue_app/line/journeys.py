"""How long the way takes the holder, as they said it: beside the ticket, so that they are told in time to leave.

Minutes only, chosen by the person; where they are is never asked. Forgotten with the phone number.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, delete, insert, select
from sqlalchemy.orm import Session

from queue_app.db import BigKey, Record
from queue_app.errors import N_, Invalid
from queue_app.line.ticket import Ticket, tickets

#: Minutes that are offered, and those that hold while nothing was chosen.
OFFERED = (10, 20, 30, 45, 60, 90, 120)
USUAL = 30

journeys = Table(
    "ticket_journeys",
    Record.metadata,
    Column("ticket_key", BigKey, ForeignKey("tickets.key"), primary_key=True, autoincrement=False),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False, index=True),
    Column("minutes", Integer, nullable=False),
    CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes"),
)


def keep(session: Session, ticket: Ticket, minutes: int) -> None:
    """Keep the minutes for this ticket; what was said last counts. Raises Invalid for minutes that are not offered."""
    if minutes not in OFFERED:
        raise Invalid([{"field": "menit", "message": N_("Pilih lama perjalanan Anda.")}])
    session.execute(delete(journeys).where(journeys.c.ticket_key == ticket.key))
    values = {"ticket_key": ticket.key, "site_id": ticket.site_id, "minutes": minutes}
    session.execute(insert(journeys).values(**values))


def carry(session: Session, old: Ticket, fresh: Ticket) -> None:
    """Let the way follow an exchanged number: a person lives where they lived."""
    minutes = of_tickets(session, [old.key]).get(old.key)
    if minutes is not None:
        keep(session, fresh, minutes)


def of_tickets(session: Session, keys: Collection[int]) -> dict[int, int]:
    """ticket key → minutes, for those of the tickets whose holders said it."""
    c = journeys.c
    return {
        key: minutes for key, minutes in session.execute(select(c.ticket_key, c.minutes).where(c.ticket_key.in_(keys)))
    }


def forget_days_before(session: Session, site_id: int, day: date) -> None:
    """Erase the ways of every ticket of a site whose business day lies before `day`."""
    old = select(tickets.c.key).where(tickets.c.site_id == site_id, tickets.c.day < day)
    session.execute(delete(journeys).where(journeys.c.site_id == site_id, journeys.c.ticket_key.in_(old)))
