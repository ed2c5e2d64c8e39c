"""The survey's own tables alone, on both databases: this domain must stand without the queue.

`engine` hands out connections (races take many), `session` is one writing session on it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, create_engine, event
from sqlalchemy.orm import Session

import survey.responses  # noqa: F401 - its tables
from queue_app import ids
from queue_app.db import Record, engine_options, prepare_engine
from tests.emptying import empty_tables
from tests.servers import new_database


@pytest.fixture(autouse=True)
def keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_installed", ids.Keyring("rahasia-uji"))


def _tables() -> list[Table]:
    return [table for table in Record.metadata.sorted_tables if table.name.startswith("survey_")]


def _with_tables(url: str) -> None:
    """Once for a worker: making them takes longer than most tests."""
    made = create_engine(url, **engine_options(url))
    prepare_engine(made)
    Record.metadata.create_all(made, tables=_tables())
    made.dispose()


@pytest.fixture(scope="session")
def sqlite_survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables, to copy."""
    file = tmp_path_factory.mktemp("survey") / "uji.db"
    _with_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_survey(postgres_server: str) -> str:
    """A database with the tables, emptied for each test."""
    url = new_database(postgres_server)
    _with_tables(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_survey'), tmp_path / 'uji.db')}"
    else:
        url = request.getfixturevalue("postgres_survey")
    made = create_engine(url, **engine_options(url))
    prepare_engine(made)
    if request.param == "sqlite":
        event.listen(made, "connect", _wait_long)
    yield made
    if request.param == "postgresql":
        with Session(made.execution_options(writing=True)) as session:
            empty_tables(session, _tables()[::-1])
            session.commit()
    made.dispose()


def _wait_long(connection: Any, _record: object) -> None:
    """Racers have no fair queue in front of SQLite here as requests do, and its busy handler is none: on a busy machine
    one of fifty may wait for all the others.
    """
    connection.execute("PRAGMA busy_timeout=120000")


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine.execution_options(writing=True)) as opened:
        yield opened
