"""Is the checker itself any good? Each bug of the table is planted, and the drill beside it must fail.

A drill that fails with nothing planted proves as little as one that never fails, so each is also run as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from queue_app.transaction import announced, database
from tests.drills import bugs, moments
from tests.emptying import empty

Drill = Callable[[Flask], None]
Bug = Callable[[pytest.MonkeyPatch], None]

#: bug → the drill that catches it.
TABLE: dict[Bug, Drill] = {
    bugs.max_plus_one: moments.d3_draws_at_once,
    bugs.missing_unique: moments.check_of_a_morning,
    bugs.acknowledged_before_commit: moments.d5_power_cut_after_each_answer,
    bugs.event_outside_the_transaction: moments.d5_power_cut_before_the_doorbell,
    bugs.right_outside_the_transaction: moments.d5_power_cut_before_the_doorbell,
    bugs.naive_date: moments.d11_midnights,
    bugs.no_idempotency_key: moments.d13_lost_answers,
    bugs.synchronous_off: moments.check_of_a_morning,
    bugs.emit_only_display: moments.d8_lost_doorbells,
    bugs.doorbell_without_timer: moments.d8_no_doorbell_at_all,
    bugs.last_sequence_is_the_horizon: moments.d8_commits_out_of_order,
    bugs.unguarded_move: moments.d4_stale_hands,
    bugs.time_kept_with_an_answer: moments.check_of_a_morning,
    bugs.log_edit: moments.check_of_a_morning,
    bugs.regular_lane_first: moments.d1_random_life,
    bugs.undo_leaves_the_right: moments.check_of_an_undone_finish,
    bugs.the_served_marked_absent: moments.d1_random_life,
}
#: What only one of the two databases has; D1 itself is run on both in test_stateful.
SQLITE_ONLY = {bugs.synchronous_off, *(bug for bug, drill in TABLE.items() if drill is moments.d1_random_life)}
#: SQLite has one writer, which commits before the next one begins.
POSTGRESQL_ONLY = {bugs.last_sequence_is_the_horizon}
#: The drills that are cheap; D1 without a bug is test_stateful.
MOMENTS = sorted({drill for drill in TABLE.values() if drill is not moments.d1_random_life}, key=lambda d: d.__name__)


@pytest.fixture
def patch(app: Flask) -> Iterator[pytest.MonkeyPatch]:
    """Plants, and takes everything back."""
    with pytest.MonkeyPatch.context() as planting:
        yield planting
        database.session.remove()
        announced.clear()
        bugs.put_right()


@pytest.mark.parametrize("drill", MOMENTS, ids=lambda d: d.__name__)
def test_without_a_bug_the_drill_finds_nothing(app: Flask, drill: Drill) -> None:
    drill(app)


WHERE = [("sqlite", bug) for bug in TABLE if bug not in POSTGRESQL_ONLY] + [
    ("postgresql", bug) for bug in TABLE if bug not in SQLITE_ONLY
]


@pytest.mark.parametrize(("app", "bug"), WHERE, indirect=["app"], ids=lambda part: getattr(part, "__name__", part))
def test_the_bug_is_caught_by_its_drill(app: Flask, patch: pytest.MonkeyPatch, bug: Bug) -> None:
    drill = TABLE[bug]
    empty()
    bug(patch)
    with pytest.raises(AssertionError) as caught:
        drill(app)
    assert str(caught.value), "a drill says what it found"
    print(f"{bug.__name__} caught by {drill.__name__}: {str(caught.value).splitlines()[0][:150]}")
