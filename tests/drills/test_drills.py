"""The drills in their short forms, on real servers; `run.py bench drills` runs the full ones."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from flask import Flask

from bench.drills import chaos, hoarding, killed, killed_postgres, lost_answers, partitioned, torn
from bench.drills.hall import PRODUCT
from bench.drills.outcome import Outcome
from tests import make
from tests.servers import NotHere

SEED = 20261122


def test_what_was_promised_survives_kill_9_of_the_server_on_sqlite_and_of_its_worker_alone() -> None:
    outcome = killed.drill(SEED, rounds=2)
    assert outcome.sound, outcome.as_dict()
    assert outcome.figures["acked"] > 10


def test_nobody_gets_two_numbers_because_an_answer_was_lost() -> None:
    outcome = lost_answers.drill(SEED, rounds=80)
    assert outcome.sound, outcome.as_dict()
    assert outcome.figures["answers_lost"] > 3


def test_a_server_that_forgets_keys_is_found_out_by_lost_answers() -> None:
    outcome = lost_answers.drill(SEED, rounds=80, application="tests.drills.planted:forgets_keys()")
    assert outcome.wrong["ghosts"] > 0, outcome.line()


def test_a_log_torn_by_a_power_cut_recovers_to_a_moment_that_was() -> None:
    outcome = torn.drill(SEED, rounds=10, seconds=0.6)
    assert outcome.sound, outcome.as_dict()
    assert outcome.figures["states"] > 1


def test_what_was_promised_survives_kill_9_of_postgresql() -> None:
    outcome = killed_postgres.drill(SEED, rounds=1)
    assert outcome.sound, outcome.as_dict()
    assert outcome.figures["acked"] > 0


def test_a_lobby_behind_a_dead_cable_says_so_and_nobody_in_it_gets_two_numbers() -> None:
    outcome = pulled(5)
    assert outcome.sound, outcome.as_dict()
    assert int(outcome.figures["unanswered"]) > 3


def test_programs_that_hoard_numbers_take_no_more_than_the_share_from_home_and_nobody_is_shut_out(
    sqlite_template: Path,
) -> None:
    outcome = hoarding.drill(SEED, rounds=420, honest=12, bits=6, template=sqlite_template)
    assert outcome.sound, outcome.as_dict()
    assert outcome.figures["small_from_home"] == outcome.figures["small_share"], "hoarded to the last"
    assert int(outcome.figures["slowed"]) > 100
    assert int(outcome.figures["honest_proved"]) > 3


def test_screens_behind_a_line_that_repeats_and_reorders_and_cuts_end_right_and_never_go_back() -> None:
    outcome = chaos.drill(SEED, rounds=40, screens=4)
    assert outcome.sound, outcome.as_dict()
    assert int(outcome.figures["twice"]) + int(outcome.figures["late"]) > 3
    assert int(outcome.figures["calls_shown"]) > 0


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_handles_that_are_guessed_are_nobody_s_and_all_refused_alike(app: Flask) -> None:
    """The second half of D18; how often anybody may ask is in `tests/queue_app/web/test_limits.py`."""
    real = make.make_ticket().id
    client, dice = app.test_client(), Random(SEED)
    guesses = [real[:-1] + last for last in "aZ0_" if last != real[-1]]
    guesses += [dice.randbytes(16).hex() for _ in range(60)]
    for path in ("/tickets/{}", "/survey/{}"):
        answers = [client.get(f"/api/v1{path.format(guess)}") for guess in guesses]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.data for answer in answers}) == 1, path
    assert client.get(f"/api/v1/tickets/{real}").status_code == 200


@pytest.mark.long
def test_a_server_that_forgets_keys_is_found_out_by_a_dead_cable() -> None:
    outcome = pulled(1, "tests.drills.planted:forgets_keys()")
    assert outcome.wrong["ghosts"] > 0, outcome.line()


def pulled(seconds: int, application: str = PRODUCT) -> Outcome:
    """D19, with few screens."""
    try:
        return partitioned.drill(SEED, rounds=seconds, application=application, screens=6, television=False)
    except NotHere as reason:
        pytest.skip(str(reason))
