"""The audit of sums agrees with a slow and independent one: leave out any four people, and the rank must stay."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.sturdy import sturdy

people = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), min_size=1, max_size=13)


def make_kinds(rows):
    return {row: rows.count(row) for row in rows}


def make_rank(rows) -> int:
    """Rank of the shown sums over the rationals."""
    columns = sorted({(q, value) for row in rows for q, value in enumerate(row)})
    matrix = [[Fraction(row[q] == value) for q, value in columns] for row in rows]
    rank = 0
    for column in range(len(columns)):
        pivot = next((r for r in range(rank, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        for r in range(rank + 1, len(matrix)):
            if matrix[r][column]:
                step = matrix[r][column] / matrix[rank][column]
                matrix[r] = [x - step * y for x, y in zip(matrix[r], matrix[rank], strict=True)]
        rank += 1
    return rank


def uncovers(rows) -> bool:
    """Whether some one to four people can be uncovered."""
    whole = make_rank(rows)
    fewest = min(4, len(rows))
    return any(
        make_rank([row for at, row in enumerate(rows) if at not in gone]) < whole
        for gone in combinations(range(len(rows)), fewest)
    )


@settings(max_examples=25, deadline=None)
@given(people)
def test_of_two_questions_it_refuses_just_what_uncovers_somebody(rows):
    assert sturdy(make_kinds(rows)) is not uncovers(rows)


@pytest.mark.parametrize(("n", "enough"), [(4, False), (5, True)])
def test_one_question_alone_asks_five_of_each_value(n, enough):
    assert sturdy({("a",): 9, ("b",): n}) is enough


def test_two_questions_that_nearly_coincide_uncover_the_difference():
    assert not sturdy({("samsat", "nov"): 8, ("dukcapil", "dec"): 9, ("dukcapil", "nov"): 2})
    assert sturdy({("samsat", "nov"): 8, ("dukcapil", "dec"): 9, ("dukcapil", "nov"): 5})


def test_questions_that_coincide_wholly_uncover_nothing_new():
    assert sturdy({("samsat", "nov"): 8, ("dukcapil", "dec"): 9})


def test_three_questions_can_uncover_what_two_of_them_do_not():
    rows = {(a, b, c): 9 for a in (0, 1) for b in (0, 1) for c in (0, 1)}
    assert sturdy(rows)
    assert not sturdy({**rows, (0, 0, 2): 4})
    # Read two by two every corner is crowded; three together, one person is "a and c, but not b".
    hollow = {(0, 0, 0): 9, (1, 1, 1): 9, (1, 0, 1): 4}
    assert sturdy({(a, c): n for (a, _, c), n in hollow.items() if (a, c) == (0, 0) or n == 9})
    assert not sturdy(hollow)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=12))
@pytest.mark.long
def test_of_three_questions_what_it_lets_pass_uncovers_nobody(rows):
    if sturdy(make_kinds(rows * 2)):
        assert not uncovers(rows * 2)
