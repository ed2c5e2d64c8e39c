"""How the hall does at this moment, in two figures, for whoever watches the machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.line.ticket import Status, tickets


@dataclass(frozen=True, slots=True)
class Pulse:
    """How many wait, in the hall or on their way, and since when the first of those in the hall does."""

    waiting: int
    oldest_arrival: datetime | None


def pulse(session: Session, site_id: int, day: date) -> Pulse:
    """Who waits today."""
    t = tickets.c
    here = (t.site_id == site_id) & (t.day == day) & (t.status == Status.WAITING)
    row = session.execute(select(func.count(), func.min(t.arrived_at)).where(here)).one()
    return Pulse(*row)
