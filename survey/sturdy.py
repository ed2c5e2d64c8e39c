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

#: Values of a question, at most, whose every division in two is tried.
FEW = 6


def sturdy(respondents: Mapping[tuple[Hashable, ...], int]) -> bool:
    """`respondents`: their values of the questions, one each (all tuples of one length) → how many are alike.

    Two questions are judged exactly when the second has few values (months).
    """
    if respondents and all(len(values) == 2 for values in respondents):
        pairs = {(a, b): n for (a, b), n in respondents.items()}
        months = list(dict.fromkeys(month for _, month in pairs))
        if len(months) <= FEW:
            return not _cut_through(pairs, months)
    return not respondents or _five_bases(respondents)


def _five_bases(respondents: Mapping[tuple[Hashable, ...], int]) -> bool:
    places = _places(respondents)
    rows = _rarest_first(respondents, places)
    full = _rank([row for row, _, _ in rows]) if len(places) < 3 else 1 + sum(len(values) - 1 for values in places)
    bases = [_Basis() for _ in range(SMALLEST)]
    for row, rarest, copies in rows:
        left = copies
        # Each of the five needs its own respondent of a rare value: those that lack one are served first.
        for basis in sorted(bases, key=lambda one: one.holds[rarest]):
            if left and len(basis.rows) < full and _joins(basis.rows, row):
                basis.holds[rarest] += 1
                left -= 1
        if all(len(basis.rows) == full for basis in bases):
            return True
    return False


class _Basis:
    """Independent rows by highest bit, and how many of them were taken for a rare value."""

    def __init__(self) -> None:
        self.rows: dict[int, int] = {}
        self.holds: Counter[Hashable] = Counter()


def _cut_through(counts: Mapping[tuple[Hashable, Hashable], int], months: Sequence[Hashable]) -> bool:
    """Whether dividing the values of both questions in two leaves one to four respondents across the divide: those are
    what the two kinds of sums uncover together, and nothing else. With few months every divide can be tried: each value
    of the first question goes to the side where fewer of its respondents stand across.
    """
    table: dict[Hashable, dict[Hashable, int]] = {}
    for (value, month), n in counts.items():
        row = table.setdefault(value, {})
        row[month] = row.get(month, 0) + n
    totals = {value: sum(row.values()) for value, row in table.items()}
    if min(totals.values()) < SMALLEST:
        return True
    for side in range(1, 2 ** (len(months) - 1)):
        chosen = {month for at, month in enumerate(months) if side >> at & 1}
        across = 0
        for value, row in table.items():
            inside = sum(n for month, n in row.items() if month in chosen)
            across += min(inside, totals[value] - inside)
        if 0 < across < SMALLEST:
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
) -> list[tuple[int, Hashable, int]]:
    """(row as bits, its rarest value, how many), rarest first: a basis cannot do without them."""
    sizes: list[Counter[Hashable]] = [Counter() for _ in places]
    for values, n in respondents.items():
        for size, value in zip(sizes, values, strict=True):
            size[value] += n
    made = []
    for values, n in respondents.items():
        rarity = min((sizes[at][value], at) for at, value in enumerate(values))
        row = sum(place[value] for place, value in zip(places, values, strict=True))
        made.append((rarity, row, (rarity[1], values[rarity[1]]), n))
    made.sort(key=lambda one: (one[0], str(one[2]), one[1]))
    return [(row, rarest, n) for _, row, rarest, n in made]


def _rank(rows: Sequence[int]) -> int:
    """The rank of all rows. For one or two questions (a graph's incidence) it is the true one; for more, only the most
    that is possible may be asked for.
    """
    basis: dict[int, int] = {}
    return sum(_joins(basis, row) for row in rows)


def _joins(basis: dict[int, int], row: int) -> bool:
    """Add a row to a basis (by highest bit) unless it follows from the rows in it."""
    while row:
        height = row.bit_length()
        if height not in basis:
            basis[height] = row
            return True
        row ^= basis[height]
    return False
