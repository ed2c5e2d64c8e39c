"""What must always hold is a constraint too: each fires, whoever writes, and refuses nothing beside it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.line import calling, notices
from queue_app.line.ticket import Status, find
from queue_app.people import pairing, sign_in, staff
from queue_app.transaction import database, transaction
from tests import make
from tests.queue_app.played_day import PHONE, answer_all_who_were_served

#: What is broken → the statement, and how the constraint is called (PostgreSQL, SQLite).
BROKEN: dict[str, tuple[str, str, str]] = {
    "a second open ticket at a counter": (
        "UPDATE tickets SET status = 'CALLED', counter_id = (SELECT max(counter_id) FROM tickets) WHERE ordinal = 2",
        "uq_tickets_open_at_counter",
        "tickets.counter_id",
    ),
    "a second active ticket of a device": (
        "UPDATE tickets SET device_digest = 'd' WHERE ordinal >= 2",
        "uq_tickets_active_device",
        "tickets.device_digest",
    ),
    "a second active ticket of a phone": (
        "UPDATE tickets SET phone_digest = 'p' WHERE ordinal >= 2",
        "uq_tickets_active_phone",
        "tickets.phone_digest",
    ),
    "a number given twice": (
        "UPDATE tickets SET ordinal = 1 WHERE ordinal = 2",
        "uq_tickets_site_id_day_prefix_ordinal",
        "tickets.ordinal",
    ),
    "a handle given twice": (
        "UPDATE tickets SET id = (SELECT min(id) FROM tickets)",
        "uq_tickets_id",
        "tickets.id",
    ),
    "a reference given twice": (
        "UPDATE tickets SET ref = (SELECT min(ref) FROM tickets)",
        "uq_tickets_ref",
        "tickets.ref",
    ),
    "a prefix used twice in a site": (
        "UPDATE lines SET prefix = 'A' WHERE prefix = 'R'",
        "uq_lines_site_id_prefix",
        "lines.prefix",
    ),
    "a token spent twice": (
        "INSERT INTO survey_spent (digest, site_id) VALUES ('s', 1), ('s', 1)",
        "pk_survey_spent",
        "survey_spent.digest",
    ),
    "two rights of one visit": (
        "INSERT INTO survey_rights (digest, site_id, subject, service_code, agency_code, day, expires_at)"
        " SELECT 'other', site_id, subject, service_code, agency_code, day, expires_at FROM survey_rights",
        "uq_survey_rights_subject",
        "survey_rights.subject",
    ),
    "a ticket of a service that is none": (
        "UPDATE tickets SET service_id = 999999 WHERE ordinal = 2",
        "fk_tickets_service_id",
        "FOREIGN KEY",
    ),
    "a screen's report on an event that is none": (
        "INSERT INTO display_acks (site_id, event, display) VALUES (1, 999999, 'token:1')",
        "fk_display_acks_event",
        "FOREIGN KEY",
    ),
}

#: CHECKs are called the same on both.
FALSE: dict[str, tuple[str, str]] = {
    "a state that is none": ("UPDATE tickets SET status = 'ASLEEP' WHERE ordinal = 2", "ck_tickets_status"),
    "served without an outcome": (
        "UPDATE tickets SET status = 'SERVED', counter_id = 1 WHERE ordinal = 2",
        "ck_tickets_outcome_of_served",
    ),
    "an outcome without having been served": (
        "UPDATE tickets SET outcome = 'done' WHERE ordinal = 2",
        "ck_tickets_outcome_of_served",
    ),
    "an outcome that is none": (
        "UPDATE tickets SET status = 'SERVED', outcome = 'perhaps' WHERE ordinal = 2",
        "ck_tickets_outcome",
    ),
    "called at no counter": ("UPDATE tickets SET status = 'CALLED' WHERE ordinal = 2", "ck_tickets_counter"),
    "number zero": ("UPDATE tickets SET ordinal = 0 WHERE ordinal = 2", "ck_tickets_ordinal"),
    "a channel that is none": ("UPDATE tickets SET channel = 'fax' WHERE ordinal = 2", "ck_tickets_channel"),
    "a priority that is none": (
        "UPDATE tickets SET priority = 'vip', lane = 0 WHERE ordinal = 2",
        "ck_tickets_priority",
    ),
    "first in line without a reason": ("UPDATE tickets SET lane = 0 WHERE ordinal = 2", "ck_tickets_lane"),
    "a kind of event that is none": (
        "INSERT INTO ticket_events (site_id, day, at, kind, by, data)"
        " SELECT site_id, day, at, 'vanished', by, data FROM ticket_events LIMIT 1",
        "ck_ticket_events_kind",
    ),
    "paused without a reason": ("UPDATE counter_states SET status = 'PAUSED'", "ck_counter_states_reason"),
    "a reason without a pause": ("UPDATE counter_states SET reason = 'Salat'", "ck_counter_states_reason"),
    "a counter in no state": ("UPDATE counter_states SET status = 'AJAR'", "ck_counter_states_status"),
    "a score of five": ("UPDATE survey_answers SET score = 5", "ck_survey_answers_score"),
    "a score of zero": ("UPDATE survey_answers SET score = 0", "ck_survey_answers_score"),
    "an answer from nowhere": ("UPDATE survey_responses SET channel = 'fax'", "ck_survey_responses_channel"),
    "more numbers from home than in all": (
        "INSERT INTO service_days (site_id, service_id, day, quota, taken, taken_remote)"
        " VALUES (1, 1, '2026-11-23', 10, 1, 2)",
        "ck_service_days_taken",
    ),
    "a message in no state": ("UPDATE messages SET state = 'lost'", "ck_messages_state"),
    "a notice of no kind": ("UPDATE notices SET kind = 'iklan'", "ck_notices_kind"),
    "a person without a known role": ("UPDATE staff SET role = 'wizard'", "ck_staff_role"),
    "a token without a known role": ("UPDATE access_tokens SET role = 'wizard'", "ck_access_tokens_role"),
    "a code for a device that is none": ("UPDATE device_pairings SET kind = 'fax'", "ck_device_pairings_kind"),
    "a device accepted by nobody": (
        "UPDATE device_pairings SET accepted_at = '2026-11-23 02:00:00+00:00', name = 'TV'",
        "ck_device_pairings_accepted",
    ),
    "a bearer taken with a code that nobody accepted": (
        "UPDATE device_pairings SET used_at = '2026-11-23 02:00:00+00:00'",
        "ck_device_pairings_used",
    ),
}


@pytest.fixture
def hall(app: Flask) -> None:
    """A001 was served and has answered, A002 waits, A003 is called at L4; one of everything else."""
    make.make_ticket_in(Status.SERVED)
    answer_all_who_were_served()
    make.make_ticket(**PHONE)
    called = make.make_ticket()
    make.make_bearer("kiosk")
    with transaction() as session:
        house = directory(session)
        notices.post_notice(session, house, text="Listrik padam", by="test")
        at = clock.real_now()
        places = {"site_id": house.site.id, "role": "counter", "at": at, "by": "test"}
        person, _link = staff.add_staff(session, name="Siti", login="siti", **places)
        sign_in.start_sign_in(session, person, at=at)
        pairing.ask_code(session, site_id=house.site.id, hall_id=house.hall("H2").id, kind="display", at=at)
    call(called.ref)


def call(ref: str) -> None:
    with transaction() as session:
        house = directory(session)
        counter, ticket = house.counter(make.COUNTER), find(session, ref=ref)
        calling.call(session, house, counter, ticket, reason="Bayi menangis", by="test")


def refusal(sql: str) -> str:
    """What the database itself says when the statement is run outside the product; "" when it obeys."""
    engine: Engine = database.engine
    try:
        with engine.execution_options(writing=True).begin() as connection:
            assert connection.execute(text(sql)).rowcount
    except IntegrityError as no:
        return str(no.orig)
    return ""


@pytest.mark.parametrize("what", BROKEN)
def test_the_database_refuses(hall: None, what: str) -> None:
    sql, on_postgresql, on_sqlite = BROKEN[what]
    expected = on_sqlite if database.engine.dialect.name == "sqlite" else on_postgresql
    assert re.search(rf"{re.escape(expected)}\b", refusal(sql))


@pytest.mark.parametrize("what", FALSE)
def test_the_database_refuses_to_hold(hall: None, what: str) -> None:
    sql, name = FALSE[what]
    assert re.search(rf"{name}\b", refusal(sql))


#: The neighbours of what is refused, so that no constraint refuses too much.
FINE = {
    "a number of another day": "UPDATE tickets SET ordinal = 1, day = '2026-11-24' WHERE ordinal = 2",
    "a new ticket of a device whose other has ended": "UPDATE tickets SET device_digest = 'd' WHERE ordinal IN (1, 2)",
    "a held ticket beside an open one": (
        "UPDATE tickets SET status = 'HELD', counter_id = (SELECT max(counter_id) FROM tickets) WHERE ordinal = 2"
    ),
    "served with an outcome": "UPDATE tickets SET status = 'SERVED', outcome = 'done' WHERE ordinal = 2",
    "paused with a reason": "UPDATE counter_states SET status = 'PAUSED', reason = 'Salat'",
    "a score of four": "UPDATE survey_answers SET score = 4",
}


@pytest.mark.parametrize("what", FINE)
def test_the_database_accepts(hall: None, what: str) -> None:
    assert refusal(FINE[what]) == ""
