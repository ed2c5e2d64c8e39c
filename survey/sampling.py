"""How many answers are enough: the sample size of Krejcie and Morgan, as the SKM practice uses it
(skm.md 1.5).

S = X²NPQ / (d²(N-1) + X²PQ), X² = 3.841 (dk 1, 5 %), P = Q = 0.5, d = 0.05, rounded to the NEAREST
whole number: this gives all 90 rows of the published table, rounding up does not.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

CHI_SQUARE = Fraction("3.841")
P = Q = Fraction("0.5")
D = Fraction("0.05")


def required(population: int) -> int:
    """Answers needed for a population (people served); 0 when nobody was served."""
    if population <= 0:
        return 0
    spread = CHI_SQUARE * P * Q
    return floor(spread * population / (D**2 * (population - 1) + spread) + Fraction(1, 2))


def adequate(n: int, population: int) -> bool:
    """Whether `n` answers speak for the population. Without a population or an answer there is nothing to speak for."""
    return population > 0 and n > 0 and n >= required(population)
