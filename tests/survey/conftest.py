"""A real database per test: a SQLite file, or what TEST_DATABASE_URL names.

`engine` hands out connections (races take many), `session` is one writing session on it. A wider
conftest may define fixtures of the same names instead of these.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

import survey.responses  # noqa: F401 - its tables
from queue_app import ids
from queue_app.db import Record, engine_options, prepare_engine


@pytest.fixture(autouse=True)
def keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_installed", ids.Keyring("rahasia-uji"))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    url = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{tmp_path / 'uji.db'}"
    made = create_engine(url, **engine_options(url))
    prepare_engine(made)
    tables = [table for name, table in Record.metadata.tables.items() if name.startswith("survey_")]
    Record.metadata.create_all(made, tables=tables)
    yield made
    Record.metadata.drop_all(made, tables=tables)
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine.execution_options(writing=True)) as opened:
        yield opened
