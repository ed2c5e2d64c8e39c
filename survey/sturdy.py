"""Whether sums over groups of respondents can be combined to uncover fewer than five of them.

Each shown sum belongs to one value of one question about a respondent (which month, which service, which age).
Whatever adding and subtracting such sums can reach is a weight for every respondent, `f(r) = x(month of r) +
y(service of r) + …`. It uncovers a small set S when f is zero everywhere outside S, that is, when leaving S out makes
the table of respondents lose rank. So nothing smaller than five can be uncovered if five disjoint sets of respondents
each have the full rank: any four respondents leave one of the five untouched. One question alone: every group needs
five. The rank is counted over GF(2), which never exceeds the true one, so that a "yes" is always right; a "no" may be
too careful.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from survey.cells import SMALLEST


def sturdy(respondents: Mapping[tuple[Hashable, ...], int]) -> bool:
    """`respondents`: their values of the questions, one each (all tuples of one length) → how many are alike."""
    if not respondents:
        return True
    places = _places(respondents)
    rows = _rarest_first(respondents, places)
    full = _rank(rows) if len(places) < 3 else 1 + sum(len(values) - 1 for values in places)
    bases: list[dict[int, int]] = [{} for _ in range(SMALLEST)]
    for row, copies in rows:
        for basis in bases:
            if copies and len(basis) < full and _joins(basis, row):
                copies -= 1
        if all(len(basis) == full for basis in bases):
            return True
    return False


def _places(respondents: Mapping[tuple[Hashable, ...], int]) -> list[dict[Hashable, int]]:
    """Per question: value → its bit. The first value of all but the first question needs none: it is what is left when
    the others are known.
    """
    bit, places = 0, []
    for question, values in enumerate(zip(*respondents, strict=True)):
        mine: dict[Hashable, int] = {}
        for value in values:
            if value not in mine:
                mine[value] = 0 if question and not mine else 1 << bit
                bit += bool(mine[value])
        places.append(mine)
    return places


def _rarest_first(
    respondents: Mapping[tuple[Hashable, ...], int], places: Sequence[Mapping[Hashable, int]]
) -> list[tuple[int, int]]:
    """(row as bits, how many), those with a rare value first: they are the ones a basis cannot do without."""
    sizes: list[Counter[Hashable]] = [Counter() for _ in places]
    for values, n in respondents.items():
        for size, value in zip(sizes, values, strict=True):
            size[value] += n
    rarity = {values: min(size[value] for size, value in zip(sizes, values, strict=True)) for values in respondents}
    ordered = sorted(respondents, key=lambda values: rarity[values])
    return [
        (sum(place[value] for place, value in zip(places, values, strict=True)), respondents[values])
        for values in ordered
    ]


def _rank(rows: list[tuple[int, int]]) -> int:
    """The rank of all rows. For one or two questions (a graph's incidence) it is the true one; for more, only the most
    that is possible may be asked for.
    """
    basis: dict[int, int] = {}
    return sum(_joins(basis, row) for row, _ in rows)


def _joins(basis: dict[int, int], row: int) -> bool:
    """Add a row to a basis (by highest bit) unless it follows from the rows in it."""
    while row:
        height = row.bit_length()
        if height not in basis:
            basis[height] = row
            return True
        row ^= basis[height]
    return False
