"""What happens while a day ends belongs to one day, whichever look at the clock is the first of the new one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.check import check
from queue_app.line import attendance, issuing, moving, notices, passing
from queue_app.line.events import ticket_events
from queue_app.line.issuing import Wish
from queue_app.transaction import reading, transaction
from tests import make
from tests.conftest import MONDAY, still

MIDNIGHT = datetime.combine(date(2026, 11, 24), time(), ZoneInfo("Asia/Jakarta"))
Act = Callable[[Session, Directory], object]


def hurry(before: int) -> None:
    """Let half a minute pass between any two looks at the clock; so many of them still see the old day."""
    looks = count(1)

    class Hurrying(clock.Clock):
        def now(self) -> datetime:
            return self.start + timedelta(seconds=30 * next(looks))

    clock.install(Hurrying(MIDNIGHT - timedelta(seconds=30 * before + 15), MONDAY))


def pass_time(session: Session, house: Directory) -> None:
    passing.record_passing(session, house, ["day"], by="system")


def post(session: Session, house: Directory) -> None:
    notices.post_notice(session, house, text="Sistem pusat terganggu", by="staff:1")


def open_counter(session: Session, house: Directory) -> None:
    attendance.open_counter(session, house, house.counter("L4"), by="staff:1")


def move(session: Session, house: Directory) -> None:
    only = [house.service(make.SERVICE)]
    assert moving.move_counter(session, house, house.counter("L4"), services=only, by="staff:1")


@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_number_taken_around_midnight_belongs_to_the_day_on_which_it_was_taken(app: Flask, before: int) -> None:
    with transaction() as session:
        house = directory(session)
        hurry(before)
        ticket = issuing.issue(session, house, house.service(make.SERVICE), Wish(channel="counter"), by="staff:1")
    assert ticket.issued_at == ticket.arrived_at
    assert ticket.day == clock.business_day("Asia/Jakarta", ticket.issued_at)
    clock.install(still(MIDNIGHT))
    with reading() as session:
        assert check(session) == []


@pytest.mark.parametrize("act", [pass_time, post, open_counter, move])
@pytest.mark.parametrize("before", range(6))
def test_an_event_around_midnight_is_of_the_day_in_which_it_happened(app: Flask, act: Act, before: int) -> None:
    e, found = ticket_events.c, []
    with suppress(TakenBack), transaction() as session:
        house = directory(session)
        hurry(before)
        act(session, house)
        found = session.execute(select(e.day, e.at)).all()
        raise TakenBack  # the catalogue, which moving a counter changes, belongs to other tests too
    ((day, at),) = found
    assert day == clock.business_day("Asia/Jakarta", at)


class TakenBack(Exception):
    """Nothing of it is kept."""
