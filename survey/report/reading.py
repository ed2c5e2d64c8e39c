"""Read: every number that a report says, from `survey.results`, once.

The mall's names and the people served are handed in: this domain does not know the queue. An earlier period that has
been published is read from its publication, as it was printed; it is never computed again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from sqlalchemy.orm import Session

from survey.answers import Answers, answers, together
from survey.earlier import earlier
from survey.ikm import EXACT, UnknownWeights, UnsurScore
from survey.instrument import instrument
from survey.interval import Change, change, margins
from survey.periods import Period
from survey.questionnaire import Instrument, Unsur
from survey.report.letterhead import Letterhead
from survey.report.respondents import Profile, profiles
from survey.results import Breakdown, MixedInstruments, Result, by_service, results

#: Periods of a trend, this one included.
TREND = 5


class PlanLine(Protocol):
    """One line of a follow-up plan, whoever keeps it."""

    @property
    def unsur(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def deadline(self) -> date | None: ...
    @property
    def status(self) -> str: ...
    @property
    def evidence(self) -> str: ...
    @property
    def link(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def files(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Mall:
    """The names a report prints: agency code → name and short name, service code → (name, agency code)."""

    name: str
    short_name: str
    owner: str
    address: str
    agencies: Mapping[str, str]
    shorts: Mapping[str, str]
    services: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report. `agency` is a code or None for the whole site; `served` gives the people served on the days of a
    range, by service code; `code` is the publication's, empty in a draft, and `address` where it is checked; `order`
    and `form_order` are the house's orders of the unsur in print and of the questions, empty for the instrument's own;
    `running`: answers can still come into the period; `weights`: how the index is printed (`ikm`).
    """

    site_id: int
    period: Period
    agency: str | None
    mall: Mall
    letterhead: Letterhead
    served: Callable[[date, date], Mapping[str, int]]
    plan: Sequence[PlanLine] = ()
    plan_before: Sequence[PlanLine] = ()
    code: str = ""
    address: str = ""
    number: str = ""
    dated: date | None = None
    order: str = ""
    form_order: str = ""
    running: bool = False
    weights: str = EXACT

    @property
    def scope(self) -> str:
        """Whose report: the mall, or one agency in it."""
        return self.mall.agencies.get(self.agency, self.agency) if self.agency else self.mall.name

    def population(self, start: date, end: date) -> int:
        """People served in the scope."""
        services = self.mall.services
        served = self.served(start, end)
        if self.agency is None:
            return sum(served.values())
        return sum(n for code, n in served.items() if code in services and services[code][1] == self.agency)


@dataclass(frozen=True, slots=True)
class Point:
    """One period of the trend; everything is None where nothing may be shown. `published`: as it was printed then;
    `imported`: of answers brought in from files, because nobody answered by token then.
    """

    period: Period
    n: int | None
    index: Decimal | None
    letter: str
    instrument: str
    published: bool = False
    imported: bool = False
    weights: str = EXACT


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything counted and computed for one report. `change`: against `before`, where chance can be judged;
    `margins`: unsur → by how much chance alone may move its index.
    """

    instrument: Instrument
    result: Result
    services: Breakdown
    profiles: tuple[Profile, ...]
    trend: tuple[Point, ...]
    order: str = ""
    change: Change | None = None
    margins: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def unsur(self) -> tuple[Unsur, ...]:
        """The unsur as they are printed and numbered; ties between them stand in the instrument's own order."""
        return self.instrument.printed(self.order)

    def weighted(self, score: UnsurScore) -> Fraction:
        """NRR tertimbang of an unsur, exact: rounded only where it is printed, never before it is added up."""
        return self.instrument.weights[self.result.weights] * Fraction(score.sum, score.n)

    @property
    def before(self) -> Point | None:
        """The period just before, where its index may be compared with this one: the same questionnaire, by token."""
        point = self.trend[-2]
        same = (point.instrument, point.weights) == (self.result.instrument, self.result.weights)
        fair = point.index is not None and not point.imported and same
        return point if fair else None


def numbers(session: Session, asked: Asked, printed: Mapping[str, Point]) -> Numbers:
    """Read a report's numbers. `printed`: period code → the point of a publication of the same scope.

    Raises MixedInstruments, WrongRange.
    """
    start, end = asked.period.start, asked.period.end
    line = [asked.period]
    while len(line) < TREND:
        line.append(line[-1].previous)
    known = answers(session, asked.site_id, line[-1].start, end)
    now = _result(session, asked, asked.period, known)
    used = instrument(now.instrument)
    services = by_service(
        session,
        site_id=asked.site_id,
        agency=asked.agency,
        date_from=start,
        date_to=end,
        populations=asked.served(start, end),
        weights=asked.weights,
        known=known,
    )
    terms = known.terms(start, end)
    who = () if asked.running else profiles(session, used, terms, site_id=asked.site_id, agency=asked.agency)
    past = [printed.get(period.code) or _point(session, asked, period, known) for period in line[1:]]
    trend = (*reversed(past), _shown(asked.period, now))
    found = Numbers(used, now, services if now.n else Breakdown((), ()), who if now.n else (), trend, asked.order)
    return replace(found, change=_change(session, asked, found, known), margins=_margins(asked, now, known))


def _change(session: Session, asked: Asked, found: Numbers, known: Answers) -> Change | None:
    """How far the index moved, and how far chance alone moves it: read from the answers of both periods, and only where
    those of the period before still say what was printed of it.
    """
    now, before = found.result, found.before
    if before is None or before.index is None or now.index is None or now.interval is None:
        return None
    then = _result(session, asked, before.period, known)
    if then.interval is None or (then.n, then.index) != (before.n, before.index):
        return None
    return change(now.index, now.interval, before.index, then.interval)


def _margins(asked: Asked, now: Result, known: Answers) -> dict[str, Decimal]:
    if now.index is None:
        return {}
    inside = known.within(asked.period.start, asked.period.end)
    return margins(together(one for one in inside if asked.agency in (None, one.agency)), now.population)


def _result(session: Session, asked: Asked, period: Period, known: Answers) -> Result:
    return results(
        session,
        site_id=asked.site_id,
        agency=asked.agency,
        date_from=period.start,
        date_to=period.end,
        population=asked.population(period.start, period.end),
        weights=asked.weights,
        known=known,
    )


def _point(session: Session, asked: Asked, period: Period, known: Answers) -> Point:
    """A period of the trend; one that mixes questionnaires, or whose questionnaire knows no such weight, has no single
    number here; one that nobody answered may have been imported.
    """
    try:
        found = _result(session, asked, period, known)
        stands_in = _imported(session, asked, period) if found.n == 0 else None
    except (MixedInstruments, UnknownWeights):
        return Point(period, None, None, "", "")
    return stands_in or _shown(period, found)


def _imported(session: Session, asked: Asked, period: Period) -> Point | None:
    found = earlier(session, site_id=asked.site_id, period=period.code, agency=asked.agency, weights=asked.weights)
    if found is None or found.index is None:
        return None
    letter = (found.grade or "") if found.adequate else ""
    return Point(period, found.n, found.index, letter, found.instrument, imported=True, weights=asked.weights)


def _shown(period: Period, result: Result) -> Point:
    letter = (result.grade or "") if result.adequate else ""
    return Point(period, result.n, result.index, letter, result.instrument, weights=result.weights)
