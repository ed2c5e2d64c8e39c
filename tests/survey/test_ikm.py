from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import ikm
from survey.ikm import EmptyUnsur, Tally, UnknownWeights
from tests.survey.make import KEYS, SKM

rows = st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=30)


def make_tallies(matrix: list[list[int]], keys=KEYS) -> dict[str, Tally]:
    columns = zip(*matrix, strict=True)
    return {k: Tally(len(matrix), sum(column)) for k, column in zip(keys, columns, strict=True)}


def make_even(index: str) -> dict[str, Tally]:
    """Nine equal unsur whose exact index is `index`: 25 x sum / n."""
    mean = Fraction(index) / 25
    return dict.fromkeys(KEYS, Tally(mean.denominator, mean.numerator))


@pytest.mark.parametrize(
    ("exact", "shown", "letter"),
    [
        ("88.305", "88.31", "A"),
        ("88.304", "88.30", "B"),
        ("76.605", "76.61", "B"),
        ("76.604", "76.60", "C"),
        ("64.995", "65.00", "C"),
        ("64.994", "64.99", "D"),
        ("100", "100.00", "A"),
        ("25", "25.00", "D"),
    ],
)
def test_the_index_is_rounded_half_up_once_and_then_graded(exact, shown, letter):
    made = ikm.score(SKM, make_even(exact))
    assert (str(made.index), made.grade, made.weights) == (shown, letter, "exact")
    assert {(str(u.index), u.grade) for u in made.unsur.values()} == {(shown, letter)}


@pytest.mark.parametrize(
    ("exact", "letter", "printed"),
    [
        ("88.31", "A", "B"),
        ("88.39", "A", "B"),
        ("88.40", "A", "A"),
        ("76.61", "B", "C"),
        ("76.68", "B", "C"),
        ("76.69", "B", "B"),
        ("65.00", "C", "D"),
        ("65.06", "C", "D"),
        ("65.07", "C", "C"),
    ],
)
def test_the_0111_print_mode_lowers_grades_just_where_the_reference_says(exact, letter, printed):
    assert ikm.score(SKM, make_even(exact)).grade == letter
    made = ikm.score(SKM, make_even(exact), "0.111")
    assert (made.grade, made.weights) == (printed, "0.111")


def test_the_best_possible_index_is_100_exactly_and_9990_in_print_mode():
    best = dict.fromkeys(KEYS, Tally(1, 4))
    assert str(ikm.score(SKM, best).index) == "100.00"
    assert str(ikm.score(SKM, best, "0.111").index) == "99.90"


def test_blanks_make_the_index_the_mean_of_unsur_means_not_of_all_answers():
    tallies = dict.fromkeys(KEYS, Tally(10, 40)) | {"biaya": Tally(2, 2)}
    made = ikm.score(SKM, tallies)
    assert str(made.index) == "91.67"  # 25 x (8 x 4 + 1) / 9, not 25 x 322 / 82
    assert (made.unsur["biaya"].n, str(made.unsur["biaya"].nrr)) == (2, "1.000")


def test_a_dropped_unsur_leaves_a_weight_of_one_eighth():
    tallies = dict.fromkeys(KEYS, Tally(4, 12)) | {"waktu": Tally(4, 16)}
    del tallies["biaya"]
    assert str(ikm.score(SKM, tallies).index) == "78.13"  # 25 x (7 x 3 + 4) / 8 = 78.125


def test_respondents_are_pooled_and_indexes_never_averaged():
    small, large = make_tallies([[4] * 9]), make_tallies([[2] * 9] * 3)
    both = ikm.pooled([small, large])
    assert str(ikm.score(SKM, both).index) == "62.50"
    average = (ikm.score(SKM, small).index + ikm.score(SKM, large).index) / 2
    assert average == Decimal("75.00")


def test_an_unsur_without_answers_has_no_index_and_is_named():
    with pytest.raises(EmptyUnsur) as no:
        ikm.score(SKM, dict.fromkeys(KEYS, Tally(1, 4)) | {"waktu": Tally()})
    assert no.value.errors[0]["field"] == "waktu"


@pytest.mark.parametrize("weights", ["0.11", "0,111", ""])
def test_only_weights_the_instrument_knows_are_used(weights):
    with pytest.raises(UnknownWeights):
        ikm.score(SKM, make_even("80"), weights)


def test_0111_is_a_ninth_and_no_weight_for_a_subset():
    with pytest.raises(UnknownWeights):
        ikm.score(SKM, {"waktu": Tally(1, 4)}, "0.111")


def test_the_lowest_are_compared_exactly_and_ties_stand_in_report_order():
    tallies = dict.fromkeys(KEYS, Tally(3000, 9000))
    tallies |= {"sarpras": Tally(3000, 8999), "pengaduan": Tally(3000, 8998)}
    assert ikm.lowest(SKM, tallies) == ("pengaduan", "sarpras", "persyaratan")


@given(numerator=st.integers(0, 10**9), denominator=st.integers(1, 10**6), places=st.integers(0, 4))
def test_half_up_agrees_with_decimal_arithmetic_on_any_fraction(numerator, denominator, places):
    value = Fraction(numerator, denominator)
    with localcontext() as context:
        context.prec = 60
        step = Decimal(1).scaleb(-places)
        expected = (Decimal(numerator) / denominator).quantize(step, ROUND_HALF_UP)
    assert ikm.half_up(value, places) == expected
    assert str(ikm.half_up(value, places)) == str(expected)


@given(st.integers(0, 10**6))
def test_an_exact_half_always_goes_up(n):
    assert ikm.half_up(Fraction(2 * n + 1, 200), 2) == ikm.half_up(Fraction(2 * n + 2, 200), 2)


@given(rows)
def test_the_index_equals_an_independent_integer_formula(matrix):
    total, n = sum(map(sum, matrix)), len(matrix)
    hundredths = (2 * 2500 * total + 9 * n) // (2 * 9 * n)
    assert ikm.score(SKM, make_tallies(matrix)).index == Decimal(hundredths) / 100


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_respondents_and_of_columns_changes_nothing(matrix, random):
    shuffled = random.sample(matrix, len(matrix))
    tallies = make_tallies(shuffled)
    mixed = dict(random.sample(sorted(tallies.items()), len(tallies)))
    assert ikm.score(SKM, mixed) == ikm.score(SKM, make_tallies(matrix))


@given(rows, rows)
def test_pooling_tallies_is_scoring_all_rows_together(some, others):
    pooled = ikm.pooled([make_tallies(some), make_tallies(others)])
    assert ikm.score(SKM, pooled) == ikm.score(SKM, make_tallies(some + others))
