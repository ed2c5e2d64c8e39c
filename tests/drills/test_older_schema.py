"""A hall of the first schema is brought up to date (D17): promises are kept, and the older server goes on meanwhile.

While the schema is changed, servers of the version before still run on it: whatever they say to the database must
still be understood afterwards, and no row of theirs may miss a column that is required now (expand before contract).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from bench.drills.audit import audit, read_acks
from queue_app import clock, create_app
from queue_app.catalogue.directory import directory, forget
from queue_app.line import issuing
from queue_app.schema import newest_revision, schema_is_current
from queue_app.transaction import announced, database, reading, transaction
from tests.conftest import MONDAY, config_of, still

OLDER = Path(__file__).parents[1] / "data" / "older_schema"
STATEMENTS = json.loads((OLDER / "0001.statements.json").read_text())


@pytest.fixture
def old_hall(tmp_path: Path) -> Iterator[Flask]:
    """That hall, a few minutes later, not yet brought up to date."""
    with sqlite3.connect(tmp_path / "gmsc.db") as file:
        file.executescript((OLDER / "0001.sql").read_text())
    app = create_app(config_of(tmp_path, secret_key="drill" * 8))
    clock.install(still(MONDAY + timedelta(minutes=10)))
    announced.clear()
    forget()
    with app.app_context():
        yield app
        database.session.remove()
        database.engine.dispose()
    forget()
    clock.install(None)


def upgrade(app: Flask) -> None:
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    forget()


def not_understood(file: Path) -> list[str]:
    """What the older server would be refused, or would leave out, on this database."""
    found = []
    with sqlite3.connect(file) as connection:
        for statement in STATEMENTS:
            try:
                connection.execute(f"EXPLAIN {statement}", [None] * statement.count("?"))
            except sqlite3.Error as error:
                found.append(f"{error}: {statement[:80]}")
            found += missing(connection, statement)
    return found


def missing(connection: sqlite3.Connection, statement: str) -> list[str]:
    """Columns that a row must have and this INSERT does not give."""
    insert = re.match(r"INSERT INTO (\w+) \(([^)]*)\)", statement)
    if insert is None:
        return []
    given = {column.strip(' "') for column in insert[2].split(",")}
    columns = connection.execute(f"PRAGMA table_info({insert[1]})").fetchall()
    required = {name for _, name, _, notnull, default, key in columns if notnull and default is None and not key}
    return [f"{insert[1]}.{name} is required and was never given" for name in sorted(required - given)]


def test_a_hall_that_is_not_up_to_date_is_not_ready_and_says_at_which_schema_it_is(old_hall: Flask) -> None:
    said = old_hall.test_client().get("/readyz")
    assert (said.status_code, said.json["ready"]) == (503, False)
    assert "migrations" in said.json["reasons"]
    assert said.json["schema"] == {"database": "0001", "process": newest_revision()}


def test_everything_promised_before_is_there_after_the_schema_moved_on(old_hall: Flask) -> None:
    assert not schema_is_current()
    upgrade(old_hall)
    assert schema_is_current()
    acks = read_acks(OLDER / "0001.acks")
    assert {ack["act"] for ack in acks} == {"take", "call", "finish", "answer"}
    with reading() as session:
        seen = audit(session, acks)
    assert (seen["violations"], seen["lost"]) == ([], [])


def test_the_line_goes_on_with_the_next_number(old_hall: Flask) -> None:
    upgrade(old_hall)
    acks = read_acks(OLDER / "0001.acks")
    with transaction() as session:
        house = directory(session)
        given = issuing.issue(session, house, house.service("S1"), issuing.Wish(channel="kiosk"), by="test")
    assert given.number not in {ack["number"] for ack in acks if ack["act"] == "take"}
    with reading() as session:
        assert audit(session, acks)["violations"] == []


def test_what_an_older_server_says_is_still_understood(old_hall: Flask, tmp_path: Path) -> None:
    assert len(STATEMENTS) > 50
    upgrade(old_hall)
    assert not_understood(tmp_path / "gmsc.db") == []


@pytest.mark.parametrize(
    "contracted",
    [
        "ALTER TABLE ticket_events RENAME COLUMN data TO facts",
        "ALTER TABLE tickets ADD COLUMN seat INTEGER NOT NULL DEFAULT 0",
        "DROP TABLE idempotent_answers",
    ],
)
def test_a_schema_that_takes_away_is_found_out(old_hall: Flask, tmp_path: Path, contracted: str) -> None:
    upgrade(old_hall)
    with sqlite3.connect(tmp_path / "gmsc.db") as file:
        file.execute(contracted)
    found = not_understood(tmp_path / "gmsc.db")
    assert bool(found) is ("DEFAULT" not in contracted)
