"""The drills in their short forms, on real servers; `run.py bench drills` runs the full ones."""

from __future__ import annotations

import pytest

from bench.drills import bad_input, chaos, clock_jumps, full_disk, killed, killed_postgres, lost_answers, stopped, torn

pytestmark = pytest.mark.xdist_group("drills")

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


def test_a_server_that_is_stopped_finishes_what_it_began() -> None:
    outcome = stopped.drill(SEED, rounds=1)
    assert outcome.sound, outcome.as_dict()
    assert outcome.figures["refused_while_down"] > 0


def test_on_a_full_disk_nothing_is_promised_everything_is_shown_and_with_room_it_goes_on() -> None:
    outcome = full_disk.drill(SEED, rounds=1, ways=("limit",))
    assert outcome.sound, outcome.as_dict()
    assert outcome.figures["refused_503"] > 0


def test_screens_end_up_right_whatever_happens_on_the_way() -> None:
    outcome = chaos.drill(SEED, rounds=40, screens=8)
    assert outcome.sound, outcome.as_dict()
    assert outcome.figures["ignored"] > 0


def test_through_midnight_and_jumps_of_the_clock_every_day_begins_once() -> None:
    outcome = clock_jumps.drill(SEED, rounds=1, zones=1, seconds=0.5)
    assert outcome.sound, outcome.as_dict()
    assert outcome.figures["days"] == 2


def test_nothing_that_is_sent_is_a_fault() -> None:
    outcome = bad_input.drill(SEED, rounds=400)
    assert outcome.sound, outcome.as_dict()
    assert outcome.figures["done"] > 10
