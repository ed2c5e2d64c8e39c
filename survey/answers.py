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
from typing import Any

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from survey import disclosure
from survey.disclosure import Counts, Terms
from survey.groups import Group, window
from survey.ikm import Tally
from survey.responses import AnswerRecord, ResponseRecord

#: The agency and service of answers that count, but in no line of their own yet (`survey.steps`).
TOGETHER = ("", "")


@dataclass(slots=True)
class Sum:
    """The answers of one month about one service, to one instrument. `given`: unsur and score in one word ("waktu3") →
    how many gave it; `forms`: (sum of scores, unsur answered) of one respondent → how many respondents are so.
    """

    year: int
    month: int
    agency: str
    service: str
    instrument: str
    n: int = 0
    given: Counter[str] = field(default_factory=Counter)
    forms: Counter[tuple[int, int]] = field(default_factory=Counter)


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

    def forms(self, start: date, end: date, agency: str | None, service: str | None) -> Counter[tuple[int, int]]:
        """The respondents' own sums in whole months, of the site, or of an agency or service as far as they count in
        its line.
        """
        found: Counter[tuple[int, int]] = Counter()
        for one in self.within(start, end):
            if agency in (None, one.agency) and service in (None, one.service):
                found.update(one.forms)
        return found

    def within(self, start: date, end: date) -> Iterable[Sum]:
        """The sums of whole months, both days included."""
        first, last = (start.year, start.month), (end.year, end.month)
        return (one for one in self.sums if first <= (one.year, one.month) <= last)


def tally(scores: Counter[int]) -> Tally:
    """How many scores, and their sum."""
    return Tally(scores.total(), sum(score * n for score, n in scores.items()))


def together(sums: Iterable[Sum]) -> dict[str, Counter[int]]:
    """unsur → score → how many gave it, of several sums."""
    words: Counter[str] = Counter()
    for one in sums:
        words.update(one.given)
    found: dict[str, Counter[int]] = {}
    for word, n in words.items():
        found.setdefault(word[:-1], Counter())[int(word[-1])] = n
    return found


def answers(session: Session, site_id: int, start: date, end: date) -> Answers:
    """The answers that count, of all years that these days touch. One statement: counts and sums of one moment.

    The database puts each form on one line and no more: adding up single scores by month, service, unsur and score
    would make it sort nine rows for every form, which costs ten times as much.
    """
    r, a = ResponseRecord, AnswerRecord
    words = func.aggregate_strings(a.unsur.concat(cast(a.score, String)), ",")
    span = window(site_id, date(start.year, 1, 1), date(end.year, 12, 31))
    key = (r.day, r.held, r.agency_code, r.service_code, r.instrument)
    lines = select(*key, words, func.sum(a.score), func.count(a.score)).outerjoin(a, a.response_id == r.id)
    return Answers(site_id, _added(session.execute(lines.where(*span).group_by(r.id))))


def _added(lines: Iterable[Any]) -> tuple[Sum, ...]:
    """The sums of the forms: (day, held, agency, service, instrument, words, total, answered) each."""
    sums: dict[tuple[int, int, str, str, str], Sum] = {}
    said: dict[tuple[int, int, str, str, str], list[str]] = {}
    for day, held, agency, service, code, words, total, answered in lines:
        at = (day.year, day.month, *(TOGETHER if held else (agency, service)), code)
        one = sums.get(at) or sums.setdefault(at, Sum(*at))
        one.n += 1
        if words:
            said.setdefault(at, []).append(words)
            one.forms[int(total), answered] += 1
    for at, forms in said.items():
        sums[at].given.update(",".join(forms).split(","))
    return tuple(sums.values())


def _group(agency: str, service: str, sums: list[Sum]) -> Group:
    tallies = {unsur: tally(scores) for unsur, scores in together(sums).items()}
    return Group(agency, service, sum(one.n for one in sums), frozenset(one.instrument for one in sums), tallies)
