from __future__ import annotations

import pytest

from queue_app.catalogue.prefixes import prefix_warnings, sound_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B", "D"),
        ("E", "G"),
        ("P", "T"),
        ("M", "N"),
        ("F", "V"),
        ("F", "S"),
        ("BN", "PN"),
        ("BM", "DN"),
    ],
)
def test_letters_whose_names_rhyme_are_warned_about_in_one_hall(one: str, other: str) -> None:
    warnings = prefix_warnings({"H2": [one, other]})
    assert [w.prefixes for w in warnings] == [(one, other)]
    assert str(warnings[0]) == f"{one} dan {other} terdengar mirip di pengeras suara"


@pytest.mark.parametrize("letter", ["O", "I", "Q"])
def test_letters_that_look_like_digits_are_warned_about(letter: str) -> None:
    assert [w.prefixes for w in prefix_warnings({"H2": [letter]})] == [(letter,)]


def test_a_prefix_that_begins_another_is_warned_about() -> None:
    assert [w.prefixes for w in prefix_warnings({"H2": ["P", "PN"]})] == [("P", "PN")]


def test_rhyming_letters_in_different_halls_disturb_nobody() -> None:
    assert prefix_warnings({"H2": ["B"], "H3": ["D"]}) == []


def test_clear_letters_are_not_warned_about() -> None:
    assert prefix_warnings({"H2": ["A", "P", "S", "K", "M", "L", "R", "U"]}) == []


def test_one_clear_letter_is_enough_to_tell_two_prefixes_apart() -> None:
    assert not sound_alike("TK", "DA")
    assert not sound_alike("P", "PN")
