"""Suspicion is judged when an answer comes in, kept as a coarse mark, and takes nothing away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from survey import pace
from survey.check import survey_violations
from survey.marks import BURST_FROM, Circumstances, judge
from survey.pace import PaceRecord
from survey.responses import ResponseRecord
from survey.stamp import seconds_since, stamp
from survey.tokens import token_for
from tests.survey.make import NOON, make_answers, make_response

CALM = Circumstances(seconds=60)
VARIED = make_answers(3, waktu=1)


@pytest.mark.parametrize(
    ("scores", "how", "channel", "in_window", "expected"),
    [
        (VARIED, CALM, "web", 1, []),
        (make_answers(4), CALM, "web", 1, ["straight-line"]),
        (VARIED, Circumstances(seconds=17), "web", 1, ["too-fast"]),
        (VARIED, Circumstances(seconds=18), "web", 1, []),
        (VARIED, Circumstances(), "web", 1, ["untimed"]),
        (VARIED, CALM, "web", BURST_FROM - 1, []),
        (VARIED, CALM, "web", BURST_FROM, ["burst"]),
        (VARIED, Circumstances(60, counter_machine=True), "web", 1, ["counter-machine"]),
        (
            make_answers(4),
            Circumstances(3, True),
            "kiosk",
            99,
            ["straight-line", "too-fast", "burst", "counter-machine"],
        ),
        (make_answers(4), Circumstances(1, True), "paper", 99, ["straight-line"]),
        (VARIED, Circumstances(), "assisted", 99, []),
    ],
)
def test_each_mark_has_one_cause(scores, how, channel, in_window, expected):
    assert judge(scores, how, channel=channel, in_window=in_window) == expected


def test_a_marked_answer_is_stored_and_counted_like_any_other(session):
    make_response(session, make_answers(4), how=Circumstances(seconds=2, counter_machine=True))
    make_response(session, VARIED, how=CALM)
    flags = session.scalars(select(ResponseRecord.flags)).all()
    assert sorted(flags) == [[], ["straight-line", "too-fast", "counter-machine"]]
    assert list(survey_violations(session)) == []


def test_a_burst_is_noticed_service_by_service_and_is_over_with_its_window(session):
    counts = [pace.note(session, 1, "ktp-el", NOON + timedelta(seconds=n)) for n in range(3)]
    assert counts == [1, 2, 3]
    assert pace.note(session, 1, "kk", NOON) == 1
    assert pace.note(session, 2, "ktp-el", NOON) == 1
    assert pace.note(session, 1, "ktp-el", NOON + pace.WINDOW) == 1


def test_of_the_past_only_the_last_window_is_known_and_soon_not_even_that(session):
    for n in range(5):
        pace.note(session, 1, "ktp-el", NOON + n * pace.WINDOW)
    assert session.scalar(select(func.count()).select_from(PaceRecord)) == 1
    pace.forget_before(session, NOON + 4 * pace.WINDOW)
    assert session.scalar(select(func.count()).select_from(PaceRecord)) == 1
    pace.forget_before(session, NOON + 6 * pace.WINDOW)
    assert session.scalar(select(func.count()).select_from(PaceRecord)) == 0


def test_answers_that_come_all_at_once_are_marked_from_the_twelfth_on(session):
    for _ in range(BURST_FROM + 2):
        make_response(session, VARIED, how=CALM)
    flags = session.scalars(select(ResponseRecord.flags)).all()
    assert flags.count(["burst"]) == 3
    assert flags.count([]) == BURST_FROM - 1


def test_the_stamp_of_a_form_tells_its_age_and_cannot_be_made_up():
    token, other = token_for("a"), token_for("b")
    shown = stamp(token, NOON)
    later = NOON + timedelta(seconds=42)
    assert seconds_since(shown, token, later) == 42
    assert seconds_since(shown, token.lower(), later) == 42
    seconds, _, seal = shown.partition(".")
    forged = (f"{int(seconds) - 60}.{seal}", seconds, f"{seconds}.", "", "x" * 100, "١٢.x", None, 5)
    assert {seconds_since(one, token, later) for one in forged} == {None}
    assert seconds_since(shown, other, later) is None
    assert seconds_since(shown, token, NOON - timedelta(seconds=5)) is None
    assert seconds_since(shown, token, NOON + timedelta(days=8)) is None
