"""No migration stops a hall: the law of `migration_law` holds for ours, and catches what would break it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text

from queue_app.db import Record
from queue_app.transaction import database
from tests.migration_law import SMALL, breaches

MIGRATIONS = Path(__file__).parent.parent / "migrations"
REVISIONS = sorted((MIGRATIONS / "versions").glob("*.py"))


@pytest.mark.parametrize("file", REVISIONS, ids=lambda file: file.stem)
def test_no_migration_stops_a_hall(file: Path) -> None:
    found = breaches(file.read_text(encoding="utf-8"))
    assert found == [], "\n".join(f"{file.name}:{one.line} {one.what}" for one in found)


def revision(*acts: str, number: str = "9999", more: str = "") -> str:
    body = "\n".join(f"    {line}" for act in acts for line in act.splitlines())
    return f"revision = {number!r}\n\n\ndef upgrade():\n{body}\n{more}"


def batch(act: str, table: str = "tickets") -> str:
    return f"with op.batch_alter_table({table!r}, schema=None) as batch_op:\n    batch_op.{act}"


FORBIDDEN = {
    "a type is changed": (batch("alter_column('note', type_=sa.Text())"), "type"),
    "a type is changed without batch": ("op.alter_column('tickets', 'note', type_=sa.Text())", "type"),
    "a column is renamed": (batch("alter_column('note', new_column_name='memo')"), "renames"),
    "a table is renamed": ("op.rename_table('tickets', 'numbers')", "renames"),
    "NULL is forbidden": (batch("alter_column('note', nullable=False)"), "forbids NULL"),
    "a required column": (batch("add_column(sa.Column('x', sa.Integer(), nullable=False))"), "server default"),
    "a required column whose default is none": (
        "op.add_column('tickets', sa.Column('x', sa.Integer(), nullable=False, server_default=None))",
        "server default",
    ),
    "an index on a growing table": (batch("create_index('ix', ['note'])", "ticket_events"), "concurrently"),
    "an index that says it is not concurrent": (
        "op.create_index('ix', 'messages', ['x'], postgresql_concurrently=False)",
        "concurrently",
    ),
    "a column replaced": (
        batch("add_column(sa.Column('memo', sa.Text()))\n    batch_op.drop_column('note')"),
        "later one",
    ),
    "a table replaced": ("op.create_table('numbers')\nop.drop_table('tickets')", "later one"),
    "a type changed in SQL": ("op.execute('ALTER TABLE tickets ALTER COLUMN note TYPE text')", "SQL"),
    "an index built in SQL": ("op.execute(sa.text('CREATE INDEX ix ON tickets (note)'))", "SQL"),
}


@pytest.mark.parametrize("planted", FORBIDDEN)
def test_what_would_stop_a_hall_is_caught(planted: str) -> None:
    act, word = FORBIDDEN[planted]
    found = breaches(revision(act))
    assert len(found) == 1
    assert word in found[0].what
    assert found[0].line >= 5


ALLOWED = {
    "a new table with its indexes": "op.create_table('fresh')\n" + batch("create_index('ix', ['x'])", "fresh"),
    "a column that may be empty": batch("add_column(sa.Column('x', sa.Integer(), nullable=True))"),
    "a required column with a default": batch(
        "add_column(sa.Column('x', sa.Integer(), nullable=False, server_default='0'))"
    ),
    "an index built beside the work": "op.create_index('ix', 'tickets', ['x'], postgresql_concurrently=True)",
    "an index on a small table": batch("create_index('ix', ['x'])", "halls"),
    "what nobody uses any more is dropped": batch("drop_column('note')"),
    "rows are filled": "op.execute(\"UPDATE tickets SET note = '' WHERE note IS NULL\")",
}


@pytest.mark.parametrize("act", ALLOWED)
def test_what_a_hall_does_not_feel_is_allowed(act: str) -> None:
    assert breaches(revision(ALLOWED[act])) == []


def test_what_a_function_of_the_revision_does_is_seen_too_unless_it_leads_down() -> None:
    index = "    op.create_index('ix', 'tickets', ['x'])\n"
    assert len(breaches(revision("_index()", more=f"def _index():\n{index}"))) == 1
    assert breaches(revision("op.create_table('fresh')", more=f"def downgrade():\n{index}")) == []


def test_the_first_revision_makes_everything_and_is_exempt() -> None:
    every = [act for act, _ in FORBIDDEN.values()]
    assert breaches(revision(*every, number="0001")) == []
    assert len(breaches(revision(*every))) >= len(FORBIDDEN) - 2  # two replace what others have made


def test_the_small_tables_are_real_ones_and_what_citizens_do_fills_none_of_them(app: Flask) -> None:
    known = set(Record.metadata.tables)
    assert known >= SMALL
    growing = {"tickets", "ticket_events", "messages", "contacts", "survey_answers", "idempotent_answers", "sign_ins"}
    assert growing <= known - SMALL
    assert breaches(revision("op.create_index('ix', 'made_tomorrow', ['x'])"))


def test_a_migration_gives_up_rather_than_stand_in_line_before_everybody(app: Flask) -> None:
    """Its lock would wait behind one slow transaction, and every number behind its lock."""
    if database.engine.dialect.name == "sqlite":
        assert "SET lock_timeout" in (MIGRATIONS / "env.py").read_text(encoding="utf-8")
        return
    with database.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM tickets"))
        asked = "SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'"
        ran: list[int] = []

        def note(connection, cursor, statement, parameters, context, many) -> None:  # type: ignore[no-untyped-def]
            if "alembic_version" in statement:
                own = connection.connection.driver_connection.cursor()
                ran.append(own.execute(asked).fetchone()[0])

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            ended = app.test_cli_runner().invoke(args=["db", "upgrade"])
        finally:
            event.remove(database.engine, "before_cursor_execute", note)
    assert ended.exit_code == 0
    assert ran
    assert all(0 < milliseconds <= 1000 for milliseconds in ran)
