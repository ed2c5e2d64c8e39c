"""Figures as the page shows them: bars from 25, letters only where enough people answered, the three
lowest by name.

The bars are SVG with widths in percent; each has its value in words beside it and its twin in the
table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from queue_app.catalogue.directory import Agency, Directory, Service
from queue_app.web.language import decimal
from queue_app.web.language import gettext as _
from survey.ikm import SPREAD, UnsurScore, half_up
from survey.interval import Change, change_within, margins
from survey.questionnaire import Unsur
from survey.results import Cell, Result
from survey.results_desk.figures import Figures
from survey.results_desk.filters import named
from survey.results_desk.story import felt, measured_beside

LOWEST, HIGHEST = Decimal(SPREAD), Decimal(100)


@dataclass(frozen=True, slots=True)
class Bar:
    """One unsur. `letter` is empty where the answers are too few for one; `rank` is 1, 2 or 3 for
    the lowest, else 0; `fill` and `tick` are places on the bar in percent.
    """

    number: int
    key: str
    short: str
    name: str
    score: UnsurScore
    nrr: Decimal
    letter: str
    fill: str
    tick: str
    change: str
    chance: Change | None
    rank: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the breakdown: a service, or several small ones as one (then `members` names
    them, and `agency` is None when they are of several).
    """

    service: Service | None
    code: str
    agency: Agency | None
    members: tuple[str, ...]
    result: Result
    letter: str
    lowest: str


@dataclass(frozen=True, slots=True)
class Low:
    """One of the three lowest, with the service that is lowest in it: what people said and what was measured."""

    bar: Bar
    felt: str
    fact: str
    worst: Line | None
    worst_score: UnsurScore | None


def bars(figures: Figures, order: str = "") -> tuple[Bar, ...]:
    """The unsur in the order and with the numbers of the report; `order` as the house sets it."""
    result = figures.result
    return tuple(
        _bar(figures, number, unsur)
        for number, unsur in enumerate(figures.instrument.printed(order), 1)
        if unsur.key in result.unsur
    )


def lines(figures: Figures, house: Directory) -> tuple[Line, ...]:
    """The breakdown, lowest index first, merged lines last."""
    cells = figures.services.cells if figures.services else ()
    ordered = sorted(cells, key=lambda c: (c.merged, c.result.index or HIGHEST, c.services))
    return tuple(_line(figures, cell, named(house)) for cell in ordered)


def lows(figures: Figures, all_bars: tuple[Bar, ...], shown: tuple[Line, ...]) -> tuple[Low, ...]:
    """The three lowest unsur, worst first."""
    ranked = sorted((bar for bar in all_bars if bar.rank), key=lambda bar: bar.rank)
    return tuple(_low(figures, bar, shown) for bar in ranked)


def change(now: Decimal | None, before: Decimal | None) -> str:
    """The difference of two published values with its sign: +1,35, −0,40 or 0,00."""
    if now is None or before is None:
        return ""
    step = now - before
    sign = "+" if step > 0 else "−" if step < 0 else ""
    return f"{sign}{decimal(abs(step))}"


def response_rate(result: Result) -> str:
    """Answers per hundred served; empty where it would mislead (answers of an earlier day's visits)."""
    if not result.n or not result.population or result.n > result.population:
        return ""
    return f"{decimal(half_up(Fraction(100 * result.n, result.population), 1), 1)} %"


def response_bar(result: Result) -> str:
    """The same as the width of a bar, in percent."""
    return f"{100 * (result.n or 0) / max(result.population, 1):.2f}%"


def place(value: Decimal) -> str:
    """Where an index lies on a bar that begins at its lowest possible value, in percent."""
    return f"{(value - LOWEST) / (HIGHEST - LOWEST) * 100:.2f}%"


def _bar(figures: Figures, number: int, unsur: Unsur) -> Bar:
    result, before, key = figures.result, figures.before, unsur.key
    score = result.unsur[key]
    earlier = before.unsur.get(key) if before else None
    return Bar(
        number=number,
        key=key,
        short=unsur.short,
        name=unsur.name,
        score=score,
        nrr=half_up(Fraction(score.sum, score.n), 2),
        letter=score.grade if result.adequate else "",
        fill=place(score.index),
        tick=place(earlier.index) if earlier else "",
        change=change(score.index, earlier.index if earlier else None),
        chance=_chance(figures, key, score, earlier),
        rank=result.lowest.index(key) + 1 if key in result.lowest else 0,
    )


def _chance(figures: Figures, key: str, now: UnsurScore, earlier: UnsurScore | None) -> Change | None:
    """How far chance alone moves the index of an unsur between both periods."""
    if earlier is None or figures.before is None:
        return None
    margin = margins(figures.scores, figures.result.population).get(key)
    then = margins(figures.scores_before, figures.before.population).get(key)
    return None if margin is None or then is None else change_within(now.index, margin, earlier.index, then)


def _line(figures: Figures, cell: Cell, services: dict[str, Service]) -> Line:
    shorts = {unsur.key: unsur.short for unsur in figures.instrument.unsur}
    return Line(
        service=services.get(cell.services[0]) if not cell.merged else None,
        code=cell.services[0] if cell.services else "",
        agency=_owner(cell, services),
        members=_members(cell, services),
        result=cell.result,
        letter=(cell.result.grade or "") if cell.result.adequate else "",
        lowest=shorts[cell.result.lowest[0]] if cell.result.lowest else "",
    )


def _members(cell: Cell, services: dict[str, Service]) -> tuple[str, ...]:
    if cell.merged and not cell.services:
        return (_("jawaban yang belum dirinci per layanan"),)
    return tuple(_name(services, code) for code in cell.services) if cell.merged else ()


def _low(figures: Figures, bar: Bar, shown: tuple[Line, ...]) -> Low:
    unsur = next(one for one in figures.instrument.unsur if one.key == bar.key)
    said, fact = felt(unsur, figures.scores.get(bar.key, Counter())), measured_beside(bar.key, figures.facts)
    own = [line for line in shown if not line.members and bar.key in line.result.unsur]
    if len(own) < 2:
        return Low(bar, said, fact, None, None)
    worst = min(own, key=lambda line: line.result.unsur[bar.key].index)
    return Low(bar, said, fact, worst, worst.result.unsur[bar.key])


def _owner(cell: Cell, services: dict[str, Service]) -> Agency | None:
    if len(cell.agencies) != 1:
        return None
    agencies = (service.agency for service in services.values())
    return next((agency for agency in agencies if agency.code == cell.agencies[0]), None)


def _name(services: dict[str, Service], code: str) -> str:
    return services[code].name if code in services else code
