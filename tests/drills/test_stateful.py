"""D1 and D2, short: the line lived at random agrees with the model after every step; the long form is in bench."""

from __future__ import annotations

from flask import Flask

from tests.drills.stateful import d1, d2

#: One seed for the suite; another one for a longer run is an argument of `run.py bench drills`.
SEED = 20261123


def test_d1_the_verbs_do_what_the_model_says_after_every_step(app: Flask) -> None:
    outcome = d1(app, SEED, examples=8, steps=40)
    print(outcome.line())
    assert outcome.violation is None, outcome.violation
    assert outcome.done > 100
    assert outcome.refused > 30


def test_d2_the_api_does_what_the_model_says_after_every_step(app: Flask) -> None:
    outcome = d2(app, SEED, examples=3, steps=30)
    print(outcome.line())
    assert outcome.violation is None, outcome.violation
    assert outcome.done > 20
