"""`check` finds every planted corruption, and nothing wrong in a day that was played through the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from queue_app import clock
from queue_app.check import Report, report, summary
from queue_app.jobs import work
from queue_app.line import calling
from queue_app.transaction import database, reading, transaction
from queue_app.violations import INVARIANTS
from tests import make
from tests.conftest import MONDAY, still
from tests.queue_app.played_day import arrive, play_a_day, step

#: Takes from a database what would refuse the corruption that follows.
WITHOUT_ONE_OPEN_TICKET = "DROP INDEX uq_tickets_open_at_counter"


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
    assert summary(found).startswith("No violation.")


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


PLANTED = {
    "a number skipped": ("I1", "UPDATE tickets SET ordinal = 900 WHERE ordinal = 2 AND prefix = 'A'"),
    "a number drawn and not given": ("I1", "UPDATE line_days SET last_ordinal = last_ordinal + 1"),
    "a ticket without its counter row": ("I1", "DELETE FROM line_days"),
    "an acknowledged ticket lost": ("I2", "UPDATE tickets SET ref = 'ZZZZZZZZZZ' WHERE ordinal = 1"),
    "a key without an answer": ("I3", "UPDATE idempotent_answers SET status = 0, body = ''"),
    "two keys for one ticket": (
        "I3",
        "INSERT INTO idempotent_answers SELECT site_id, 'other', request_digest, status, body, at"
        " FROM idempotent_answers WHERE status = 201",
    ),
    "two open tickets at a counter": (
        "I4",
        WITHOUT_ONE_OPEN_TICKET,
        "UPDATE tickets SET status = 'CALLED', counter_id = (SELECT counter_id FROM tickets"
        " WHERE status = 'CALLED' LIMIT 1) WHERE status = 'WAITING' AND ordinal = 7",
    ),
    "an event of a call to a busy counter": (
        "I4",
        "UPDATE ticket_events SET counter_id = (SELECT id FROM counters WHERE code = 'L5')"
        " WHERE seq > (SELECT max(seq) - 2 FROM ticket_events)",
    ),
    "somebody called before their turn": (
        "I5",
        "UPDATE tickets SET place = 1 WHERE ordinal = 7 AND prefix = 'A'",
    ),
    "a status without an event": ("I6", "UPDATE tickets SET status = 'EXPIRED' WHERE ordinal = 7"),
    "an illegal move": (
        "I6",
        "UPDATE ticket_events SET kind = 'rejoined' WHERE kind = 'recalled'",
    ),
    "a step that undo did not follow": (
        "I6",
        "DELETE FROM ticket_events WHERE kind = 'undone'",
    ),
    "served without the right": ("I7", "DELETE FROM survey_rights"),
    "a right without being served": (
        "I7",
        "UPDATE survey_rights SET subject = (SELECT ref FROM tickets WHERE status = 'WAITING' LIMIT 1)"
        " WHERE subject = (SELECT ref FROM tickets WHERE status = 'SERVED' LIMIT 1)",
    ),
    "a withdrawn right of the served": (
        "I7",
        "UPDATE survey_rights SET withdrawn_at = '2026-11-23 02:00:00+00:00'",
    ),
    "a right for another service": ("I7", "UPDATE survey_rights SET service_code = 'PLN-PASANG'"),
    "more redeemed than granted": (
        "I7",
        "UPDATE survey_rights SET withdrawn_at = '2026-11-23 02:00:00+00:00'"
        " WHERE digest IN (SELECT digest FROM survey_spent)",
    ),
    "served without having been called": (
        "I7",
        "DELETE FROM ticket_events WHERE kind IN ('called', 'unheld', 'walked-in')",
    ),
    "a token spent that nobody had": ("I7", "UPDATE survey_spent SET digest = 'x'"),
    "an answer without a token": ("I7", "DELETE FROM survey_spent"),
    "half an answer": ("I7", "DELETE FROM survey_answers WHERE unsur = 'biaya'"),
    "a change without an event": ("I8", "UPDATE tickets SET version = version + 1 WHERE ordinal = 7"),
    "an event lost": ("I8", "DELETE FROM ticket_events WHERE kind = 'recalled'"),
    "an event of another ticket": ("I8", "UPDATE ticket_events SET number = 'A099' WHERE kind = 'held'"),
    "a ticket moved to another service": (
        "I8",
        "UPDATE tickets SET service_id = service_id + 1 WHERE ordinal = 7",
    ),
    "a called ticket at another counter": (
        "I8",
        "UPDATE tickets SET counter_id = counter_id + 3 WHERE status = 'CALLED'",
    ),
    "a ticket that says another counter than its events": (
        "I8",
        "UPDATE tickets SET counter_id = counter_id + 1 WHERE status = 'SERVED'",
    ),
    "a recall that was not made": ("I8", "UPDATE tickets SET recalls = 7 WHERE status = 'CALLED'"),
    "somebody made present behind the events": (
        "I8",
        "UPDATE tickets SET arrived_at = NULL WHERE status = 'WAITING' AND ordinal = 7",
    ),
    "an outcome made better": (
        "I8",
        "UPDATE tickets SET outcome = 'done', missing = NULL WHERE outcome = 'berkas-kurang'",
    ),
    "a dispute wiped away": ("I8", "UPDATE tickets SET claimed_at = NULL WHERE claimed_at IS NOT NULL"),
    "an event changed": (
        "I8",
        "UPDATE ticket_events SET data = '{\"outcome\": \"done\"}' WHERE kind = 'finished' AND seq ="
        " (SELECT max(seq) FROM ticket_events WHERE kind = 'finished' AND CAST(data AS TEXT) LIKE '%missing%')",
    ),
    "a call that no board shows": (
        "I9",
        "UPDATE ticket_events SET kind = 'started' WHERE kind IN ('called', 'recalled') AND number = 'A003'",
    ),
    "a board that lists a counter which is not at work": (
        "I9",
        "DELETE FROM ticket_events WHERE kind = 'counter-opened'",
    ),
    "a line that shows somebody who does not wait": (
        "I9",
        "UPDATE tickets SET status = 'WAITING', outcome = NULL WHERE status = 'SERVED'",
    ),
    "a clock that went back a day": (
        "I10",
        "UPDATE ticket_events SET day = '2026-11-22', at = '2026-11-22 02:00:00+00:00'"
        " WHERE seq = (SELECT max(seq) FROM ticket_events WHERE kind = 'called')",
    ),
    "a number given for a day that is over": (
        "I10",
        "UPDATE ticket_events SET at = '2026-11-25 02:00:00+00:00' WHERE kind = 'issued' AND number = 'A007'",
    ),
    "a ticket moved to another day": (
        "I10",
        "UPDATE tickets SET day = '2026-11-24' WHERE status = 'WAITING' AND ordinal = 7",
    ),
    "a call on another day": (
        "I10",
        "UPDATE ticket_events SET at = '2026-11-24 02:00:00+00:00' WHERE kind = 'called'",
    ),
    "a phone kept too long": (
        "I12",
        "UPDATE tickets SET day = '2026-11-10' WHERE key IN (SELECT ticket_key FROM contacts)",
    ),
    "a phone forgotten by half": ("I12", "DELETE FROM contacts"),
    "a ticket that was never issued": (
        "I13",
        "DELETE FROM ticket_events WHERE kind = 'issued' AND number = 'A007'",
    ),
    "a quota that gives numbers away": ("quota", "UPDATE service_days SET taken = taken - 1"),
    "a quota oversold": (
        "quota",
        "DELETE FROM ticket_events WHERE kind = 'quota-set'",
        "UPDATE service_days SET quota = taken - 1",
    ),
    "an open counter that says closed": (
        "counter",
        "UPDATE counter_states SET status = 'CLOSED', reason = NULL",
    ),
    "a call at a counter that never opened": (
        "counter",
        "DELETE FROM ticket_events WHERE kind = 'counter-opened'",
    ),
    "a counter that may have two open tickets": ("schema", WITHOUT_ONE_OPEN_TICKET),
    "an instant kept with an answer": ("schema", "ALTER TABLE survey_responses ADD COLUMN noted TIMESTAMP"),
    "a table beside the design": ("schema", "CREATE TABLE notes_of_the_operator (phone TEXT)"),
    "a message that tells a secret": (
        "outbox",
        'UPDATE messages SET parameters = \'{"number": "A001", "id": "secret"}\'',
    ),
    "a message about another ticket": (
        "outbox",
        'UPDATE messages SET parameters = \'{"number": "A099"}\'',
    ),
    "a message sent without trying": ("outbox", "UPDATE messages SET state = 'sent', attempts = 0"),
}


@pytest.mark.parametrize("invariant", sorted({planted[0] for planted in PLANTED.values()}))
def test_every_planted_corruption_is_reported(day: None, invariant: str) -> None:
    for name, (broken, *statements) in PLANTED.items():
        if broken == invariant:
            with planted(*statements) as found:
                assert invariant in {v.invariant for v in found.violations}, name
                assert "violations (" in summary(found)
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
    with sqlite_app.app_context():
        session = database.session()
        session.connection()
        driver = session.connection().connection.dbapi_connection
        session.rollback()
        driver.execute("PRAGMA synchronous = OFF")
        found = [v.invariant for v in checked().violations]
        driver.execute("PRAGMA synchronous = FULL")
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
    for statement in statements:
        session.execute(text(statement))
    yield report(session)
    if sqlite:
        session.execute(text("PRAGMA ignore_check_constraints = OFF"))
    session.rollback()
