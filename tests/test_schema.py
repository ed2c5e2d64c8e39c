"""What the migrated database itself promises, whoever writes to it: shown with plain SQL on both databases."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import DateTime, Engine, Inspector, func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.consequences import survey_token
from queue_app.db import Record, UtcDateTime
from queue_app.line import attendance, calling, notices
from queue_app.line.ticket import Status, find, find_all, tickets
from queue_app.people import pairing, sign_in, staff
from queue_app.transaction import database, reading, transaction
from survey import responses
from survey import tokens as survey_tokens
from survey.instrument import effective
from tests import make
from tests.conftest import CATALOGUE, MONDAY
from tests.queue_app.played_day import PHONE, play_a_day

ANSWERS = {"survey_responses", "survey_answers", "survey_suggestions"}
#: Answers of other people, brought in from files of earlier periods: no right and no token is behind them.
IMPORTED = {"survey_imported", "survey_imported_answers"}
#: What could lead to an answer: nothing of it may have even a name in common with one.
RIGHTS = {"survey_rights", "survey_spent"}
#: The only words both sides may share: where, for what, on which day. Many people share each of them.
COARSE = {"site_id", "service_code", "agency_code", "day", "channel"}
#: Shorter values (a score, a running number, "web") are shared by chance and point at nobody.
TELLING = 6


def real() -> Inspector:
    """The database as it is, not as the models say."""
    return inspect(database.engine)


def table_names() -> set[str]:
    return set(real().get_table_names()) - {"alembic_version"}


def columns(table: str) -> set[str]:
    return {column["name"] for column in real().get_columns(table)}


# --- answers lead nowhere ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_an_answer_shares_only_coarse_columns_with_everything_else_that_grows(app: Flask, answer: str) -> None:
    for other in table_names() - CATALOGUE - ANSWERS - IMPORTED:
        # An `id` of one's own and a text of one's own (a suggestion's words, a kept answer, sealed) join nothing; the
        # nine unsur and the questionnaire are the same for everybody.
        own = set() if other in RIGHTS else {"id", "body", "unsur", "instrument"}
        assert columns(answer) & columns(other) <= COARSE | own, other


def test_no_foreign_key_crosses_the_border_of_the_answers(app: Flask) -> None:
    keys = [(table, key["referred_table"]) for table in table_names() for key in real().get_foreign_keys(table)]
    assert ("survey_answers", "survey_responses") in keys
    assert [pair for pair in keys if (pair[0] in ANSWERS) != (pair[1] in ANSWERS)] == []


def test_no_value_kept_with_an_answer_is_kept_anywhere_else(app: Flask) -> None:
    play_a_day()
    answer_all_who_were_served()
    kept = {name: telling_values(name) for name in table_names() - CATALOGUE}
    assert all(kept[name] for name in ANSWERS)
    for answer, other in product(ANSWERS, set(kept) - ANSWERS):
        assert kept[answer] & kept[other] == set(), (answer, other)
    assert kept["survey_suggestions"] & (kept["survey_responses"] | kept["survey_answers"]) == set()


def answer_all_who_were_served() -> None:
    today = effective(MONDAY.date())
    with transaction() as session:
        for n, ticket in enumerate(find_all(session, tickets.c.status == Status.SERVED)):
            token, at = survey_token(ticket), clock.now()
            if survey_tokens.look(session, token, at).state == "open":
                answers = dict.fromkeys(today.keys, 1 + n % 4)
                said = {"answers": answers, "suggestion": f"Saran yang ke-{n}.", "at": at, "day": MONDAY.date()}
                responses.submit(session, token, instrument=today, **said)


def telling_values(name: str) -> set[str]:
    """Every value that could point at one visit: no coarse column, no date, nothing short."""
    wanted = [column for column in Record.metadata.tables[name].columns if column.name not in COARSE]
    with reading() as session:
        found = [v for row in session.execute(select(*wanted)) for v in row if not isinstance(v, date)]
    return {word for value in found for word in words(value) if len(word) >= TELLING}


def words(value: object) -> list[str]:
    """A value as text; of a list or an object each text in it."""
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return [word for one in inside for word in words(one)]
    return [] if value is None else [str(value)]


def test_nothing_beside_an_answer_is_finer_than_a_day(app: Flask) -> None:
    for table in ANSWERS | {"survey_spent"}:
        kinds = {column["name"]: type(column["type"]).__name__ for column in real().get_columns(table)}
        assert not [name for name, kind in kinds.items() if kind in ("DATETIME", "TIMESTAMP", "TIME")], kinds
        assert {name for name, kind in kinds.items() if kind == "DATE"} <= {"day", "week"}


def test_sqlite_keeps_no_row_number_by_which_answers_could_be_ordered(sqlite_app: Flask) -> None:
    with sqlite_app.app_context(), database.engine.connect() as connection:
        listed = connection.execute(text("SELECT name, wr FROM pragma_table_list"))
        without = {row.name for row in listed if row.wr}
    assert without == ANSWERS | IMPORTED | {"survey_spent"}


# --- every row knows its mall ------------------------------------------------------------------------------------

#: What belongs to no mall, and why it does not grow with them.
OF_THE_INSTALLATION = {
    "clock_anchor": "one row: where the clock of the installation began",
    "one_time_links": "the first admin's, before there is anybody; a person's lives for a day and goes with its use",
    "upkeep": "one row for each task by which the house looks after itself",
}
#: What got its site later, so that servers of the version before may leave it out: the row it hangs on has it.
THROUGH = {"survey_answers": "survey_responses", "sign_ins": "staff"}
#: What may happen in no mall: an operator's act on the whole installation.
ANYWHERE = {"audit_entries"}


def test_every_growing_table_names_its_site(app: Flask) -> None:
    for table in table_names() - CATALOGUE - set(OF_THE_INSTALLATION):
        assert "site_id" in columns(table), table
        assert required(table, "site_id") == (table not in ANYWHERE | set(THROUGH)), table


@pytest.mark.parametrize(("table", "owner"), THROUGH.items())
def test_what_got_its_site_later_hangs_on_one_row_that_has_it(app: Flask, table: str, owner: str) -> None:
    assert required(owner, "site_id")
    (key,) = (k for k in real().get_foreign_keys(table) if k["referred_table"] == owner)
    assert required(table, key["constrained_columns"][0])


@pytest.mark.parametrize(("table", "owner"), THROUGH.items())
def test_what_is_written_now_names_the_site_of_the_row_it_hangs_on(hall: None, table: str, owner: str) -> None:
    (key,) = (k for k in real().get_foreign_keys(table) if k["referred_table"] == owner)
    ours, theirs = (Record.metadata.tables[name] for name in (table, owner))
    hangs_on = ours.c[key["constrained_columns"][0]] == theirs.c.id
    with reading() as session:
        found = session.execute(select(ours.c.site_id, theirs.c.site_id).join_from(ours, theirs, hangs_on)).all()
    assert found
    assert all(mine == its for mine, its in found)


def required(table: str, column: str) -> bool:
    (found,) = (c for c in real().get_columns(table) if c["name"] == column)
    return not found["nullable"]


# --- constraints that fire ---------------------------------------------------------------------------------------

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
        "UPDATE ticket_events SET kind = 'vanished'",
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


# --- one time ----------------------------------------------------------------------------------------------------


def test_every_time_comes_back_aware_and_in_utc(app: Flask) -> None:
    play_a_day()
    seen = 0
    with reading() as session:
        for table in Record.metadata.sorted_tables:
            times = [column for column in table.columns if isinstance(column.type, (UtcDateTime, DateTime))]
            assert all(isinstance(column.type, UtcDateTime) for column in times), table.name
            values = [v for row in session.execute(select(*times)) for v in row if v] if times else []
            assert all(value.tzinfo is UTC for value in values), table.name
            seen += len(values)
    assert seen > 100


WIT = timezone(timedelta(hours=9))


@pytest.mark.parametrize("zone", [UTC, WIT])
def test_an_instant_comes_back_as_the_same_instant_whatever_its_zone(session: Session, zone: timezone) -> None:
    given = datetime(2026, 11, 23, 23, 59, 59, 123456, tzinfo=zone)
    assert kept(session, given) == given
    assert kept(session, given).utcoffset() == timedelta(0)


def kept(session: Session, until: datetime) -> datetime:
    n = notices.notices
    row = {"site_id": 1, "kind": "info", "text": "x", "at": MONDAY, "by": "test", "until": until}
    with transaction() as writing:
        key = writing.execute(insert(n).values(**row).returning(n.c.id)).scalar_one()
    with reading() as fresh:
        return fresh.execute(select(n.c.until).where(n.c.id == key)).scalar_one()


def test_instants_given_in_two_zones_are_compared_as_instants(session: Session) -> None:
    n = notices.notices
    earlier, later = datetime(2026, 11, 23, 10, tzinfo=WIT), datetime(2026, 11, 23, 2, tzinfo=UTC)
    for until in (earlier, later):
        kept(session, until)
    with reading() as fresh:
        assert fresh.execute(select(func.min(n.c.until), func.max(n.c.until))).one() == (earlier, later)
        assert fresh.execute(select(func.count()).where(n.c.until < later)).scalar_one() == 1


def test_a_time_without_a_zone_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match="naive datetime"):
        kept(session, datetime(2026, 11, 23, 10))


def test_a_pause_keeps_the_very_instant_at_which_it_ends(hall: None) -> None:
    until = datetime(2026, 11, 23, 9, 15, tzinfo=timezone(timedelta(hours=7)))
    with transaction() as session:
        house = directory(session)
        attendance.pause(session, house, house.counter(make.COUNTER), reason="Salat", until=until, by="test")
    with reading() as session:
        state = attendance.state_of(session, house, house.counter(make.COUNTER))
    assert state.until == until
    assert state.until.tzinfo is UTC
