"""Read: how often somebody said "Saya sudah dilayani", and how often a supervisor confirmed it, by service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.contacts import contacts
from queue_app.line.ticket import Status, Ticket, find_all, tickets


@dataclass(frozen=True, slots=True)
class Claims:
    """`claimed` in all, of them `confirmed` (the ticket is SERVED now)."""

    claimed: int
    confirmed: int


def claims_by_service(session: Session, directory: Directory, date_from: date, date_to: date) -> dict[str, Claims]:
    """service code → claims about tickets of business days of the range (both included)."""
    t = tickets.c
    confirmed = func.sum(case((t.status == Status.SERVED, 1), else_=0))
    query = (
        select(t.service_id, func.count(), confirmed)
        .where(t.site_id == directory.site.id, t.day.between(date_from, date_to), t.claimed_at.is_not(None))
        .group_by(t.service_id)
    )
    return {
        directory.service_by_id[service].code: Claims(claimed, int(served))
        for service, claimed, served in session.execute(query)
    }


def served_with_phone(session: Session, directory: Directory, date_from: date, date_to: date) -> list[Ticket]:
    """Served tickets of business days of the range (both included) whose holders left a number that is still kept."""
    t = tickets.c
    kept = select(contacts.c.ticket_key).where(contacts.c.site_id == directory.site.id)
    return find_all(
        session,
        t.site_id == directory.site.id,
        t.day.between(date_from, date_to),
        t.status == Status.SERVED,
        t.key.in_(kept),
        order=[t.key],
    )
