"""The drills in their short forms, on real servers; `run.py bench drills` runs the full ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.drills import hoarding, killed, killed_postgres, lost_answers, partitioned, torn
from bench.drills.hall import PRODUCT
from bench.drills.outcome import Outcome
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
