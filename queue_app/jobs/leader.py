"""One leader among many processes: a file lock beside SQLite, an advisory lock on PostgreSQL. Polled, never awaited.

A leader that dies loses its lock with its process or connection; another takes over at its next try.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

#: Number of the advisory lock; any other lock of this product uses two-part keys.
LOCK = 7_300_000_001


class FileLeader:
    """Leadership of the processes that share one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: IO[str] | None = None

    def leads(self) -> bool:
        """Whether this process leads now, trying to take the lead if nobody has it."""
        if self._held is None:
            lock = self._path.open("a", encoding="ascii")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                return False
            self._held = lock
        return True


class PostgresLeader:
    """Leadership through an advisory lock on a connection of its own (never through a pooler)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def leads(self) -> bool:
        """Whether this process leads now, trying to take the lead if nobody has it."""
        try:
            if self._connection is None:
                return self._try()
            self._connection.execute(text("SELECT 1"))
            return True
        except SQLAlchemyError:
            self._connection = None
            return False

    def _try(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}).scalar():
            self._connection = connection
            return True
        connection.close()
        return False


def leader(engine: Engine, data_dir: Path) -> FileLeader | PostgresLeader:
    """The leader election that fits the database."""
    if engine.dialect.name == "sqlite":
        data_dir.mkdir(parents=True, exist_ok=True)
        return FileLeader(data_dir / "jobs.lock")
    return PostgresLeader(engine)
