"""The special cases that a citizen said apply ("hilang"): beside the ticket, so that its page and the counter list the
same papers, and forgotten with the phone number, for some tell more of a person than a number should.

They belong to the service they were chosen for: after a transfer they are silent, and speak again if it is undone.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import JSON, Column, ForeignKey, Integer, Table, delete, insert, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Service
from queue_app.catalogue.standards import standard_of
from queue_app.db import BigKey, Record
from queue_app.line.ticket import Ticket, tickets

ticket_cases = Table(
    "ticket_cases",
    Record.metadata,
    Column("ticket_key", BigKey, ForeignKey("tickets.key"), primary_key=True, autoincrement=False),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False, index=True),
    Column("service_id", Integer, ForeignKey("services.id"), nullable=False),
    Column("cases", JSON, nullable=False),
)


def keep(session: Session, ticket: Ticket, service: Service, chosen: Collection[int]) -> None:
    """Keep the cases with these numbers in the service's standard, as words: an import may renumber them."""
    standard = standard_of(session, service)
    words = standard.case_words(chosen) if standard else []
    if words:
        _insert(session, ticket, service.id, words)


def carry(session: Session, old: Ticket, fresh: Ticket) -> None:
    """Let the cases follow a number that is exchanged for one of another day; another service knows other cases."""
    words = of_ticket(session, old)
    if words and fresh.service_id == old.service_id:
        _insert(session, fresh, fresh.service_id, words)


def of_ticket(session: Session, ticket: Ticket) -> list[str]:
    """The cases chosen for the service that the ticket waits for now; empty when none was."""
    return of_key(session, ticket.key, ticket.service_id)


def of_ref(session: Session, site_id: int, ref: str) -> list[str]:
    """As `of_ticket`, by the reference that staff know."""
    named = select(tickets.c.key, tickets.c.service_id).where(tickets.c.site_id == site_id, tickets.c.ref == ref)
    row = session.execute(named).first()
    return of_key(session, row.key, row.service_id) if row else []


def of_key(session: Session, ticket_key: int, service_id: int) -> list[str]:
    """The cases kept for this ticket and service."""
    c = ticket_cases.c
    kept = session.scalar(select(c.cases).where(c.ticket_key == ticket_key, c.service_id == service_id))
    return list(kept or [])


def forget_days_before(session: Session, site_id: int, day: date) -> None:
    """Erase the cases of every ticket of a site whose business day lies before `day`."""
    old = select(tickets.c.key).where(tickets.c.site_id == site_id, tickets.c.day < day)
    session.execute(delete(ticket_cases).where(ticket_cases.c.site_id == site_id, ticket_cases.c.ticket_key.in_(old)))


def _insert(session: Session, ticket: Ticket, service_id: int, words: list[str]) -> None:
    values = {"ticket_key": ticket.key, "site_id": ticket.site_id, "service_id": service_id, "cases": words}
    session.execute(insert(ticket_cases).values(**values))
