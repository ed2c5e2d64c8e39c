"""Read: which services most numbers were taken for today, for the landing page.

One count from the index of a day, kept for a minute by each process: the landing is the page that everybody opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from time import monotonic
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory, Service
from queue_app.line.ticket import Status, tickets

#: Fewer numbers of a service than this say nothing yet, and fewer services than that are no list.
FEW_NUMBERS, FEW_SERVICES = 3, 4
#: Seconds for which a count is kept.
KEPT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Counted:
    at: float
    day: date
    services: list[int]


#: A catalogue that has changed is another directory: what was counted for the old one is forgotten with it.
_counted: WeakKeyDictionary[Directory, _Counted] = WeakKeyDictionary()


def popular_today(session: Session, directory: Directory, most: int) -> list[Service]:
    """The services with most numbers today, at most `most`; empty while the day has not shown any."""
    day = clock.business_day(directory.site.tz_name)
    held = _counted.get(directory)
    if held is None or held.day != day or monotonic() - held.at >= KEPT_SECONDS:
        held = _counted[directory] = _Counted(monotonic(), day, _count(session, directory, day))
    offered = [directory.service_by_id[s] for s in held.services if directory.service_by_id[s].active]
    return offered[:most] if len(offered) >= FEW_SERVICES else []


def _count(session: Session, directory: Directory, day: date) -> list[int]:
    """Service ids by how many numbers were taken for them and not given back."""
    t, n = tickets.c, func.count().label("n")
    query = (
        select(t.issued_service_id)
        .where(t.site_id == directory.site.id, t.day == day, t.status != Status.CANCELLED)
        .group_by(t.issued_service_id)
        .having(n >= FEW_NUMBERS)
        .order_by(n.desc(), t.issued_service_id)
    )
    return list(session.scalars(query))
