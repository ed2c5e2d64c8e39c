"""What counts as a call that everybody sees: the very number, on every screen, whatever else changes the board."""

from __future__ import annotations

import asyncio
import json

import pytest

from bench.sockets import Screen, Screens

SPEC = {"port": 1, "path": "/", "hello": [], "welcome": "", "mark": "42"}


def board(*numbers: str) -> bytes:
    return b'42/live,["snapshot",' + json.dumps({"calls": [{"number": n} for n in numbers]}).encode() + b"]"


def times(screens: Screens) -> list[float]:
    return asyncio.run(screens.all_shown(sent=1.0))


@pytest.fixture
def two() -> tuple[Screens, Screen, Screen]:
    screens = Screens(2)
    return screens, Screen(SPEC, screens), Screen(SPEC, screens)


def test_the_first_frame_with_the_number_counts_even_before_the_number_is_known(
    two: tuple[Screens, Screen, Screen],
) -> None:
    screens, one, other = two
    screens.begin()
    screens.shown(one, 1.5, board("A001"))
    screens.shown(one, 2.0, board("A002", "A001"))
    screens.await_number("A002")
    screens.shown(other, 2.5, board("A002", "A001"))
    screens.shown(other, 9.0, board("A003", "A002"))
    assert times(screens) == [1000.0, 1500.0]


def test_a_call_that_one_screen_never_shows_is_not_shown(
    two: tuple[Screens, Screen, Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    screens, one, other = two
    monkeypatch.setattr("bench.sockets.PATIENCE", 0.01)
    screens.begin()
    screens.await_number("A002")
    screens.shown(one, 2.0, board("A002"))
    screens.shown(other, 2.0, board("A001"))
    with pytest.raises(TimeoutError):
        times(screens)
