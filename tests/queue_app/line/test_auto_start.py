"""A counter starts by itself only where somebody wished it, only when it is due, and not again after an undo."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import directory
from queue_app.check import check
from queue_app.errors import Invalid
from queue_app.line import acks, calling, serving, steps
from queue_app.line.acks import last_call
from queue_app.line.auto_start import set_auto_start
from queue_app.line.serving import start_by_itself
from queue_app.line.ticket import Status, Ticket
from queue_app.transaction import reading, transaction
from queue_app.violations import Violation
from tests import make
from tests.queue_app.line.scene import at_counter, fact, later, now, refused, told


def wish(seconds: int | None) -> None:
    with transaction() as session:
        house = directory(session)
        set_auto_start(session, house, [house.counter(make.COUNTER)], seconds)


def violations() -> list[Violation]:
    with reading() as session:
        return check(session)


@pytest.fixture
def called(first: Ticket) -> Ticket:
    wish(20)
    at_counter(calling.call_next)
    return first


def test_a_called_ticket_starts_by_itself_when_the_delay_is_over(called: Ticket) -> None:
    later(seconds=20)
    at_counter(start_by_itself)
    assert now(called).status is Status.SERVING
    assert fact(called) == ("started", "CALLED", "SERVING", {"automatic": 20})


def test_it_does_not_start_before_its_time(called: Ticket) -> None:
    later(seconds=15)
    with refused("not-callable"):
        at_counter(start_by_itself)


def test_another_call_gives_the_person_the_whole_delay_again(called: Ticket) -> None:
    later(seconds=19)
    at_counter(calling.recall)
    later(seconds=10)
    with refused("not-callable"):
        at_counter(start_by_itself)


def test_a_start_that_was_taken_back_is_not_repeated(called: Ticket) -> None:
    later(seconds=20)
    at_counter(start_by_itself)
    at_counter(steps.undo)
    later(seconds=60)
    with refused("not-callable"):
        at_counter(start_by_itself)
    assert told(called)[-2:] == ["started", "undone"]


@pytest.mark.parametrize("detour", ["", "a finish that was taken back"])
def test_who_was_started_without_a_key_and_never_came_is_absent_also_when_it_is_noticed_late(
    called: Ticket, detour: str
) -> None:
    later(seconds=20)
    at_counter(start_by_itself)
    if detour:
        at_counter(serving.finish)
        at_counter(steps.undo)
    later(minutes=3)
    at_counter(calling.miss)
    absent = now(called)
    assert (absent.status, absent.started_at, absent.outcome) == (Status.NO_SHOW, None, None)
    assert told(called)[-2:] == ["undone", "missed"]
    assert violations() == []
    at_counter(steps.undo)
    assert now(called).status is Status.CALLED, "the clerk decides, not the delay"
    later(minutes=1)
    with refused("not-callable"):
        at_counter(start_by_itself)
    assert violations() == []


def test_whom_a_clerk_has_greeted_is_not_absent_afterwards(called: Ticket) -> None:
    at_counter(serving.start)
    with refused("ticket-moved-on"):
        at_counter(calling.miss)
    assert now(called).status is Status.SERVING


def test_a_counter_for_which_nobody_wished_it_waits_for_its_clerk(first: Ticket) -> None:
    at_counter(calling.call_next)
    later(minutes=5)
    with refused("not-callable"):
        at_counter(start_by_itself)


def test_the_wish_can_be_withdrawn(called: Ticket) -> None:
    wish(None)
    later(seconds=30)
    with refused("not-callable"):
        at_counter(start_by_itself)


def test_a_clerk_who_was_faster_is_not_disturbed(called: Ticket) -> None:
    at_counter(calling.miss)
    later(seconds=20)
    assert at_counter(start_by_itself) is None
    assert now(called).status is Status.NO_SHOW


@pytest.mark.parametrize("seconds", [-1, 301])
def test_a_delay_has_bounds(app: Flask, seconds: int) -> None:
    with pytest.raises(Invalid):
        wish(seconds)


def test_what_screens_report_of_the_last_call_is_read_back(called: Ticket) -> None:
    def report(session: Session, event: int, **at: Any) -> None:
        house = directory(session)
        acks.acknowledge(session, house, house.hall("H2"), event, **{"shown_at": None, "heard_at": None, **at})

    with reading() as session:
        counter = directory(session).counter(make.COUNTER)
        call = last_call(session, counter, called.ref)
    assert call is not None
    assert call.reported == ()
    with transaction() as session:
        report(session, call.event, shown_at=call.at, by="token:1")
        report(session, call.event, heard_at=call.at, by="token:2")
    with reading() as session:
        again = last_call(session, counter, called.ref)
    assert again is not None
    assert {(one.display, one.heard_at is not None) for one in again.reported} == {
        ("token:1", False),
        ("token:2", True),
    }
