"""What is recorded stays as it was recorded: the database itself refuses anything else, whoever asks it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from queue_app.check import report
from queue_app.check_schema import RECORDED
from queue_app.transaction import database
from tests import make
from tests.history import open_to_change


@pytest.fixture
def recorded(app: Flask) -> None:
    """One event and one audit entry."""
    make.make_ticket()
    make.make_bearer("manager")


def tried(statement: str) -> str:
    """What the database says to a statement outside the product; "" when it obeys."""
    try:
        with database.engine.execution_options(writing=True).begin() as connection:
            connection.execute(text(statement))
    except IntegrityError as no:
        return str(no.orig)
    return ""


def held(table: str) -> list[object]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]


@pytest.mark.parametrize("table", RECORDED)
def test_nothing_recorded_is_changed_or_deleted(recorded: None, table: str) -> None:
    before = held(table)
    assert before
    statements = [f"UPDATE {table} SET by = 'somebody else'", f"DELETE FROM {table}"]
    if database.engine.dialect.name == "postgresql":
        statements.append(f"TRUNCATE {table} CASCADE")
    for statement in statements:
        assert f"{table} is append-only" in tried(statement), statement
    assert held(table) == before


@pytest.mark.parametrize("table", RECORDED)
def test_a_guard_that_was_taken_away_is_reported(recorded: None, table: str) -> None:
    session = database.session()
    session.connection(execution_options={"writing": True})
    on = f" ON {table}" if session.get_bind().dialect.name == "postgresql" else ""
    session.execute(text(f"DROP TRIGGER {table}_no_delete{on}"))
    told = [(v.invariant, v.detail) for v in report(session).violations]
    session.rollback()
    assert told == [("schema", f"the trigger {table}_no_delete is missing: what is recorded can be rewritten")]
    assert report(session).violations == []


def test_a_test_that_rewrites_history_leaves_the_guards_standing(recorded: None) -> None:
    with database.engine.execution_options(writing=True).begin() as connection, open_to_change(connection):
        connection.execute(text("DELETE FROM ticket_events"))
    assert held("ticket_events") == []
    make.make_ticket(service="DKC-KIA")
    assert "append-only" in tried("DELETE FROM ticket_events")
