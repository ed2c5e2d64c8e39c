"""How far an index may lie from that of everybody served, and whether two of them really differ.

Method, said wherever a figure of it is shown: simple random sampling without replacement (Cochran, Sampling
Techniques, 3rd ed. 1977, §2.5-2.8). x = 25 x a respondent's own mean over the unsur answered; s² its sample variance;
the variance of the index is s²/n x (1 - n/N), N the people served (the correction is left out where answers outnumber
them); the 95 % interval is index ± 1.96 standard errors, cut at 25 and 100. Two periods differ beyond chance when
their difference exceeds 1.96 x √(variance + variance before) (two independent samples, two-sided, 5 %). Where every
unsur was answered the mean of x is the index itself. Who answers is not drawn by lot: the interval says what chance
alone would do, no more.

One unsur is compared in the same way, x being 25 x its scores; of each unsur only its margin (1.96 standard errors, two
decimals) is kept, so the chance of a difference is the root of both margins squared.

Along a line of periods only how often each score was given is read, not who gave which together. There the margin is
the largest that those frequencies allow: the variance of a mean of unsur is at most the mean of their variances
(Cauchy-Schwarz), N is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt

from survey.ikm import SPREAD, half_up

#: Two-sided 5 % of the normal distribution.
Z = Fraction("1.96")
LOWEST, HIGHEST = Fraction(SPREAD), Fraction(100)

#: (sum of the scores, how many) of one respondent → how many respondents are so.
Forms = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Interval:
    """`low` and `high` to 2 decimals; `variance` of the index, exact."""

    low: Decimal
    high: Decimal
    variance: Fraction

    def as_dict(self) -> dict[str, str]:
        """Decimals as text."""
        return {"low": str(self.low), "high": str(self.high), "level": "95"}


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of two published indexes, and the largest that chance alone explains."""

    step: Decimal
    chance: Decimal

    @property
    def real(self) -> bool:
        """Whether it is more than chance."""
        return abs(self.step) > self.chance


def interval(index: Decimal, forms: Forms, population: int, scale: Fraction = Fraction(1)) -> Interval | None:
    """The 95 % interval of an index; None for fewer than two respondents, and where a part of the people all think
    alike: that says nothing of how far the others differ. `scale`: of an index that is printed with a rounded weight,
    that weight times the number of unsur.
    """
    n = sum(forms.values())
    if n < 2:
        return None
    values = [(scale * Fraction(SPREAD * total, answered), count) for (total, answered), count in forms.items()]
    mean = sum((value * count for value, count in values), Fraction()) / n
    spread = sum(((value - mean) ** 2 * count for value, count in values), Fraction()) / (n - 1)
    if not spread and n != population:
        return None
    variance = spread / n * _left(n, population)
    margin = Z * root(variance)
    low, high = max(LOWEST, Fraction(index) - margin), min(HIGHEST, Fraction(index) + margin)
    return Interval(half_up(low, 2), half_up(high, 2), variance)


def at_most(scores: Mapping[str, Counter[int]]) -> Decimal | None:
    """1.96 standard errors of an index at most; `scores`: unsur → score → how many gave it. None for fewer than two."""
    if not scores or min(given.total() for given in scores.values()) < 2:
        return None
    errors = sum((_variance(given) / given.total() for given in scores.values()), Fraction()) / len(scores)
    return half_up(Z * SPREAD * root(errors), 2)


def margins(scores: Mapping[str, Counter[int]], population: int) -> dict[str, Decimal]:
    """unsur → 1.96 standard errors of its index; without those that fewer than two answered."""
    return {
        unsur: half_up(Z * SPREAD * root(_variance(given) / n * _left(n, population)), 2)
        for unsur, given in scores.items()
        if (n := given.total()) > 1
    }


def change(now: Decimal, at: Interval, before: Decimal, earlier: Interval) -> Change:
    """Two periods of the same questionnaire compared."""
    return Change(now - before, half_up(Z * root(at.variance + earlier.variance), 2))


def change_within(now: Decimal, margin: Decimal, before: Decimal, earlier: Decimal) -> Change:
    """One unsur in two periods of the same questionnaire, each with its margin."""
    return Change(now - before, half_up(root(Fraction(margin) ** 2 + Fraction(earlier) ** 2), 2))


def _left(n: int, population: int) -> Fraction:
    """The finite population correction."""
    return 1 - Fraction(n, population) if population >= n else Fraction(1)


def _variance(given: Counter[int]) -> Fraction:
    n, total = given.total(), sum(score * times for score, times in given.items())
    return (sum(score**2 * times for score, times in given.items()) - Fraction(total**2, n)) / (n - 1)


def root(value: Fraction) -> Fraction:
    """Square root, right to 9 decimals at least."""
    return Fraction(isqrt(value.numerator * 10**18 // value.denominator), 10**9)
