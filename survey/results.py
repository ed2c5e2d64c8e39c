"""Read: the SKM of a site, an agency or a service over a period, and what of it may be shown.

Pooled over respondents, exact, never mixing instruments. Small groups (`cells`) are decided once
per site and period, agencies first and then the services inside each agency shown, so that no two
views can be subtracted from each other to uncover a small one. Population (people served) is handed
in: this domain does not know the queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from queue_app.errors import N_, Invalid
from survey import cells, ikm, sampling
from survey.groups import Group, answered
from survey.ikm import UnsurScore
from survey.instrument import effective, instrument
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
    whole).
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

    def as_dict(self) -> dict[str, Any]:
        """CONTRACT §3 `/skm`, decimals as text."""
        return {
            "n": self.n,
            "population": self.population,
            "required": self.required,
            "adequate": self.adequate,
            "index": None if self.index is None else str(self.index),
            "grade": self.grade,
            "unsur": {key: one.as_dict() for key, one in self.unsur.items()},
            "lowest": list(self.lowest),
            "instrument": self.instrument,
            "weights": self.weights,
            "suppressed": list(self.suppressed),
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a breakdown: a service, or several small ones as one (`merged`)."""

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
) -> Result:
    """The SKM of a site, or of one agency or service in it, over business days of submission (both
    included).

    `population`: people served in the same scope and period. Raises MixedInstruments, WrongRange,
    UnknownWeights.
    """
    everything = answered(session, site_id, date_from, date_to)
    mine = [g for g in everything if agency in (None, g.agency) and service in (None, g.service)]
    used = _one_instrument(mine, date_to)
    whole = agency is None and service is None
    if mine and not (_enough(mine) if whole else _visible(everything, mine, service)):
        return _hidden(used, population, weights, (service or agency or "site",))
    return _result(used, mine, population, weights)


def by_service(
    session: Session,
    *,
    site_id: int,
    agency: str | None = None,
    date_from: date,
    date_to: date,
    populations: Mapping[str, int],
    weights: str = ikm.EXACT,
) -> Breakdown:
    """The SKM of each service answered about, of a site or one agency; small services merged into
    one line each agency, services of small agencies into one line for those agencies.

    `populations`: people served by service code. Raises as `results`.
    """
    everything = answered(session, site_id, date_from, date_to)
    mine = [g for g in everything if agency in (None, g.agency)]
    used = _one_instrument(mine, date_to)
    lines: list[tuple[bool, list[Group]]] = []
    agencies = _split(everything, "agency")
    for code in agencies.alone:
        lines += _lines([g for g in everything if g.agency == code]) if agency in (None, code) else []
    if agency is None and len(agencies.merged) > 0:
        lines.append((True, [g for g in everything if g.agency in agencies.merged]))
    shown = [_cell(used, merged, groups, populations, weights) for merged, groups in lines if _enough(groups)]
    alone = {code for cell in shown if not cell.merged for code in cell.services}
    return Breakdown(tuple(shown), tuple(sorted({g.service for g in mine} - alone)))


def _one_instrument(groups: Iterable[Group], date_to: date) -> Instrument:
    codes = sorted({code for group in groups for code in group.instruments})
    if len(codes) > 1:
        raise MixedInstruments([{"field": "from", "message": MixedInstruments.sentence}], codes=", ".join(codes))
    return instrument(codes[0]) if codes else effective(date_to)


def _visible(everything: list[Group], mine: list[Group], service: str | None) -> bool:
    """Whether an agency, or a service in it, has a line of its own among its neighbours."""
    owners = {group.agency for group in mine}
    if not owners <= set(_split(everything, "agency").alone):
        return False
    if service is None:
        return True
    return all(service in _split([g for g in everything if g.agency == owner], "service").alone for owner in owners)


def _lines(groups: list[Group]) -> list[tuple[bool, list[Group]]]:
    """The lines of one shown agency: each service that may stand alone, then the others as one."""
    parts = _split(groups, "service")
    lines = [(False, [g for g in groups if g.service == code]) for code in parts.alone]
    return lines + ([(True, [g for g in groups if g.service in parts.merged])] if parts.merged else [])


def _split(groups: Iterable[Group], level: str) -> cells.Split:
    counts: dict[str, int] = {}
    for group in groups:
        code = group.agency if level == "agency" else group.service
        counts[code] = counts.get(code, 0) + group.n
    return cells.split(counts)


def _enough(groups: Iterable[Group]) -> bool:
    return sum(group.n for group in groups) >= cells.SMALLEST


def _cell(
    used: Instrument,
    merged: bool,
    groups: list[Group],
    populations: Mapping[str, int],
    weights: str,
) -> Cell:
    services = tuple(sorted({group.service for group in groups}))
    population = sum(populations.get(code, 0) for code in services)
    agencies = tuple(sorted({group.agency for group in groups}))
    return Cell(agencies, services, merged, _result(used, groups, population, weights))


def _result(used: Instrument, groups: list[Group], population: int, weights: str) -> Result:
    n = sum(group.n for group in groups)
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
    )


def _hidden(used: Instrument, population: int, weights: str, codes: tuple[str, ...]) -> Result:
    required = sampling.required(population)
    return Result(None, population, required, False, None, None, {}, (), used.code, weights, codes)
