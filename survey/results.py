"""Read: the SKM of a site, an agency or a service over a period, and what of it may be shown.

Pooled over respondents, exact, never mixing instruments. What may be shown is `disclosure`'s to say: the same cuts for
every reader, so that no two views can be subtracted from each other to uncover a small group. Days are widened to whole
months (`disclosure.widened`: callers ask it first, for their population).
Population (people served) is handed in: this domain does not know the queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from queue_app.errors import N_, Invalid
from survey import disclosure, ikm, sampling
from survey.answers import Answers
from survey.answers import answers as read_answers
from survey.cells import SMALLEST
from survey.disclosure import Terms
from survey.groups import Group, Only, WrongRange, answered, forms, window
from survey.ikm import UnsurScore
from survey.instrument import effective, instrument
from survey.interval import Forms, Interval, interval
from survey.questionnaire import Instrument


class MixedInstruments(Invalid):
    """The period holds answers to more than one questionnaire; their numbers must not be added."""

    sentence = N_(
        "Rentang ini memuat jawaban dari lebih dari satu kuesioner ({codes}). "
        "Pilih rentang dalam masa berlaku satu kuesioner."
    )


@dataclass(frozen=True, slots=True)
class Result:
    """One published line. `n` is None and everything computed empty where too few answers would be
    shown alone; `suppressed` then holds the codes hidden (agency or service; "site" for the
    whole). `interval` only where one result is asked for.
    """

    n: int | None
    population: int
    required: int
    adequate: bool
    index: Decimal | None
    grade: str | None
    unsur: Mapping[str, UnsurScore]
    lowest: tuple[str, ...]
    instrument: str
    weights: str
    suppressed: tuple[str, ...]
    interval: Interval | None = None

    def as_dict(self) -> dict[str, Any]:
        """CONTRACT §3 `/skm`, decimals as text."""
        return {
            "n": self.n,
            "population": self.population,
            "required": self.required,
            "adequate": self.adequate,
            "index": None if self.index is None else str(self.index),
            "grade": self.grade,
            "interval": self.interval.as_dict() if self.interval else None,
            "unsur": {key: one.as_dict() for key, one in self.unsur.items()},
            "lowest": list(self.lowest),
            "instrument": self.instrument,
            "weights": self.weights,
            "suppressed": list(self.suppressed),
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a breakdown: a service, or several small ones as one (`merged`); without services where answers of a
    running quarter do not count in lines of their own yet.
    """

    agencies: tuple[str, ...]
    services: tuple[str, ...]
    merged: bool
    result: Result


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Lines that may be shown together, and the services that have no line of their own."""

    cells: tuple[Cell, ...]
    suppressed: tuple[str, ...]


def results(
    session: Session,
    *,
    site_id: int,
    agency: str | None = None,
    service: str | None = None,
    date_from: date,
    date_to: date,
    population: int,
    weights: str = ikm.EXACT,
    known: Answers | None = None,
) -> Result:
    """The SKM of a site, or of one agency or service in it, over business days of submission (both
    included; widened).

    `population`: people served in the same scope and period; `known`: the site's answers, where they are read already.
    Raises MixedInstruments, WrongRange, UnknownWeights.
    """
    whole = agency is None and service is None
    start, end, known = _read(session, site_id, date_from, date_to, known)
    terms, everything = known.terms(start, end), known.groups(start, end)
    mine = [g for g in everything if agency in (None, g.agency) and service in (None, g.service)]
    used = _one_instrument(mine, end)
    unsaid = not mine and not whole and any(not group.service for group in everything)
    if unsaid or (mine and not (terms.total if whole else _alone(terms, mine, service))):
        return hidden(used, population, weights, (service or agency or "site",))
    return scored(used, mine, population, weights, known.forms(start, end, agency, service))


def of_some(session: Session, *, site_id: int, date_from: date, date_to: date, only: Only, population: int) -> Result:
    """The SKM of some of the site's respondents, of a group that `survey.marginals` lets stand alone."""
    mine = answered(session, site_id, date_from, date_to, only)
    said = forms(session, window(site_id, date_from, date_to, only))
    return scored(_one_instrument(mine, date_to), mine, population, ikm.EXACT, said)


def by_service(
    session: Session,
    *,
    site_id: int,
    agency: str | None = None,
    date_from: date,
    date_to: date,
    populations: Mapping[str, int],
    weights: str = ikm.EXACT,
    known: Answers | None = None,
) -> Breakdown:
    """The SKM of each service answered about, of a site or one agency; small services
    merged into one line each agency, services of small agencies into one line for those agencies.

    `populations`: people served by service code. Raises as `results`.
    """
    start, end, known = _read(session, site_id, date_from, date_to, known)
    terms, everything = known.terms(start, end), known.groups(start, end)
    mine = [g for g in everything if agency in (None, g.agency)]
    used = _one_instrument(mine, end)
    lines = _lines(terms, everything, agency) if terms.detail else []
    shown = [_cell(used, merged, groups, populations, weights) for merged, groups in lines if _n(groups) >= SMALLEST]
    alone = {code for cell in shown if not cell.merged for code in cell.services}
    return Breakdown(tuple(shown), tuple(sorted({g.service for g in mine if g.service} - alone)))


def scored(used: Instrument, groups: list[Group], population: int, weights: str, said: Forms | None = None) -> Result:
    """The published figures of groups pooled; with `said` (the respondents' own sums) also the interval."""
    n = _n(groups)
    tallies = ikm.pooled(group.tallies for group in groups)
    made = ikm.score(used, tallies, weights) if n else None
    return Result(
        n=n,
        population=population,
        required=sampling.required(population),
        adequate=sampling.adequate(n, population),
        index=made.index if made else None,
        grade=made.grade if made else None,
        unsur=made.unsur if made else {},
        lowest=ikm.lowest(used, tallies) if made else (),
        instrument=used.code,
        weights=weights,
        suppressed=(),
        interval=interval(made.index, said, population, _scale(used, weights)) if made and said else None,
    )


def _scale(used: Instrument, weights: str) -> Fraction:
    """How much larger or smaller an index of these weights is than the exact one."""
    return used.weights[weights] * len(used.unsur)


def hidden(used: Instrument, population: int, weights: str, codes: tuple[str, ...]) -> Result:
    """A result that may not be shown."""
    required = sampling.required(population)
    return Result(None, population, required, False, None, None, {}, (), used.code, weights, codes)


def _read(
    session: Session, site_id: int, date_from: date, date_to: date, known: Answers | None
) -> tuple[date, date, Answers]:
    if date_to < date_from:
        raise WrongRange([{"field": "to", "message": WrongRange.sentence}])
    start, end = disclosure.widened(date_from, date_to)
    return start, end, known or read_answers(session, site_id, start, end)


def _one_instrument(groups: Iterable[Group], date_to: date) -> Instrument:
    codes = sorted({code for group in groups for code in group.instruments})
    if len(codes) > 1:
        raise MixedInstruments([{"field": "from", "message": MixedInstruments.sentence}], codes=", ".join(codes))
    return instrument(codes[0]) if codes else effective(date_to)


def _alone(terms: Terms, mine: list[Group], service: str | None) -> bool:
    if service is None:
        return {group.agency for group in mine} <= terms.agencies
    return {(group.agency, group.service) for group in mine} <= terms.services


def _lines(terms: Terms, everything: list[Group], agency: str | None) -> list[tuple[bool, list[Group]]]:
    """Each service that may stand alone; then of each agency the others as one; then the other agencies as one."""
    lines: list[tuple[bool, list[Group]]] = []
    for code in sorted(terms.agencies):
        own = [g for g in everything if g.agency == code and agency in (None, code)]
        lines += [(not g.service, [g]) for g in own if (g.agency, g.service) in terms.services]
        rest = [g for g in own if (g.agency, g.service) not in terms.services]
        lines += [(True, rest)] if rest else []
    others = [g for g in everything if g.agency not in terms.agencies]
    return lines + ([(True, others)] if others and agency is None else [])


def _n(groups: Iterable[Group]) -> int:
    return sum(group.n for group in groups)


def _cell(used: Instrument, merged: bool, groups: list[Group], populations: Mapping[str, int], weights: str) -> Cell:
    services = tuple(sorted({group.service for group in groups if group.service}))
    population = sum(populations.get(code, 0) for code in services)
    agencies = tuple(sorted({group.agency for group in groups if group.agency}))
    return Cell(agencies, services, merged, scored(used, groups, population, weights))
