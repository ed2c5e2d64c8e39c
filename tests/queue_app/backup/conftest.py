"""An installation of the test's own, and what it takes to restore one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import Config
from queue_app import clock, create_app
from queue_app.catalogue.directory import forget
from queue_app.db import ClockAnchor
from queue_app.transaction import announced, database, transaction
from tests import servers
from tests.conftest import MONDAY, config_of, still


@pytest.fixture
def app(config: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An installation of this test's own, on Monday 09.00 WIB, with PostgreSQL's programs on the PATH."""
    if not config.sqlite:
        monkeypatch.setenv("PATH", f"{servers.postgres_programs()}{os.pathsep}{os.environ['PATH']}")
    made, monday = create_app(config), still(MONDAY)
    announced.clear()
    forget()
    with made.app_context():
        with transaction() as session:  # anchored as a server's clock: what is restored goes on from Monday too
            session.add(ClockAnchor(id=1, start=monday.start, anchor=monday.anchor, speed=monday.speed))
        clock.install(monday)
        yield made
        let_go()
    forget()
    clock.install(None)


@pytest.fixture
def elsewhere(config: Config, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Flask]:
    """Makes a new, bare installation with the same key."""

    def make(name: str) -> Flask:
        url = None
        if not config.sqlite:
            url = servers.new_database(request.getfixturevalue("postgres_server"))
        return create_app(config_of(tmp_path / name, url))

    return make


def let_go() -> None:
    """Hold no connection, as a server that was stopped."""
    database.session.remove()
    database.engine.dispose()
    forget()
