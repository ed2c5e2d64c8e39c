"""Read: the index of period after period, oldest first, for a line through them.

One statement for all of them. A period that may not be shown, holds nothing or mixes questionnaires is a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from survey import disclosure, ikm
from survey.ikm import Tally
from survey.instrument import instrument
from survey.periods import Period
from survey.responses import AnswerRecord, ResponseRecord


@dataclass(frozen=True, slots=True)
class Point:
    """One period: `index` is None where there is nothing to show, and `n` then 0 where nobody answered; `grade` is of
    the index alone, adequacy is the caller's to judge. `imported`: put in its place by the caller, from files.
    """

    period: Period
    n: int | None
    index: Decimal | None
    grade: str | None
    imported: bool = False


def trend(
    session: Session, *, site_id: int, agency: str | None, service: str | None, periods: Sequence[Period]
) -> list[Point]:
    """The points of consecutive periods, in their order."""
    start, end = periods[0].start, periods[-1].end
    counts = disclosure.counted(session, site_id, start, end)
    r, a = ResponseRecord, AnswerRecord
    key = (extract("year", r.day), extract("month", r.day), r.instrument, a.unsur)
    query = select(*key, func.count(), func.sum(a.score)).join(a, a.response_id == r.id)
    query = query.where(r.site_id == site_id, r.day.between(start, end))
    if agency is not None:
        query = query.where(r.agency_code == agency)
    if service is not None:
        query = query.where(r.service_code == service)
    months: dict[tuple[int, int], list[tuple[str, str, Tally]]] = {}
    for year, month, used, unsur, n, total in session.execute(query.group_by(*key)):
        months.setdefault((int(year), int(month)), []).append((used, unsur, Tally(n, int(total))))
    return [_point(period, counts, months, agency, service) for period in periods]


def _point(
    period: Period,
    counts: disclosure.Counts,
    months: dict[tuple[int, int], list[tuple[str, str, Tally]]],
    agency: str | None,
    service: str | None,
) -> Point:
    terms = disclosure.terms(counts, period.start, period.end)
    inside = [
        row
        for (year, month), rows in months.items()
        if period.start.year == year and period.start.month <= month <= period.end.month
        for row in rows
    ]
    codes = {used for used, _, _ in inside}
    if not inside:
        return Point(period, 0, None, None)
    if len(codes) != 1 or not _shown(terms, agency, service):
        return Point(period, None, None, None)
    made = ikm.score(instrument(codes.pop()), ikm.pooled({unsur: tally} for _, unsur, tally in inside))
    n = max(one.n for one in made.unsur.values())
    return Point(period, n, made.index, made.grade)


def _shown(terms: disclosure.Terms, agency: str | None, service: str | None) -> bool:
    if service is not None:
        return any(service == code for _, code in terms.services)
    return terms.total if agency is None else agency in terms.agencies
