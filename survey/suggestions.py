"""Read: what respondents wrote in their own words, for those who are to act on it.

By week and agency only, never beside scores, a service or a time, and in no order within a week: nobody is to guess who
wrote it. The caller shows them only where the answers themselves may be shown, and an agency only where its own are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.responses import SuggestionRecord

#: The newest that a page lists.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion; `week` is the Monday of the week in which it came."""

    week: date
    agency: str
    body: str


def suggestions(
    session: Session,
    *,
    site_id: int,
    agency: str | None = None,
    service: str | None = None,
    date_from: date,
    date_to: date,
) -> list[Suggestion]:
    """Those of the weeks that touch a range of days (both included), newest week first, at most SHOWN."""
    s = SuggestionRecord
    first = date_from - timedelta(days=date_from.weekday())
    query = select(s.week, s.agency_code, s.body).where(s.site_id == site_id, s.week >= first, s.week <= date_to)
    if agency is not None:
        query = query.where(s.agency_code == agency)
    if service is not None:
        query = query.where(s.service_code == service)
    return [Suggestion(*row) for row in session.execute(query.order_by(s.week.desc(), s.id).limit(SHOWN))]
