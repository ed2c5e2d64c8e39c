"""Statements that are compiled once: they answer, fail and are seen as when SQLAlchemy executes them itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Integer, bindparam, event, insert, select, text, tuple_, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from queue_app.line.numbers import line_days
from queue_app.line.ticket import COLUMNS, tickets
from queue_app.ready import Ready, along, among
from queue_app.transaction import database, reading, transaction
from tests import make

LINE_DAY = ("site_id", "line_id", "day", "last_ordinal")
LATER = date(2030, 1, 1)
OF_KEY = select(*COLUMNS).where(tickets.c.key == bindparam("key"))


def test_its_rows_are_those_of_the_statement_it_was_made_of(app: Flask) -> None:
    keys = [make.make_ticket(present=present).key for present in (True, False)]
    with reading() as session:
        for key in (*keys, -1):
            expected = [tuple(row) for row in session.execute(OF_KEY, {"key": key})]
            assert Ready(OF_KEY).all(session, {"key": key}) == expected
            assert Ready(OF_KEY).first(session, {"key": key}) == (expected[0] if expected else None)


def test_what_is_fixed_in_a_statement_stays_and_a_list_is_written_out(app: Flask) -> None:
    keys = [make.make_ticket().key for _ in range(3)]
    some = select(tickets.c.key).where(among("tickets.key", keys[:2]), tickets.c.prefix == "A", tickets.c.lane == 1)
    with reading() as session:
        assert sorted(Ready(some.limit(5)).all(session, {})) == [(key,) for key in keys[:2]]
        assert len(Ready(some.limit(1)).all(session, {})) == 1


def test_a_statement_that_is_planned_once_means_the_same(app: Flask) -> None:
    """Values as questions of their own: of every type, in a limit, in a pair, and one that is part of the statement."""
    three = [make.make_ticket(present=present) for present in (True, False, True)]
    t = tickets.c
    wanted = select(t.key, t.arrived_at).where(
        t.day == bindparam("day"),
        tuple_(t.place, t.key) >= tuple_(bindparam("place", type_=t.place.type), bindparam("key", type_=t.key.type)),
        t.issued_at <= bindparam("at"),
        t.for_other == bindparam("other"),
        t.prefix == "A",
        t.lane == 1,
    )
    wanted = wanted.order_by(t.place).limit(bindparam("most", type_=Integer))
    from_second = {"day": three[1].day, "place": three[1].place, "key": three[1].key}
    values = from_second | {"at": three[2].issued_at, "other": False, "most": 5}
    with reading() as session:
        expected = [tuple(row) for row in session.execute(wanted, values)]
        assert [key for key, _ in expected] == [ticket.key for ticket in three[1:]]
        for _ in range(8):
            assert Ready(wanted, planned_once=True).all(session, values) == expected


def test_what_a_constraint_refuses_is_the_error_that_the_transaction_knows_without_the_values(app: Flask) -> None:
    ticket = make.make_ticket()
    values = {"site_id": 1, "line_id": 1_000_001, "day": ticket.day, "last_ordinal": 4711}
    with pytest.raises(IntegrityError) as refused, transaction() as session:
        Ready(insert(line_days), *values).run(session, values)
    assert "4711" not in str(refused.value)


def test_who_listens_to_the_engine_hears_it(app: Flask) -> None:
    heard: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with reading() as session:
            Ready(text("SELECT 41 + 1")).one(session, {})
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert "SELECT 41 + 1" in heard


def test_a_connection_that_ends_under_a_statement_leaves_the_pool(postgres_app: Flask) -> None:
    with postgres_app.app_context():
        with pytest.raises(DBAPIError) as ended, reading() as session:
            Ready(text("SELECT pg_terminate_backend(pg_backend_pid(), 2000)")).one(session, {})
        assert ended.value.connection_invalidated
        with reading() as session:
            assert Ready(text("SELECT 1")).one(session, {}) == (1,)
        database.session.remove()


def test_one_transaction_is_everybodys_the_sessions_the_connections_and_what_goes_along(app: Flask) -> None:
    """Who reads in it by another way sees what was written, and all of it is kept or none."""
    ticket = make.make_ticket()
    put, drawn = Ready(insert(line_days), *LINE_DAY), select(line_days.c.last_ordinal).where(line_days.c.day == LATER)
    mine = {"site_id": ticket.site_id, "line_id": 1, "day": LATER, "last_ordinal": 4}
    for failing in (True, False):
        with suppress(ZeroDivisionError), transaction() as session:
            along(session, put, mine, lambda _: None)
            assert session.scalar(drawn) == 4
            assert session.in_transaction()
            session.execute(update(line_days).where(line_days.c.day == LATER).values(last_ordinal=5))
            assert Ready(drawn).one(session, {}) == (5,)
            1 / (0 if failing else 1)
        with reading() as session:
            assert session.scalar(drawn) == (None if failing else 5)


def test_what_a_session_takes_back_within_a_transaction_is_not_kept_and_what_comes_after_is(app: Flask) -> None:
    make.make_ticket()
    said = Ready(update(line_days).values(last_ordinal=line_days.c.last_ordinal + bindparam("n", type_=Integer)))
    with reading() as session:
        [before] = session.scalars(select(line_days.c.last_ordinal)).all()
    for failing in (True, False):
        with suppress(ZeroDivisionError), transaction() as session:
            said.run(session, {"n": 70})
            session.rollback()
            said.run(session, {"n": 7})
            1 / (0 if failing else 1)
        with reading() as session:
            assert session.scalars(select(line_days.c.last_ordinal)).all() == [before + (0 if failing else 7)]
