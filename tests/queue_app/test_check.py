"""`check` finds every planted corruption, and nothing wrong in a day that was played through the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from queue_app import clock
from queue_app.check import Report, report, summary
from queue_app.jobs import work
from queue_app.line import calling
from queue_app.transaction import database, reading, transaction
from queue_app.violations import INVARIANTS
from tests import make
from tests.conftest import MONDAY, still
from tests.history import open_to_change
from tests.queue_app.planted import PLANTED
from tests.queue_app.played_day import arrive, play_a_day, step


@pytest.fixture
def day(app: Flask) -> None:
    """A morning with every verb in it; A003 and A005 are called and A007 waits at its end."""
    play_a_day()


def test_a_played_day_has_no_violation_and_its_calls_were_judged(day: None) -> None:
    found = checked()
    assert found.violations == []
    assert found.checked["tickets"] >= 14
    assert found.checked["judged_calls"] >= 8
    assert (found.checked["rights"], found.checked["spent"], found.checked["responses"]) == (5, 1, 1)
    assert summary(found).startswith("Tidak ada pelanggaran. Diperiksa: 1 hari, ")


def test_a_day_that_was_closed_has_no_violation(day: None) -> None:
    clock.install(still(MONDAY + timedelta(hours=9)))
    work.close_days()
    assert checked().violations == []


def test_an_empty_database_has_no_violation(app: Flask) -> None:
    assert checked().violations == []


def test_a_form_that_leads_back_without_a_word_has_had_its_answer(day: None) -> None:
    with transaction() as session:
        led_back = session.execute(text("UPDATE idempotent_answers SET status = 303, body = ''"))
        assert led_back.rowcount > 0
    assert checked().violations == []


@pytest.mark.parametrize("invariant", sorted({planted[0] for planted in PLANTED.values()}))
def test_every_planted_corruption_is_reported(day: None, invariant: str) -> None:
    for name, (broken, *statements) in PLANTED.items():
        if broken == invariant:
            with planted(*statements) as found:
                assert invariant in {v.invariant for v in found.violations}, name
                assert "pelanggaran (" in summary(found)
    assert checked().violations == []


def test_a_priority_ticket_left_behind_when_it_was_its_lanes_turn_is_reported(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    make.make_ticket()
    make.make_ticket(priority="lansia")
    step(calling.call_next)
    assert checked().violations == []
    regular = "UPDATE tickets SET priority = NULL, lane = 1 WHERE ordinal = 3"
    priority = "UPDATE tickets SET priority = 'lansia', lane = 0 WHERE ordinal = 2"
    with planted(regular, priority) as found:
        told = [(v.invariant, v.where, v.detail.partition(" (")[0]) for v in found.violations]
    assert told == [
        ("I5", "gmsc 2026-11-23 A003", "was called although it was the priority lane's turn"),
        ("I5", "gmsc 2026-11-23 A003", "was called before A001"),
    ]


def test_a_person_called_by_turn_without_being_there_is_reported(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False)
    arrive(home)
    step(calling.call_next)
    gone = "DELETE FROM ticket_events WHERE kind = 'checked-in'"
    with planted(gone, "UPDATE tickets SET version = 1") as found:
        told = [(v.invariant, v.where, v.ref) for v in found.violations]
    assert told == [("I8", "gmsc 2026-11-23 A001", home.ref), ("I5", "gmsc 2026-11-23 A001", home.ref)]


def test_calls_before_the_last_edit_of_the_catalogue_are_not_judged(day: None) -> None:
    before = checked().checked["judged_calls"]
    assert before > 0
    with planted("UPDATE catalogue_changes SET at = '2026-11-23 23:00:00+00:00'") as found:
        assert found.checked["judged_calls"] == 0


def test_every_violation_says_what_it_means_and_whose_ticket_it_is(day: None) -> None:
    with planted("UPDATE tickets SET recalls = 7 WHERE status = 'CALLED' AND ordinal = 3") as found:
        told = found.as_dict()
        said = summary(found)
    (one,) = [v for v in told["violations"] if v["invariant"] == "I8"]  # type: ignore[attr-defined]
    assert one["where"] == "gmsc 2026-11-23 A003"
    assert (one["name"], one["detail"]) == ("every change has its event", "recalls is 7, its events say 1")
    assert one["ref"] in said
    assert told["means"] == {"I8": INVARIANTS["I8"].when_broken}
    assert INVARIANTS["I8"].when_broken in said


def test_a_file_that_a_power_cut_could_empty_is_reported(sqlite_app: Flask) -> None:
    def careless(driver: Any, *_: object) -> None:
        driver.execute("PRAGMA synchronous = OFF")

    with sqlite_app.app_context():
        event.listen(engine := database.engine, "checkout", careless)
        try:
            found = [v.invariant for v in checked().violations]
        finally:
            event.remove(engine, "checkout", careless)
            database.session.remove()
            engine.dispose()
    assert found == ["database"]


def test_a_report_says_what_it_looked_at_as_json(day: None) -> None:
    told = checked().as_dict()
    assert told["violations"] == []
    assert isinstance(told["checked"], dict)
    assert told["checked"]["days"] == 1


def checked() -> Report:
    with reading() as session:
        return report(session)


@contextmanager
def planted(*statements: str) -> Iterator[Report]:
    """What a check says of the database after these statements; they are taken back."""
    session = database.session()
    sqlite = session.get_bind().dialect.name == "sqlite"
    session.connection(execution_options={"writing": True})
    if sqlite:
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
    with open_to_change(session):
        for statement in statements:
            session.execute(text(statement))
    yield report(session)
    if sqlite:
        session.execute(text("PRAGMA ignore_check_constraints = OFF"))
    session.rollback()
