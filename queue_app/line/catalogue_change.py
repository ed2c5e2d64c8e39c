"""The catalogue changed while the hall works: nothing ends that somebody still waits for.

Writing is `catalogue.importing.apply`; what is added here is the look at the line that the catalogue itself must not
have. Every change from a page, and every planned one, comes through `change_catalogue`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.catalogue.diff import Changes, Kind
from queue_app.catalogue.importing import apply
from queue_app.catalogue.models import AgencyRecord, CounterRecord, ServiceRecord, SiteRecord
from queue_app.catalogue.refusals import StillWaiting
from queue_app.line.ticket import ACTIVE, tickets


def change_catalogue(session: Session, changes: Changes, *, by: str) -> None:
    """Write a change set of one site, unless it ends something with open numbers (StillWaiting: nothing is written)."""
    refuse_while_waiting(session, changes)
    apply(session, changes, by=by)


def refuse_while_waiting(session: Session, changes: Changes) -> None:
    """Raise StillWaiting when a service, agency or counter ends while numbers are open there."""
    ended = {table: [c.key for c in changes.of(table) if c.kind is Kind.ENDED] for table in _OPEN_AT}
    n = sum(_open_numbers(session, changes.site_code, table, codes) for table, codes in ended.items() if codes)
    if n:
        raise StillWaiting(n=n, names=", ".join(code for codes in ended.values() for code in codes))


def _open_numbers(session: Session, site_code: str, table: str, codes: Iterable[str]) -> int:
    query = (
        select(func.count(func.distinct(tickets.c.key)))
        .join(ServiceRecord, ServiceRecord.id == tickets.c.service_id)
        .join(AgencyRecord, AgencyRecord.id == ServiceRecord.agency_id)
        .join(SiteRecord, SiteRecord.id == tickets.c.site_id)
        .outerjoin(CounterRecord, CounterRecord.id == tickets.c.counter_id)
        .where(SiteRecord.code == site_code, tickets.c.status.in_(ACTIVE), _OPEN_AT[table].in_(list(codes)))
    )
    return session.scalar(query) or 0


#: Which column of a ticket's surroundings says that it is open at a row of a table.
_OPEN_AT = {"services": ServiceRecord.code, "agencies": AgencyRecord.code, "counters": CounterRecord.code}
