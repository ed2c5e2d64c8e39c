"""SKM arithmetic, exact: integers and fractions in, one rounding at the very end (PermenPANRB
14/2017; skm.md 1.3).

NRR of an unsur = sum / n of that unsur (n may differ where blanks are allowed). Index = 25 x mean
of the NRR: the exact weight is 1/number of unsur. Rounded once, half up, to two decimals; graded on
that rounded value, in total and per unsur. Respondents are pooled: add tallies, never average
indexes. Pure: no database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from queue_app.errors import N_, Invalid
from survey.questionnaire import Instrument

#: The 1-4 scale printed as 25-100.
SPREAD = 25
EXACT = "exact"


class EmptyUnsur(Invalid):
    """An unsur without a single answer has no mean, and the index of all does not exist."""

    sentence = N_("Unsur {unsur} belum memiliki jawaban.")


class UnknownWeights(Invalid):
    """The instrument does not know this way of weighting, or it does not fit a subset of unsur."""

    sentence = N_("Bobot {weights} tidak berlaku untuk perhitungan ini. Ada: {known}.")


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one unsur: how many, and the sum of their scores."""

    n: int = 0
    sum: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.n + other.n, self.sum + other.sum)

    @property
    def mean(self) -> Fraction:
        """NRR, exact; needs n > 0."""
        return Fraction(self.sum, self.n)


@dataclass(frozen=True, slots=True)
class UnsurScore:
    """One unsur as published: NRR to 3 decimals (display only), its index to 2 and the grade of that index."""

    n: int
    sum: int
    nrr: Decimal
    index: Decimal
    grade: str

    def as_dict(self) -> dict[str, Any]:
        """CONTRACT §1: decimals as text, so that no reader rounds again."""
        shown = {"nrr": str(self.nrr), "index": str(self.index), "grade": self.grade}
        return {"n": self.n, "sum": self.sum, **shown}


@dataclass(frozen=True, slots=True)
class Score:
    """The whole: index to 2 decimals, its grade, which weights were used, and every unsur in report order."""

    unsur: Mapping[str, UnsurScore]
    index: Decimal
    grade: str
    weights: str
    instrument: str


def score(instrument: Instrument, tallies: Mapping[str, Tally], weights: str = EXACT) -> Score:
    """Compute index and grades of pooled answers.

    `tallies`: per unsur key of the instrument, all or a subset. `weights`: "exact", or another name
    in the instrument's list (only for all unsur). Raises EmptyUnsur, UnknownWeights.
    """
    for key, tally in tallies.items():
        if tally.n == 0:
            raise EmptyUnsur([{"field": key, "message": EmptyUnsur.sentence}], unsur=key)
    means = [tally.mean for tally in tallies.values()]
    total = half_up(index(means, _weight(instrument, weights, len(means))), 2)
    return Score(
        unsur={key: _unsur_score(instrument, tallies[key]) for key in instrument.keys if key in tallies},
        index=total,
        grade=instrument.grade(total).letter,
        weights=weights,
        instrument=instrument.code,
    )


def index(means: Iterable[Fraction], weight: Fraction | None = None) -> Fraction:
    """25 x the weighted sum of unsur means, unrounded; without a weight, 25 x their plain mean."""
    values = list(means)
    return SPREAD * sum(values, Fraction()) * (Fraction(1, len(values)) if weight is None else weight)


def half_up(value: Fraction, places: int) -> Decimal:
    """Round an exact non-negative value half up to `places` decimals, trailing zeros kept."""
    return Decimal(floor(value * 10**places + Fraction(1, 2))).scaleb(-places)


def pooled(tallies: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """Several groups of respondents as one: tallies added per unsur."""
    total: dict[str, Tally] = {}
    for group in tallies:
        for key, tally in group.items():
            total[key] = total.get(key, Tally()) + tally
    return total


def lowest(instrument: Instrument, tallies: Mapping[str, Tally], how_many: int = 3) -> tuple[str, ...]:
    """Keys of the lowest unsur, worst first, compared exactly; ties in report order."""
    answered = [key for key in instrument.keys if key in tallies and tallies[key].n]
    return tuple(sorted(answered, key=lambda key: tallies[key].mean)[:how_many])


def _unsur_score(instrument: Instrument, tally: Tally) -> UnsurScore:
    own = half_up(SPREAD * tally.mean, 2)
    return UnsurScore(tally.n, tally.sum, half_up(tally.mean, 3), own, instrument.grade(own).letter)


def _weight(instrument: Instrument, weights: str, how_many: int) -> Fraction | None:
    if weights == EXACT:
        return None
    if weights not in instrument.weights or how_many != len(instrument.unsur):
        known = ", ".join(dict.fromkeys([EXACT, *instrument.weights])) if how_many == len(instrument.unsur) else EXACT
        raise UnknownWeights([{"field": "weights", "message": UnknownWeights.sentence}], weights=weights, known=known)
    return instrument.weights[weights]
