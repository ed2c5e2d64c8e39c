"""Floor: connections to PostgreSQL, given to whoever has waited longest.

SQLAlchemy's pool lets whoever comes next take the connection for which somebody else was just woken, who then waits
again, behind everybody. Of 32 visitors at once the last had their number after three times as long as the one in the
middle; in turns it is half as long again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from queue_app.turns import Turns


class FairPool(QueuePool):
    """A pool without overflow: nobody waits inside of it, for all who wait stand before it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._turns = Turns(self.size())

    def _do_get(self) -> ConnectionPoolEntry:
        if not self._turns.wait(self.timeout()):
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
