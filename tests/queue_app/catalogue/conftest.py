"""A session on an empty schema, on both databases, for the tests of the catalogue room."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

import queue_app.catalogue.models  # noqa: F401 - the tables to create
from queue_app.catalogue import directory
from queue_app.db import Record, engine_options, prepare_engine
from tests import servers


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, to copy: making them takes longer than most tests."""
    file = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    _with_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: str) -> str:
    """The name of such a database, to copy."""
    url = servers.new_database(postgres_server)
    _with_tables(url)
    return url.rpartition("/")[2]


def _with_tables(url: str) -> None:
    engine = _opened(url)
    Record.metadata.create_all(engine)
    engine.dispose()


def _opened(url: str) -> Engine:
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    return engine


@pytest.fixture(params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_tables'), tmp_path / 'catalogue.db')}"
    else:
        server = request.getfixturevalue("postgres_server")
        url = servers.new_database(server, request.getfixturevalue("postgres_tables"))
    engine = _opened(url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture(autouse=True)
def _forget_directories() -> None:
    directory.forget()
