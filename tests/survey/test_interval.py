"""The interval and the comparison by the method their module states, against the plain textbook formula."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from statistics import variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.interval import Interval, at_most, change, interval, root

sums = st.lists(st.integers(9, 36), min_size=2, max_size=40)


def make_forms(totals):
    return {(total, 9): totals.count(total) for total in totals}


def index_of(totals):
    return Decimal(25 * sum(totals)) / (9 * len(totals))


@given(sums, st.integers(0, 10**5))
def test_the_variance_is_the_textbooks_with_the_finite_population_correction(totals, more):
    made = interval(index_of(totals), make_forms(totals), len(totals) + more)
    if made is None:
        assert more, "who are all that were served leave no doubt"
        assert len(set(totals)) == 1, "of some who are all alike nobody knows how far the others differ"
        return
    values = [Fraction(25 * total, 9) for total in totals]
    expected = variance(values) / len(values) * (1 - Fraction(len(values), len(values) + more))
    assert made.variance == expected
    assert 25 <= made.low <= made.high <= 100


def test_a_worked_example():
    # x = 75 (50 times) and 100 (50 times): s² = 157.83, N = 400: standard error √(1.5783 x 0.75) = 1.088
    made = interval(Decimal("87.50"), {(27, 9): 50, (36, 9): 50}, 400)
    assert (made.low, made.high) == (Decimal("85.37"), Decimal("89.63"))
    assert made.as_dict() == {"low": "85.37", "high": "89.63", "level": "95"}


def test_everybody_served_leaves_no_doubt_and_more_answers_than_served_no_correction():
    forms = {(27, 9): 5, (36, 9): 5}
    assert interval(Decimal("87.50"), forms, 10).variance == 0
    assert interval(Decimal("87.50"), forms, 7).variance > interval(Decimal("87.50"), forms, 11).variance


def test_a_blank_answer_leaves_the_mean_of_the_others():
    with_blanks = {(27, 9): 3, (24, 8): 3, (36, 9): 2}
    without = {(27, 9): 6, (36, 9): 2}
    assert interval(Decimal("81.25"), with_blanks, 100) == interval(Decimal("81.25"), without, 100)


def test_some_who_all_think_alike_say_nothing_of_the_others_and_everybody_does():
    assert interval(Decimal("75.00"), {(27, 9): 7}, 19) is None
    everybody = interval(Decimal("75.00"), {(27, 9): 7}, 7)
    assert (everybody.low, everybody.high) == (Decimal("75.00"), Decimal("75.00"))


def test_one_answer_has_no_interval():
    assert interval(Decimal("75.00"), {(27, 9): 1}, 100) is None


@given(st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=2, max_size=30))
def test_what_frequencies_allow_is_never_less_than_what_the_answers_say(rows):
    made = interval(Decimal(0), {(total, 9): n for total, n in Counter(map(sum, rows)).items()}, 0)
    scores = {str(at): Counter(column) for at, column in enumerate(zip(*rows, strict=True))}
    assert made is None or at_most(scores) + Decimal("0.01") >= Fraction(196, 100) * root(made.variance)


def test_where_everybody_gives_one_score_for_everything_the_two_agree():
    scores = {str(at): Counter({3: 50, 4: 50}) for at in range(9)}
    made = interval(Decimal("87.50"), {(27, 9): 50, (36, 9): 50}, 0)
    assert at_most(scores) == Decimal("87.50") - made.low == Decimal("2.46")
    assert at_most({"waktu": Counter({3: 1})}) is None
    assert at_most({}) is None


@pytest.mark.parametrize(("step", "real"), [("1.95", False), ("1.96", False), ("1.97", True), ("-1.97", True)])
def test_a_change_is_real_beyond_196_standard_errors(step, real):
    half = Interval(Decimal(0), Decimal(0), Fraction(1, 2))
    made = change(Decimal("80") + Decimal(step), half, Decimal("80"), half)
    assert (made.chance, made.real) == (Decimal("1.96"), real)


@given(st.fractions(min_value=0, max_value=5000))
def test_the_root_is_right_to_nine_decimals(value):
    near = root(value)
    assert near**2 <= value < (near + Fraction(1, 10**9)) ** 2
