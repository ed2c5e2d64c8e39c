from hypothesis import given
from hypothesis import strategies as st

from survey.cells import SMALLEST, split

groups = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 12))


def test_groups_of_five_or_more_stand_alone():
    assert split({"a": 5, "b": 30}).alone == ("a", "b")


def test_one_small_group_takes_the_next_smallest_with_it_lest_it_be_subtracted():
    made = split({"kecil": 2, "sedang": 9, "besar": 40})
    assert (made.alone, made.merged) == (("besar",), ("kecil", "sedang"))


def test_several_small_groups_that_reach_five_together_hide_no_other():
    made = split({"a": 2, "b": 3, "c": 9})
    assert (made.alone, made.merged) == (("c",), ("a", "b"))


def test_groups_without_answers_have_nothing_to_hide():
    assert split({"a": 0, "b": 6}) == split({"b": 6})


@given(groups)
def test_nothing_below_five_can_be_seen_or_worked_out_from_the_total(counts):
    made = split(counts)
    assert all(counts[code] >= SMALLEST for code in made.alone)
    hidden = sum(counts.values()) - sum(counts[code] for code in made.alone)
    assert hidden == sum(counts[code] for code in made.merged)
    assert hidden == 0 or hidden >= SMALLEST or not made.alone
    assert len(made.merged) != 1 or not made.alone


@given(groups)
def test_every_answered_group_is_on_exactly_one_side(counts):
    made = split(counts)
    assert sorted(made.alone + made.merged) == sorted(code for code, n in counts.items() if n)
