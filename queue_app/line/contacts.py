"""Phone numbers: sealed, apart from the ticket, for one purpose, and forgotten on request or after the retention
time.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from queue_app import ids
from queue_app.db import BigKey, Record, UtcDateTime
from queue_app.line.refusals import TicketMovedOn
from queue_app.line.ticket import FINAL, Ticket, tickets
from queue_app.seal import seal, unseal

#: Version of the consent sentence shown where the number is asked for.
CONSENT_VERSION = "2026-11"

#: By what a phone number may be written to.
CHANNELS = ("sms", "whatsapp")

#: Days after its business day that a number is kept, at most: what its owner agreed to (ux.md §2.3).
KEPT_DAYS = 7

contacts = Table(
    "contacts",
    Record.metadata,
    Column("ticket_key", BigKey, ForeignKey("tickets.key"), primary_key=True, autoincrement=False),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False, index=True),
    Column("sealed", String(200), nullable=False),
    Column("consent", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("channel", String(10)),
)


def keep(
    session: Session, ticket: Ticket, *, phone: str, consent: str | None, at: datetime, channel: str | None = None
) -> None:
    """Seal an E.164 number beside its ticket; `channel`: sms or whatsapp, None is the usual one here."""
    sealed = seal("phone-seal", phone)
    values = {"ticket_key": ticket.key, "site_id": ticket.site_id, "sealed": sealed, "consent": consent, "at": at}
    values["channel"] = channel
    session.execute(insert(contacts).values(**values))


def replace(
    session: Session, ticket: Ticket, *, phone: str, consent: str, at: datetime, channel: str | None = None
) -> None:
    """Keep this number instead of the one the ticket had. Raises TicketMovedOn when no message can follow any more."""
    if ticket.status in FINAL:
        raise TicketMovedOn(number=ticket.number, state=ticket.state_word)
    forget(session, ticket)
    keep(session, ticket, phone=phone, consent=consent, at=at, channel=channel)
    session.execute(update(tickets).where(tickets.c.key == ticket.key).values(phone_digest=digest_or_none(phone)))


def phone_of(session: Session, ticket: Ticket) -> str | None:
    """The E.164 number of a ticket, for sending only; None when none was given or it is forgotten."""
    return phone_of_key(session, ticket.key)


def phone_of_key(session: Session, ticket_key: int) -> str | None:
    """As `phone_of`, by the ticket's key."""
    sealed = session.execute(select(contacts.c.sealed).where(contacts.c.ticket_key == ticket_key)).scalar()
    return None if sealed is None else unseal("phone-seal", sealed)


def channel_of_key(session: Session, ticket_key: int) -> str | None:
    """The channel that was chosen with the number; None for the usual one."""
    chosen: str | None = session.execute(select(contacts.c.channel).where(contacts.c.ticket_key == ticket_key)).scalar()
    return chosen


def move_to(session: Session, old: Ticket, fresh: Ticket) -> None:
    """Let the number follow an exchanged ticket."""
    session.execute(update(contacts).where(contacts.c.ticket_key == old.key).values(ticket_key=fresh.key))
    session.execute(update(tickets).where(tickets.c.key == old.key).values(phone_digest=None))


def forget(session: Session, ticket: Ticket) -> None:
    """Erase the number of a ticket; forgetting twice is the same as once."""
    session.execute(delete(contacts).where(contacts.c.ticket_key == ticket.key))
    session.execute(update(tickets).where(tickets.c.key == ticket.key).values(phone_digest=None))


def forget_days_before(session: Session, site_id: int, day: date) -> None:
    """Erase every number of a site whose business day lies before `day`."""
    of_site = (tickets.c.site_id == site_id) & (tickets.c.day < day)
    old = select(contacts.c.ticket_key).join(tickets, tickets.c.key == contacts.c.ticket_key).where(of_site)
    keys = list(session.scalars(old))
    session.execute(update(tickets).where(tickets.c.key.in_(keys)).values(phone_digest=None))
    session.execute(delete(contacts).where(contacts.c.ticket_key.in_(keys)))


def digest_or_none(phone: str | None) -> str | None:
    """What recognises a number without knowing it."""
    return ids.keyring().digest("phone", phone) if phone else None
