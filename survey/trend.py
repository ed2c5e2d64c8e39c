"""Read: the index of period after period, oldest first, for a line through them.

One statement for all of them. A period that may not be shown, holds nothing or mixes questionnaires is a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from survey import disclosure, ikm
from survey.answers import Answers, answers, tally, together
from survey.instrument import instrument
from survey.interval import at_most
from survey.periods import Period


@dataclass(frozen=True, slots=True)
class Point:
    """One period: `index` is None where there is nothing to show, and `n` then 0 where nobody answered; `grade` is of
    the index alone, adequacy is the caller's to judge. `chance`: by how much at most the index may be off by chance
    (`interval.at_most`); None for fewer than two. `imported`: put in its place by the caller, from files.
    """

    period: Period
    n: int | None
    index: Decimal | None
    grade: str | None
    chance: Decimal | None = None
    imported: bool = False


def trend(
    session: Session,
    *,
    site_id: int,
    agency: str | None,
    service: str | None,
    periods: Sequence[Period],
    known: Answers | None = None,
) -> list[Point]:
    """The points of consecutive periods, in their order. `known`: the site's answers, where they are read already."""
    everything = known or answers(session, site_id, periods[0].start, periods[-1].end)
    return [_point(period, everything, agency, service) for period in periods]


def _point(period: Period, everything: Answers, agency: str | None, service: str | None) -> Point:
    terms = everything.terms(period.start, period.end)
    inside = [
        one
        for one in everything.within(period.start, period.end)
        if agency in (None, one.agency) and service in (None, one.service)
    ]
    codes = {one.instrument for one in inside}
    if not inside:
        return Point(period, 0, None, None)
    if len(codes) != 1 or not _shown(terms, agency, service):
        return Point(period, None, None, None)
    scores = together(inside)
    made = ikm.score(instrument(codes.pop()), {unsur: tally(given) for unsur, given in scores.items()})
    return Point(period, sum(one.n for one in inside), made.index, made.grade, at_most(scores))


def _shown(terms: disclosure.Terms, agency: str | None, service: str | None) -> bool:
    if service is not None:
        return any(service == code for _, code in terms.services)
    return terms.total if agency is None else agency in terms.agencies
