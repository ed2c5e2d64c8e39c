"""Read: how many were served, by service: the population of the survey."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.ticket import Status, tickets


def served_by_service(session: Session, directory: Directory, date_from: date, date_to: date) -> dict[str, int]:
    """service code → tickets served on business days of the range (both included)."""
    t = tickets.c
    query = (
        select(t.service_id, func.count())
        .where(t.site_id == directory.site.id, t.day >= date_from, t.day <= date_to, t.status == Status.SERVED)
        .group_by(t.service_id)
    )
    return {directory.service_by_id[service].code: n for service, n in session.execute(query)}
