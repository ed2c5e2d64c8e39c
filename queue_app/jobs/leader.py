"""One leader among many processes: a file lock beside SQLite, an advisory lock on PostgreSQL. Polled, never awaited.

A leader that dies loses its lock with its process or connection; another takes over at its next try. A leader that
lives and has lost its connection has lost the lead: it learns so at its next step, and stops.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from queue_app.db import unpooled

#: Number of the advisory lock; any other lock of this product uses two-part keys.
LOCK = 7_300_000_001


class LeadLost(Exception):
    """Another process may lead now; whatever job is under way stops between two of its steps."""


class FileLeader:
    """Leadership of the processes that share one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: IO[str] | None = None

    def leads(self) -> bool:
        """Whether this process leads now, trying to take the lead if nobody has it."""
        if self._held is not None and not self._still_there(self._held):
            self._held.close()
            self._held = None
        if self._held is None:
            lock = self._path.open("a", encoding="ascii")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                return False
            self._held = lock
            return self._still_there(lock)
        return True

    def _still_there(self, held: IO[str]) -> bool:
        """A lock on a file that was deleted keeps nobody out any more."""
        try:
            return os.path.samestat(os.fstat(held.fileno()), self._path.stat())
        except OSError:
            return False


class PostgresLeader:
    """Leadership through an advisory lock on a connection of its own (never through a pooler).

    Each answer is a round trip: the lock lives exactly as long as the connection, so a connection that answers still
    leads. An answer may be late, as long as it takes: nobody acts meanwhile, and nobody else can lead, for the lock is
    where it was. Only a connection that the network has swallowed is given up, here after 8 s, and by the server, which
    then gives the lock away, after 12 s (`db.unpooled`): never the other way round, whatever is slow.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = unpooled(engine)
        self._connection: Connection | None = None
        self._leading = False
        self._one_at_a_time = threading.Lock()

    def leads(self) -> bool:
        """Whether this process leads now, trying to take the lead if nobody has it."""
        with self._one_at_a_time:
            try:
                self._leading = self._asked()
            except SQLAlchemyError:
                self._let_go()
            return self._leading

    def _asked(self) -> bool:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if self._leading:
            self._connection.execute(text("SELECT 1"))
            return True
        return bool(self._connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}).scalar())

    def _let_go(self) -> None:
        """Forget a connection that fails, and end what is left of it: the lock must not outlive the lead."""
        connection, self._connection, self._leading = self._connection, None, False
        if connection is not None:
            connection.invalidate()
            connection.close()


Leader = FileLeader | PostgresLeader

_acting_for: ContextVar[Leader | None] = ContextVar("acting_for", default=None)


def leader(engine: Engine, data_dir: Path) -> Leader:
    """The leader election that fits the database."""
    if engine.dialect.name == "sqlite":
        data_dir.mkdir(parents=True, exist_ok=True)
        return FileLeader(data_dir / "jobs.lock")
    return PostgresLeader(engine)


@contextmanager
def acting_for(led: Leader) -> Iterator[None]:
    """Run a job in the name of the leader; see `confirm_lead`."""
    token = _acting_for.set(led)
    try:
        yield
    finally:
        _acting_for.reset(token)


def confirm_lead() -> None:
    """Called by a job between two of its steps, with no transaction open. Raises LeadLost when this process no longer
    leads; a job that runs outside the timetable is not asked.
    """
    led = _acting_for.get()
    if led is not None and not led.leads():
        raise LeadLost
