"""Read: how many visits were called and served, by service and by counter: the upper half of the survey's funnel."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.events import Kind, ticket_events
from queue_app.line.ticket import Status, tickets


@dataclass(slots=True)
class Passed:
    """Visits `called` at least once, and `served`, by code."""

    called: dict[str, int] = field(default_factory=dict)
    served: dict[str, int] = field(default_factory=dict)


def called_and_served(session: Session, directory: Directory, date_from: date, date_to: date) -> dict[str, Passed]:
    """ "service" and "counter" → the visits of business days of a range (both included)."""
    e, t = ticket_events.c, tickets.c
    site = directory.site.id
    made = {"service": Passed(), "counter": Passed()}
    names = {
        "service": {one.id: one.code for one in directory.service_by_id.values()},
        "counter": {one.id: one.code for one in directory.counter_by_id.values()},
    }
    for what, codes in names.items():
        at = f"{what}_id"
        calls = select(e[at], func.count(e.ticket_key.distinct())).group_by(e[at])
        calls = calls.where(e.site_id == site, e.day.between(date_from, date_to), e.kind == Kind.CALLED)
        served = select(t[at], func.count()).group_by(t[at])
        served = served.where(t.site_id == site, t.day.between(date_from, date_to), t.status == Status.SERVED)
        made[what].called = {codes[key]: n for key, n in session.execute(calls) if key in codes}
        made[what].served = {codes[key]: n for key, n in session.execute(served) if key in codes}
    return made
