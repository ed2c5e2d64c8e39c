"""Where a holder's own browser is told (Web Push): one address per ticket, sealed, forgotten with the phone numbers.

The address of a push service is a capability: who has it may write to that phone. It is sealed like a phone number, and
`tickets.phone_digest` then says that somebody is to be told, so that a call asks nothing more for the many who left
nothing. One channel counts: a subscription goes before a phone number, which stays for when the browser is gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, delete, insert, select, update
from sqlalchemy.orm import Session

from queue_app import ids
from queue_app.db import BigKey, Record, UtcDateTime
from queue_app.line import contacts
from queue_app.line.refusals import TicketMovedOn
from queue_app.line.ticket import FINAL, Ticket, tickets
from queue_app.seal import seal, unseal

_PURPOSE = "push-seal"

subscriptions = Table(
    "push_subscriptions",
    Record.metadata,
    Column("ticket_key", BigKey, ForeignKey("tickets.key"), primary_key=True, autoincrement=False),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False, index=True),
    Column("sealed", Text, nullable=False),
    Column("endpoint_digest", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)


def keep(session: Session, ticket: Ticket, subscription: Mapping[str, str], *, at: datetime) -> None:
    """Tell this browser from now on (`endpoint`, `p256dh`, `auth`, as the browser gave them), and no other one.

    Raises TicketMovedOn when no message can follow any more.
    """
    if ticket.status in FINAL:
        raise TicketMovedOn(number=ticket.number, state=ticket.state_word)
    session.execute(delete(subscriptions).where(subscriptions.c.ticket_key == ticket.key))
    sealed = seal(_PURPOSE, json.dumps(dict(subscription)))
    digest = ids.keyring().digest("push-endpoint", subscription["endpoint"])
    values = {
        "ticket_key": ticket.key,
        "site_id": ticket.site_id,
        "sealed": sealed,
        "endpoint_digest": digest,
        "at": at,
    }
    session.execute(insert(subscriptions).values(**values))
    mark(session, ticket.key)


def of_key(session: Session, ticket_key: int) -> dict[str, str] | None:
    """The browser to tell, for sending only; None when there is none."""
    sealed = session.execute(select(subscriptions.c.sealed).where(subscriptions.c.ticket_key == ticket_key)).scalar()
    if sealed is None:
        return None
    opened: dict[str, str] = json.loads(unseal(_PURPOSE, sealed))
    return opened


def kept(session: Session, ticket: Ticket) -> bool:
    """Whether a browser is told about this ticket."""
    asked = select(subscriptions.c.ticket_key).where(subscriptions.c.ticket_key == ticket.key)
    return ticket.phone_digest is not None and session.execute(asked).first() is not None


def forget(session: Session, ticket_key: int) -> None:
    """Tell this ticket's browser nothing more; forgetting twice is the same as once."""
    session.execute(delete(subscriptions).where(subscriptions.c.ticket_key == ticket_key))
    mark(session, ticket_key)


def forget_phone(session: Session, ticket: Ticket) -> None:
    """Erase the phone number of a ticket; its browser, if there is one, is told all the same."""
    contacts.forget(session, ticket)
    mark(session, ticket.key)


def move_to(session: Session, old: Ticket, fresh: Ticket) -> None:
    """Let the browser follow an exchanged ticket."""
    moved = update(subscriptions).where(subscriptions.c.ticket_key == old.key).values(ticket_key=fresh.key)
    if session.execute(moved.returning(subscriptions.c.ticket_key)).first() is not None:
        mark(session, fresh.key)
        session.execute(update(tickets).where(tickets.c.key == old.key).values(phone_digest=None))


def forget_days_before(session: Session, site_id: int, day: date) -> None:
    """Forget the browsers of every ticket of a site whose business day lies before `day`."""
    of_site = (tickets.c.site_id == site_id) & (tickets.c.day < day)
    old = select(subscriptions.c.ticket_key).join(tickets, tickets.c.key == subscriptions.c.ticket_key).where(of_site)
    for key in list(session.scalars(old)):
        forget(session, key)


def mark(session: Session, ticket_key: int) -> None:
    """Let the ticket say whether anybody is to be told: by its phone number's digest, else by one of its own."""
    phone = contacts.phone_of_key(session, ticket_key)
    told = select(subscriptions.c.ticket_key).where(subscriptions.c.ticket_key == ticket_key)
    digest = contacts.digest_or_none(phone)
    if digest is None and session.execute(told).first() is not None:
        digest = ids.keyring().digest("push-ticket", str(ticket_key))
    session.execute(update(tickets).where(tickets.c.key == ticket_key).values(phone_digest=digest))
