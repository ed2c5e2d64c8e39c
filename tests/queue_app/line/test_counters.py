"""A counter's day: open, pause with a reason, resume, close; and what it refuses while it is not open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.line import attendance, calling, notices, serving
from queue_app.line.events import read_after
from queue_app.line.ticket import Status, Ticket
from queue_app.transaction import reading, transaction
from tests import make
from tests.queue_app.line.scene import (
    at_counter,
    count_events,
    later,
    now,
    refused,
    serve,
    service,
    shown,
)

L5 = "L5"


def test_a_counter_opens_pauses_resumes_and_closes_and_each_says_so(app: Flask) -> None:
    back = clock.now() + timedelta(minutes=20)
    for verb, named in (
        (attendance.open_counter, {"services": ["DKC-KIA"]}),
        (attendance.pause, {"reason": "Salat", "until": back}),
        (attendance.resume, {}),
        (attendance.close, {}),
    ):
        at_counter(verb, **named)
    with reading() as session:
        events = read_after(session, 0, 10)
    assert [(e.kind.value, e.data) for e in events] == [
        ("counter-opened", {"services": ["DKC-KIA"]}),
        ("counter-paused", {"reason": "Salat", "until": back.isoformat()}),
        ("counter-resumed", {}),
        ("counter-closed", {}),
    ]


@pytest.mark.parametrize("minutes", [0, -20])
def test_a_pause_and_a_notice_end_later_than_now(app: Flask, minutes: int) -> None:
    make.make_open_counter()
    until = clock.now() + timedelta(minutes=minutes)
    with refused("invalid"):
        at_counter(attendance.pause, reason="Salat", until=until)
    with refused("invalid"), transaction() as session:
        notices.post_notice(session, directory(session), text="Tutup lebih awal", until=until, by="test")
    assert shown("counter", "L4")["open"]
    assert shown("board", "H2")["notices"] == []


@pytest.mark.parametrize("state", ["closed", "paused", "never opened"])
@pytest.mark.parametrize("verb", ["call_next", "finish_and_call_next", "call", "unhold", "walk_in", "pause"])
def test_a_counter_that_is_not_open_calls_nobody(first: Ticket, state: str, verb: str) -> None:
    at_counter(calling.call_next)
    at_counter(serving.hold)
    if state == "paused":
        at_counter(attendance.pause, reason="Istirahat")
    elif state == "closed":
        at_counter(attendance.close)
    code = L5 if state == "never opened" else make.COUNTER
    held = now(first)
    act = {
        "call_next": lambda: at_counter(calling.call_next, code=code),
        "finish_and_call_next": lambda: at_counter(calling.finish_and_call_next, code=code),
        "call": lambda: at_counter(calling.call, held, reason="x", code=code),
        "unhold": lambda: at_counter(calling.unhold, held, code=code),
        "walk_in": lambda: at_counter(serving.walk_in, service=service("DKC-KIA"), code=code),
        "pause": lambda: at_counter(attendance.pause, reason="x", code=code),
    }
    with refused("counter-not-open"):
        act[verb]()


def test_opening_again_changes_what_is_served_and_keeps_the_turn(first: Ticket) -> None:
    urgent = make.make_ticket(priority="lansia")
    assert at_counter(calling.call_next).key == urgent.key
    at_counter(calling.miss)
    make.make_ticket("DKC-KIA")
    make.make_ticket("DKC-KIA", priority="hamil")
    make.make_open_counter(services=["DKC-KIA"])
    assert shown("counter", "L4")["services"] == ["DKC-KIA"]
    assert at_counter(calling.call_next).number == "A005"


@pytest.mark.parametrize("services", [[], ["PLN-BARU"], ["DKC-KIA", "PLN-BARU"]])
def test_a_counter_opens_for_its_own_services_only(app: Flask, services: list[str]) -> None:
    with refused("invalid"):
        make.make_open_counter(services=services)


def test_resuming_closing_or_pausing_twice_says_nothing_new(first: Ticket) -> None:
    before = count_events()
    at_counter(attendance.resume)
    assert count_events() == before
    at_counter(attendance.close)
    at_counter(attendance.close)
    assert count_events() == before + 1
    with refused("counter-not-open"):
        at_counter(attendance.resume)


def test_a_pause_has_a_reason(first: Ticket) -> None:
    with refused("invalid"):
        at_counter(attendance.pause, reason="  ")


def test_yesterdays_counter_is_closed_today(first: Ticket) -> None:
    at_counter(calling.call_next)
    at_counter(calling.miss)
    later(days=1)
    assert not shown("counter", "L4")["open"]
    with refused("counter-not-open"):
        at_counter(calling.call_next)
    make.make_open_counter()
    assert shown("counter", "L4")["missed"] == []


def test_a_person_who_is_being_served_can_be_finished_while_the_counter_pauses(first: Ticket) -> None:
    serve()
    at_counter(attendance.pause, reason="Istirahat")
    assert at_counter(serving.finish).status is Status.SERVED
