"""One history serves both databases: up, down and up again with data in every table, and no drift from the models."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.script import Script, ScriptDirectory
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy import inspect as look_at

from config import Config
from queue_app import clock, create_app
from queue_app.app import MIGRATIONS
from queue_app.catalogue import diff, importing
from queue_app.catalogue import reading as files
from queue_app.catalogue.directory import forget
from queue_app.check import check
from queue_app.db import Record, engine_options, prepare_engine
from queue_app.line.events import ticket_events
from queue_app.schema import schema_is_current
from queue_app.transaction import announced, database, reading, transaction
from tests import make
from tests.conftest import MONDAY, config_of, still
from tests.every_table import play_into_every_table
from tests.servers import new_database

HISTORY = ScriptDirectory(str(MIGRATIONS))
ALEMBICS_OWN = "alembic_version"


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """An installation of this test's own, on Monday 09.00 WIB."""
    made = create_app(config)
    clock.install(still(MONDAY))
    announced.clear()
    forget()
    with made.app_context():
        yield made
        let_go()
    forget()
    clock.install(None)


def let_go() -> None:
    """Hold no connection, as a server that was stopped before its database is migrated."""
    database.session.remove()
    database.engine.dispose()
    forget()


def flask_db(app: Flask, *arguments: str) -> Result:
    """`flask db …` with nobody else connected."""
    let_go()
    return app.test_cli_runner().invoke(args=["db", *arguments])


def done(result: Result) -> None:
    assert result.exit_code == 0, (result.output, result.exception)


def tables_here() -> set[str]:
    return set(look_at(database.engine).get_table_names()) - {ALEMBICS_OWN}


def empty_tables() -> set[str]:
    with reading() as session:
        counts = {t.name: session.scalar(select(func.count()).select_from(t)) for t in Record.metadata.sorted_tables}
    return {name for name, count in counts.items() if not count}


def test_down_and_up_again_runs_with_data_in_every_table_and_the_house_works_after(app: Flask) -> None:
    play_into_every_table()
    assert empty_tables() == set()
    assert tables_here() == set(Record.metadata.tables)
    done(flask_db(app, "downgrade", "base"))
    assert tables_here() == set()
    assert not schema_is_current()
    done(flask_db(app, "upgrade"))
    assert schema_is_current()
    assert empty_tables() == set(Record.metadata.tables)
    with transaction() as session:
        catalogue = files.read_catalogue(files.default_catalogue())
        importing.apply(session, diff.diff(session, catalogue), by="test")
    forget()
    play_into_every_table()
    with reading() as session:
        session.rollback()
        assert check(session) == []


def test_upgrading_what_is_current_changes_nothing(app: Flask) -> None:
    make.make_ticket()
    done(flask_db(app, "upgrade"))
    with reading() as session:
        assert [row.number for row in session.execute(select(ticket_events.c.number))] == ["A001"]


def test_every_revision_goes_up_down_and_up_with_what_came_before_it(app: Flask) -> None:
    done(flask_db(app, "downgrade", "base"))
    for revision in reversed(list(HISTORY.walk_revisions())):
        this, before = revision.revision, str(revision.down_revision or "base")
        for direction, target in (("upgrade", this), ("downgrade", before), ("upgrade", this)):
            done(flask_db(app, direction, target))
    assert schema_is_current()


def test_autogenerate_finds_nothing(app: Flask) -> None:
    done(flask_db(app, "check"))


DRIFTS = {
    "a column": "ALTER TABLE notices ADD COLUMN extra INTEGER",
    "a table": "CREATE TABLE extra (id INTEGER PRIMARY KEY)",
    "a missing index": "DROP INDEX uq_tickets_open_at_counter",
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_autogenerate_would_find(app: Flask, caplog: pytest.LogCaptureFixture, drift: str) -> None:
    with transaction() as session:
        session.execute(text(DRIFTS[drift]))
    assert flask_db(app, "check").exit_code != 0
    assert "New upgrade operations detected" in caplog.text


def test_there_is_exactly_one_head_and_one_root() -> None:
    assert len(HISTORY.get_heads()) == 1
    assert len(HISTORY.get_bases()) == 1


@pytest.mark.parametrize("revision", list(HISTORY.walk_revisions()), ids=lambda revision: revision.revision)
def test_every_revision_has_both_directions_and_imports_no_code_that_may_change(revision: Script) -> None:
    for direction in ("upgrade", "downgrade"):
        assert "op." in inspect.getsource(getattr(revision.module, direction)), direction
    source = inspect.getsource(revision.module)
    assert not re.search(r"^\s*(from|import) (queue_app|survey|config)\b", source, re.MULTILINE)


@pytest.fixture
def modelled(config: Config, request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Engine]:
    """A database made from the models without any migration, of the same kind as `config`."""
    url = f"sqlite:///{tmp_path / 'models.db'}"
    if not config.sqlite:
        url = new_database(request.getfixturevalue("postgres_server"))
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    Record.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_what_autogenerate_does_not_compare_is_the_same_too(app: Flask, modelled: Engine) -> None:
    """CHECKs, the conditions of partial indexes and SQLite's WITHOUT ROWID."""
    migrated = database.engine
    for name in sorted(Record.metadata.tables):
        assert rules(migrated, name) == rules(modelled, name), name


def rules(engine: Engine, table: str) -> dict[str, Any]:
    at = look_at(engine)
    found: dict[str, Any] = {c["name"]: spaced(c["sqltext"]) for c in at.get_check_constraints(table)}
    found |= {i["name"]: partial(engine, i) for i in at.get_indexes(table)}
    found |= {u["name"]: tuple(u["column_names"]) for u in at.get_unique_constraints(table)}
    found |= {k["name"]: (k["constrained_columns"], k["referred_table"]) for k in at.get_foreign_keys(table)}
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            row = connection.execute(text("SELECT wr FROM pragma_table_list(:name)"), {"name": table}).one()
            found["without rowid"] = row.wr
    return found


def partial(engine: Engine, index: Any) -> tuple[Any, ...]:
    where = index.get("dialect_options", {}).get(f"{engine.dialect.name}_where")
    return (*index["column_names"], bool(index["unique"]), spaced(str(where)))


def spaced(sql: str) -> str:
    return " ".join(sql.split())


def test_the_rules_that_are_compared_are_really_read(app: Flask) -> None:
    found = rules(database.engine, "tickets")
    assert {"ck_tickets_status", "uq_tickets_open_at_counter", "uq_tickets_ref", "fk_tickets_site_id"} <= set(found)
    assert "SERVING" in found["uq_tickets_open_at_counter"][-1]
    assert "NO_SHOW" in found["ck_tickets_status"]


def test_a_database_of_an_older_schema_is_recognised(config: Config, app: Flask) -> None:
    assert schema_is_current()
    with transaction() as session:
        session.execute(text(f"UPDATE {ALEMBICS_OWN} SET version_num = '0000'"))
    assert not schema_is_current()


def test_an_empty_database_is_not_current(tmp_path: Any) -> None:
    with create_app(config_of(tmp_path)).app_context():
        assert not schema_is_current()
        database.engine.dispose()
