"""A session on an empty schema, on both databases, for the tests of the catalogue room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import queue_app.catalogue.models  # noqa: F401 - the tables to create
from queue_app.catalogue import directory
from queue_app.db import Record, engine_options, prepare_engine
from tests import servers


@pytest.fixture(params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    else:
        url = servers.new_database(request.getfixturevalue("postgres_server"))
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    Record.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture(autouse=True)
def _forget_directories() -> None:
    directory.forget()
