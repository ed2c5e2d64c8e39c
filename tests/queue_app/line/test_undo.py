"""Undo takes back a counter's last step within ten seconds, whole, and only while nothing has followed from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.consequences import survey_token, touched
from queue_app.line import attendance, calling, desk, serving, steps
from queue_app.line.attendance import counter_states
from queue_app.line.serving import Outcome
from queue_app.line.ticket import Status, Ticket
from queue_app.transaction import reading, transaction
from survey import responses
from survey.instrument import effective
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.line.scene import (
    at_counter,
    claim,
    events_of,
    holder,
    later,
    now,
    refused,
    right_of,
    rows,
    service,
    shown,
    told,
)

MISSING = Outcome("berkas-kurang", ("KK asli",))
#: Each step a counter can take back: how it comes to it, and the step.
STEPS: dict[str, tuple[tuple[Any, ...], Any]] = {
    "call_next": ((), lambda t: at_counter(calling.call_next)),
    "call": ((), lambda t: at_counter(calling.call, now(t), reason="Alasan")),
    "start": ((calling.call_next,), lambda t: at_counter(serving.start)),
    "hold": ((calling.call_next,), lambda t: at_counter(serving.hold)),
    "hold while serving": ((calling.call_next, serving.start), lambda t: at_counter(serving.hold)),
    "unhold": ((calling.call_next, serving.hold), lambda t: at_counter(calling.unhold, now(t))),
    "miss": ((calling.call_next,), lambda t: at_counter(calling.miss)),
    "requeue missed": ((calling.call_next, calling.miss), lambda t: at_counter(calling.requeue, now(t))),
    "requeue held": ((calling.call_next, serving.hold), lambda t: at_counter(calling.requeue, now(t))),
    "transfer": (
        (calling.call_next,),
        lambda t: at_counter(serving.transfer, service=service("PLN-BARU"), note="Lanjut"),
    ),
    "finish": ((calling.call_next, serving.start), lambda t: at_counter(serving.finish, outcome=MISSING)),
}


@pytest.fixture
def first(app: Flask) -> Ticket:
    tickets = [make.make_ticket() for _ in range(4)]
    make.make_open_counter()
    later(minutes=1)
    return tickets[0]


def memory() -> tuple[int, int]:
    """What the counter remembers for its next call."""
    row = next(r for r in rows(counter_states))
    return row.since_priority, row.called_place


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_taken_back_within_ten_seconds_as_if_it_had_not_been(first: Ticket, step: str) -> None:
    way, act = STEPS[step]
    for verb in way:
        at_counter(verb)
        later(seconds=20)
    before, remembered, order = now(first), memory(), shown("line", "A")["order"]
    act(first)
    assert shown("counter", "L4")["undo_until"] is not None
    later(seconds=10)
    (back,) = at_counter(steps.undo)
    assert back == replace(before, version=back.version)
    assert (memory(), shown("line", "A")["order"]) == (remembered, order)
    event = events_of(first)[-1]
    assert (event.kind, event.to_status) == ("undone", before.status)
    assert event.data["undoes"] == events_of(first)[-2].seq
    assert right_of(first) is None


@pytest.mark.parametrize("step", STEPS)
def test_after_ten_seconds_nothing_is_taken_back(first: Ticket, step: str) -> None:
    way, act = STEPS[step]
    for verb in way:
        at_counter(verb)
    act(first)
    later(seconds=10.5)
    after = now(first)
    assert shown("counter", "L4")["undo_until"] is None
    with refused("ticket-moved-on") as no:
        at_counter(steps.undo)
    assert str(no.value) == "Langkah terakhir tidak dapat diurungkan lagi."
    assert now(first) == after


def test_a_step_is_taken_back_once(first: Ticket) -> None:
    at_counter(calling.call_next)
    at_counter(steps.undo)
    with refused("ticket-moved-on"):
        at_counter(steps.undo)


def test_a_counter_without_a_step_has_nothing_to_take_back(first: Ticket) -> None:
    with refused("ticket-moved-on"):
        at_counter(steps.undo)


def test_only_the_last_step_is_taken_back(first: Ticket) -> None:
    at_counter(calling.call_next)
    at_counter(serving.start)
    at_counter(steps.undo)
    assert now(first).status is Status.CALLED
    with refused("ticket-moved-on"):
        at_counter(steps.undo)


def test_finish_and_call_next_is_taken_back_as_one(first: Ticket) -> None:
    at_counter(calling.call_next)
    at_counter(serving.start)
    later(seconds=30)
    before = now(first), memory()
    _, called = at_counter(calling.finish_and_call_next)
    back = at_counter(steps.undo)
    assert [t.number for t in back] == ["A002", "A001"]
    assert (replace(now(first), version=before[0].version), memory()) == before
    assert now(called).status is Status.WAITING
    assert right_of(first) is None


FOLLOWED: dict[str, tuple[tuple[Any, ...], Any]] = {
    "the call was repeated": ((calling.call_next,), lambda t: at_counter(calling.recall)),
    "the missed person came back": ((calling.call_next, calling.miss), lambda t: holder(desk.rejoin, t)),
    "the missed person gave up": ((calling.call_next, calling.miss), lambda t: holder(desk.cancel, t)),
    "the missed person said they were served": (
        (calling.call_next, calling.miss),
        claim,
    ),
    "the held person gave up": ((calling.call_next, serving.hold), lambda t: holder(desk.cancel, t)),
    "another counter called the requeued": (
        (calling.call_next, calling.miss, "requeue"),
        lambda t: at_counter(calling.call, now(t), reason="Di sini", code="L5"),
    ),
    "the counter closed": (
        (calling.call_next, serving.start, serving.finish),
        lambda t: at_counter(attendance.close),
    ),
    "a walk-in came": (
        (calling.call_next, serving.start, serving.finish),
        lambda t: at_counter(serving.walk_in, service=service("DKC-KIA")),
    ),
}


@pytest.mark.parametrize("what", FOLLOWED)
def test_what_something_has_followed_from_stays(first: Ticket, what: str) -> None:
    make.make_open_counter("L5")
    way, follow = FOLLOWED[what]
    for verb in way:
        at_counter(calling.requeue, now(first)) if verb == "requeue" else at_counter(verb)
    follow(first)
    after = now(first), right_of(first) is not None
    assert shown("counter", "L4")["undo_until"] is None
    with refused("ticket-moved-on"):
        at_counter(steps.undo)
    assert (now(first), right_of(first) is not None) == after


def test_half_of_a_double_step_is_never_taken_back(first: Ticket) -> None:
    at_counter(calling.call_next)
    at_counter(serving.start)
    at_counter(calling.finish_and_call_next)
    answer_survey(first)
    with refused("ticket-moved-on"):
        at_counter(steps.undo)
    assert shown("counter", "L4")["current"]["number"] == "A002"
    assert now(first).status is Status.SERVED


# --- the survey right --------------------------------------------------------------------------------------------


def served(first: Ticket) -> None:
    for verb in (calling.call_next, serving.start, serving.finish):
        at_counter(verb)


def answer_survey(ticket: Ticket) -> None:
    with transaction() as session:
        instrument = effective(MONDAY.date())
        answers = dict.fromkeys(instrument.keys, 4)
        token = survey_token(ticket)
        responses.submit(session, token, answers=answers, at=clock.now(), day=MONDAY.date(), instrument=instrument)


def test_an_undone_transfer_is_told_to_the_counters_that_must_let_the_ticket_go(first: Ticket) -> None:
    at_counter(calling.call_next)
    at_counter(serving.transfer, service=service("PLN-BARU"))
    with reading() as session:
        sent = touched(directory(session), events_of(first)[-1])
    at_counter(steps.undo)
    with reading() as session:
        back = touched(directory(session), events_of(first)[-1])
    assert {scope.name for scope in sent if scope.kind == "counter"} >= {"L4", "L26"}
    assert back >= sent


def test_undoing_a_finish_withdraws_the_right_and_finishing_again_gives_it_again(first: Ticket) -> None:
    served(first)
    right = right_of(first)
    at_counter(steps.undo)
    assert right_of(first) is None
    at_counter(serving.finish)
    assert right_of(first).digest == right.digest
    answer_survey(first)
    assert told(first) == ["issued", "called", "started", "finished", "undone", "finished"]


def test_a_finish_that_was_answered_stays_and_the_clerk_does_not_learn_why(first: Ticket) -> None:
    served(first)
    answer_survey(first)
    with refused("ticket-moved-on") as no:
        at_counter(steps.undo)
    assert "survei" not in str(no.value).lower()
    assert now(first).status is Status.SERVED
    assert shown("counter", "L4")["undo_until"] is not None, "the console must not show it either"


def test_an_undone_call_is_gone_from_the_board(first: Ticket) -> None:
    at_counter(calling.call_next)
    later(seconds=1)
    at_counter(calling.miss)
    at_counter(calling.call_next)
    assert [c["number"] for c in shown("board", "H2")["calls"]] == ["A002", "A001"]
    at_counter(steps.undo)
    assert [c["number"] for c in shown("board", "H2")["calls"]] == ["A001"]
