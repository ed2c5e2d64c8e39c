"""Floor: connections to PostgreSQL, given to whoever has waited longest.

SQLAlchemy's pool lets whoever comes next take the connection for which somebody else was just woken, who then waits
again, behind everybody. Of 32 visitors at once the last had their number after three times as long as the one in the
middle; in turns it is half as long again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from queue_app.turns import Turns

_FIRST: ContextVar[bool] = ContextVar("first", default=False)


@contextmanager
def served_first() -> Iterator[None]:
    """Until the block ends, this thread or greenlet stands before all who wait: for who works for everybody at once."""
    was = _FIRST.set(True)
    try:
        yield
    finally:
        _FIRST.reset(was)


class FairPool(QueuePool):
    """A pool of at least one connection, without overflow: nobody waits inside, for all who wait stand before it."""

    def __init__(self, creator: Any, pool_size: int = 5, max_overflow: int = 0, **options: Any) -> None:
        if pool_size < 1 or max_overflow:
            raise ValueError("whoever has a turn must find a connection, and nobody else")
        super().__init__(creator, pool_size, max_overflow, **options)
        self._turns = Turns(pool_size)

    def _do_get(self) -> ConnectionPoolEntry:
        if not self._turns.wait(self.timeout(), first=_FIRST.get()):
            raise NoConnection(f"none of {self.size()} connections came free in {self.timeout():g} s")
        try:
            return super()._do_get()
        except BaseException:
            self._turns.leave()
            raise

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        try:
            super()._do_return_conn(record)
        finally:
            self._turns.leave()
