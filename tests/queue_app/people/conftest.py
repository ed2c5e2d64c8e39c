"""People are tested on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from queue_app import ids
from queue_app.people import passwords
from tests import servers
from tests.queue_app.people.make import make_database, open_database, writing


@pytest.fixture(autouse=True)
def _keyring() -> None:
    ids.install(ids.Keyring("a key only for tests, long enough to be one"))


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with small parameters: the rules around it are tested here, not its cost."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=256, parallelism=1))


@pytest.fixture(scope="session")
def sqlite_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one site, to copy: making all tables takes longer than most tests."""
    file = tmp_path_factory.mktemp("people") / "people.db"
    make_database(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture(scope="session")
def postgres_people(postgres_server: str) -> str:
    """The name of such a database, to copy."""
    url = servers.new_database(postgres_server)
    make_database(url).dispose()
    return url.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_people'), tmp_path / 'people.db')}"
    else:
        server = request.getfixturevalue("postgres_server")
        url = servers.new_database(server, request.getfixturevalue("postgres_people"))
    made = open_database(url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with writing(engine) as opened:
        yield opened
