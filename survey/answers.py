"""Read: the answers of a site, added up by month and service in one statement; every figure is a sum of these.

What may be shown of them is `disclosure`'s to say. Whoever needs several figures of one site reads once, for all the
days any of them is about, and hands the sums on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy import extract, func, literal, select, union_all
from sqlalchemy.orm import Session

from survey import disclosure
from survey.disclosure import Counts, Terms
from survey.groups import RESPONSES, Group, window
from survey.ikm import Tally
from survey.responses import AnswerRecord, ResponseRecord

#: The agency and service of answers that count, but in no line of their own yet (`survey.steps`).
TOGETHER = ("", "")


@dataclass(slots=True)
class Sum:
    """The answers of one month about one service, to one instrument; `scores`: unsur → score → how many gave it."""

    year: int
    month: int
    agency: str
    service: str
    instrument: str
    n: int = 0
    scores: dict[str, Counter[int]] = field(default_factory=dict)

    @property
    def tallies(self) -> dict[str, Tally]:
        """unsur → how many scores, and their sum."""
        return {unsur: tally(scores) for unsur, scores in self.scores.items()}


@dataclass(frozen=True)
class Answers:
    """All sums of a site in whole years."""

    site_id: int
    sums: tuple[Sum, ...]

    @cached_property
    def counts(self) -> Counts:
        """The same as counts, cut into what may be shown together."""
        months: dict[tuple[int, int], dict[tuple[str, str], int]] = {}
        for one in self.sums:
            month = months.setdefault((one.year, one.month), {})
            month[one.agency, one.service] = month.get((one.agency, one.service), 0) + one.n
        return disclosure.cut_up(months)

    def terms(self, start: date, end: date) -> Terms:
        """What a window of whole months may show."""
        return disclosure.terms(self.counts, start, end)

    def groups(self, start: date, end: date) -> list[Group]:
        """What was answered in whole months, by service."""
        found: dict[tuple[str, str], list[Sum]] = {}
        for one in self.within(start, end):
            found.setdefault((one.agency, one.service), []).append(one)
        return [_group(*key, sums) for key, sums in sorted(found.items())]

    def within(self, start: date, end: date) -> Iterable[Sum]:
        """The sums of whole months, both days included."""
        first, last = (start.year, start.month), (end.year, end.month)
        return (one for one in self.sums if first <= (one.year, one.month) <= last)


def tally(scores: Counter[int]) -> Tally:
    """How many scores, and their sum."""
    return Tally(scores.total(), sum(score * n for score, n in scores.items()))


def together(sums: Iterable[Sum]) -> dict[str, Counter[int]]:
    """unsur → score → how many gave it, of several sums."""
    found: dict[str, Counter[int]] = {}
    for one in sums:
        for unsur, scores in one.scores.items():
            found.setdefault(unsur, Counter()).update(scores)
    return found


def answers(session: Session, site_id: int, start: date, end: date) -> Answers:
    """The answers that count, of all years that these days touch. One statement: counts and sums of one moment."""
    r = ResponseRecord
    span = window(site_id, date(start.year, 1, 1), date(end.year, 12, 31))
    key = (extract("year", r.day), extract("month", r.day), r.held, r.agency_code, r.service_code, r.instrument)
    filled = select(*key, literal(RESPONSES), literal(0), func.count()).where(*span)
    given = (*key, AnswerRecord.unsur, AnswerRecord.score)
    scores = select(*given, func.count()).join(AnswerRecord, AnswerRecord.response_id == r.id).where(*span)
    sums: dict[tuple[int, int, str, str, str], Sum] = {}
    both = union_all(filled.group_by(*key), scores.group_by(*given))
    for year, month, held, agency, service, code, unsur, score, n in session.execute(both):
        at = (int(year), int(month), *(TOGETHER if held else (agency, service)), code)
        one = sums.setdefault(at, Sum(*at))
        if unsur == RESPONSES:
            one.n += n
        else:
            one.scores.setdefault(unsur, Counter())[score] += n
    return Answers(site_id, tuple(sums.values()))


def _group(agency: str, service: str, sums: list[Sum]) -> Group:
    tallies = {unsur: tally(scores) for unsur, scores in together(sums).items()}
    return Group(agency, service, sum(one.n for one in sums), frozenset(one.instrument for one in sums), tallies)
