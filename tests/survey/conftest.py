"""The survey's own tables alone, on both databases: this domain must stand without the queue.

`engine` hands out connections (races take many), `session` is one writing session on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

import survey.responses  # noqa: F401 - its tables
from queue_app import ids
from queue_app.db import Record, engine_options, prepare_engine
from tests.conftest import RACING


@pytest.fixture(autouse=True)
def keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_installed", ids.Keyring("rahasia-uji"))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'uji.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    made = create_engine(url, **engine_options(url, RACING))
    prepare_engine(made)
    if request.param == "sqlite":
        event.listen(made, "connect", _wait_long)
    tables = [table for name, table in Record.metadata.tables.items() if name.startswith("survey_")]
    Record.metadata.create_all(made, tables=tables)
    yield made
    Record.metadata.drop_all(made, tables=tables)
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
