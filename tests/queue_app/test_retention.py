"""Phone numbers are gone when the time that their owners agreed to is over, and so is what was said to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from queue_app import retention
from queue_app.check import report
from queue_app.db import Record
from queue_app.idempotency import idempotent_answers
from queue_app.jobs import work
from queue_app.line import calling
from queue_app.line.contacts import contacts
from queue_app.line.ticket import tickets
from queue_app.notify.outbox import PENDING, SENT, messages
from queue_app.transaction import reading, transaction
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.line.scene import later, stop_clock

PHONE = {"phone": "+6281234567890", "consent": "2026-11"}


@pytest.fixture
def app(app: Flask) -> Flask:
    """Monday 09.00 WIB exactly."""
    stop_clock(MONDAY)
    return app


def count(column: Any, *conditions: Any) -> int:
    with reading() as session:
        return session.scalar(select(func.count(column)).where(*conditions)) or 0


def kept() -> tuple[int, int, int]:
    """Numbers, what recognises them, messages."""
    return count(contacts.c.ticket_key), count(tickets.c.phone_digest), count(messages.c.id)


def violations(days: int = 7) -> list[str]:
    with reading() as session:
        session.rollback()
        return [one.invariant for one in report(session, phone_days=days).violations if one.invariant == "I12"]


def said_and_sent() -> None:
    """Somebody with a number was called, and told."""
    make.make_open_counter()
    make.make_ticket(**PHONE)
    make.do(calling.call_next)
    with transaction() as session:
        session.execute(messages.update().where(messages.c.state == PENDING).values(state=SENT, attempts=1))


def test_eight_days_later_nothing_of_a_phone_number_is_left(app: Flask) -> None:
    said_and_sent()
    later(days=7)
    work.close_days()
    work.forget_old(7)
    assert kept()[:2] == (1, 1)
    later(days=1)
    assert violations() == []  # the job still has its day
    work.forget_old(7)
    assert kept() == (0, 0, 0)
    work.forget_old(7)
    later(days=30)
    assert violations() == []


def test_the_days_count_from_the_day_of_the_number_not_from_when_it_was_taken(app: Flask) -> None:
    later(hours=6.5)  # in the afternoon numbers for tomorrow are given
    make.make_ticket(present=False, day=MONDAY.date() + timedelta(days=1), **PHONE)
    later(days=8)
    work.forget_old(7)
    assert kept()[:2] == (1, 1)
    later(days=1)
    work.forget_old(7)
    assert kept()[:2] == (0, 0)


def test_a_house_may_forget_sooner(app: Flask) -> None:
    said_and_sent()
    later(days=1)
    work.forget_old(0)
    assert kept()[:2] == (0, 0)


def test_a_number_that_nobody_forgot_is_found_by_the_check(app: Flask) -> None:
    make.make_ticket(**PHONE)
    later(days=9)
    assert violations(7) == ["I12"]


def test_a_message_that_still_waits_is_not_dropped_unsent(app: Flask) -> None:
    make.make_ticket(**PHONE)
    with transaction() as session:
        before = session.scalar(select(func.count()).select_from(messages))
        later(days=8)
        retention.forget(session, 7)
        assert session.scalar(select(func.count()).select_from(messages)) == before


def test_a_phone_number_stands_in_no_column_in_clear(app: Flask) -> None:
    said_and_sent()
    with reading() as session:
        for table in Record.metadata.sorted_tables:
            for row in session.execute(select(table)):
                text = " ".join(str(value) for value in row)
                for form in ("81234567890", "8123-4567-890", "812 3456 7890"):
                    assert form not in text, table.name
    assert count(idempotent_answers.c.status) == 0
