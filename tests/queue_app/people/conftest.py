"""People are tested on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from queue_app import ids
from queue_app.people import passwords
from tests import servers
from tests.queue_app.people.make import make_database, writing


@pytest.fixture(autouse=True)
def _keyring() -> None:
    ids.install(ids.Keyring("a key only for tests, long enough to be one"))


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with small parameters: the rules around it are tested here, not its cost."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=256, parallelism=1))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'people.db'}"
    else:
        url = servers.new_database(request.getfixturevalue("postgres_server"))
    made = make_database(url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with writing(engine) as opened:
        yield opened
