"""D1 and D2: the line lived at random, through the verbs on SQLite in memory and through the API on both databases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from bench.drills.outcome import Outcome
from queue_app import create_app
from queue_app.transaction import database
from tests import servers
from tests.conftest import config_of, filled
from tests.drills import stateful

#: A folder in memory, where a commit costs no disk; the machine's own temporary folder where there is none.
MEMORY = Path("/dev/shm")


def verbs(seed: int, rounds: int = 1000, steps: int = 50) -> Outcome:
    """D1: so many lives of so many steps."""
    with _an_empty_mall() as app:
        return _outcome("D1", app, seed, rounds, steps)


def api(seed: int, rounds: int = 150, steps: int = 30) -> Outcome:
    """D2 on an SQLite file."""
    with _an_empty_mall(in_memory=False) as app:
        return _outcome("D2", app, seed, rounds, steps)


def api_on_postgres(seed: int, rounds: int = 150, steps: int = 30) -> Outcome:
    """D2 on PostgreSQL. Raises NotHere where there is none."""
    server = servers.postgres()
    try:
        with _an_empty_mall(servers.new_database(server.url)) as app:
            return _outcome("D2", app, seed, rounds, steps)
    finally:
        server.stop()


def _outcome(drill: str, app: Flask, seed: int, examples: int, steps: int) -> Outcome:
    done = stateful.run(drill=drill, app=app, seed=seed, examples=examples, steps=steps)
    return Outcome(done.drill, seed, done.figures, {"violations": len(done.found)}, found=done.found)


@contextmanager
def _an_empty_mall(url: str | None = None, in_memory: bool = True) -> Iterator[Flask]:
    place = str(MEMORY) if in_memory and MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="gmsc-lived-", dir=place) as folder:
        config = config_of(Path(folder), url)
        filled(config)
        app = create_app(config)
        try:
            yield app
        finally:
            with app.app_context():
                database.session.remove()
                database.engine.dispose()
