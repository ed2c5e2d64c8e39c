"""Passwords: what is accepted, and how it is kept."""

from __future__ import annotations

import pytest

from queue_app.errors import Invalid
from queue_app.people import passwords
from queue_app.people.passwords import matches, new_password
from tests.queue_app.people.make import RIGHT, WRONG, hash_of


def refusal_of(
    password: str, again: str | None = None, login: str = "budi", name: str = "Budi Santoso"
) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        new_password(password, password if again is None else again, login=login, name=name)
    return refused.value.errors[0]


@pytest.mark.parametrize(
    "password",
    [
        "sawah hijau kereta malam",
        "katak-lompat-7-kali",
        "Pasar Tanjung tiap Rabu",
        "ꦩꦗꦏꦼꦂꦠ ꦱꦼꦧꦸꦮꦃ ꦏꦸꦛ",
        "x" + "aksara panjang sekali " * 5,
    ],
)
def test_a_phrase_of_fifteen_characters_is_accepted(password: str) -> None:
    assert matches(password, new_password(password, password, login="budi", name="Budi Santoso"))


@pytest.mark.parametrize("password", ["", "a", "Tr0ub4dor&3", "sawah kereta 1"])
def test_fourteen_characters_are_too_few_whatever_they_are(password: str) -> None:
    assert refusal_of(password) == {"field": "password", "message": passwords.TOO_SHORT}


def test_a_password_that_would_make_hashing_slow_is_refused() -> None:
    assert refusal_of("sawah hijau " * 11)["message"] == passwords.TOO_LONG


@pytest.mark.parametrize(
    "password",
    [
        "password12345678",
        "passwordpassword",
        "Rahasia-2026-Rahasia",
        "mojokerto!!!2026!!!",
        "PelayananPublik2026",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "3576014107900001",
        "081234567890081234",
        "qwertyuiopasdfgh",
        "poiuytrewqpoiuytrewq",
        "bismillahirrahmanirrahim",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert refusal_of(password) == {"field": "password", "message": passwords.TOO_COMMON}


@pytest.mark.parametrize("password", ["budibudibudibudi", "Budi2026Budi2026", "budisantoso-2026", "santoso.santoso.1"])
def test_the_own_login_and_name_are_refused(password: str) -> None:
    assert refusal_of(password)["message"] == passwords.LIKE_THE_LOGIN


def test_both_fields_must_be_the_same() -> None:
    assert refusal_of(RIGHT, again=WRONG) == {"field": "again", "message": passwords.NOT_THE_SAME}


def test_a_password_is_kept_as_argon2id_with_its_own_salt() -> None:
    first, second = (new_password(RIGHT, RIGHT, login="budi") for _ in range(2))
    assert first.startswith("$argon2id$")
    assert first != second
    assert RIGHT not in first


def test_only_the_right_password_matches() -> None:
    kept = hash_of(RIGHT)
    assert matches(RIGHT, kept)
    assert not matches(WRONG, kept)
    assert not matches(RIGHT, None)
    assert not matches("x" * 100_000, kept)


def test_the_same_characters_typed_on_another_keyboard_match() -> None:
    composed, decomposed = "kaf\u00e9 di pasar lama", "kafe\u0301 di pasar lama"
    assert matches(decomposed, new_password(composed, composed, login="budi"))
