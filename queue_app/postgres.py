"""Floor: how a process holds its connections to PostgreSQL: it never asks a healthy one whether it lives, waits for an
answer with one greenlet and nothing else, and keeps what was prepared.
"""

from __future__ import annotations

import time
from select import POLLIN
from typing import Any, TypeVar

from gevent import get_hub
from gevent.monkey import get_original, is_module_patched
from psycopg import Connection
from psycopg.abc import PQGen
from psycopg.errors import error_from_result
from psycopg.generators import execute
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError

#: A connection that nobody used for so long is asked first: a network may have lost it without a word.
LONG_IDLE_SECONDS = 30.0

_Answer = TypeVar("_Answer")
_poll = get_original("select", "poll")  # looks without waiting, so it must not be gevent's


class LastingConnection(Connection[Any]):
    """psycopg's connection, which keeps what it has prepared.

    psycopg forgets it all at every ROLLBACK and tells the server to do so too, because a table may have come and gone
    by it. A server process of ours changes no schema, and each of its reads ends with a ROLLBACK: no statement ever
    became old enough to be prepared again, and PostgreSQL planned each one anew.
    """

    def rollback(self) -> None:
        """End the transaction, if there is one, without its changes."""
        with self.lock:
            if self.pgconn.transaction_status == TransactionStatus.IDLE:
                return
            self.pgconn.send_query(b"ROLLBACK")
            for result in self.wait(execute(self.pgconn)):
                if result.status != ExecStatus.COMMAND_OK:
                    raise error_from_result(result)


class GreenConnection(LastingConnection):
    """psycopg's connection, waiting for its socket by gevent's own watcher.

    Under gevent psycopg itself waits by a patched `poll`, which makes a poll object, a timer and a set of watchers for
    each answer: nearly half of the client's work for a short statement.
    """

    def wait(self, gen: PQGen[_Answer], interval: float = 0.1, timeout: float | None = None) -> _Answer:
        """Drive one exchange with the server to its end. `interval` is psycopg's way to hear Ctrl-C; gevent has its
        own. An exchange with a `timeout` (s) is psycopg's to wait for.
        """
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            wanted = next(gen)
            hub = get_hub()
            while True:
                watcher = hub.loop.io(self.pgconn.socket, wanted)  # READ and WRITE are the same bits to both
                try:
                    hub.wait(watcher)
                finally:
                    watcher.close()
                # Nobody says which of READ and WRITE it was; libpq tries both and asks again for what it still lacks.
                wanted = gen.send(wanted)
        except StopIteration as done:
            answer: _Answer = done.value
            return answer


def prepare_postgres(engine: Engine) -> None:
    """Attach these rules to an engine."""
    event.listen(engine, "do_connect", _connect_green if is_module_patched("select") else _connect_lasting)
    event.listen(engine, "checkin", _note_idle)
    event.listen(engine, "checkout", _Checked(engine))


def _connect_green(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> Connection[Any]:
    return GreenConnection.connect(*arguments, **options)


def _connect_lasting(
    _dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]
) -> Connection[Any]:
    return LastingConnection.connect(*arguments, **options)


def _note_idle(_connection: object, record: Any) -> None:
    record.info["idle_since"] = time.monotonic()


class _Checked:
    """Instead of a question to the server before each use (SQLAlchemy's pre-ping): a server that ends an idle
    connection says so, and then there is something to read on its socket. Only such a one is asked, and one that was
    idle for long; a dead one is replaced before anybody notices.
    """

    def __init__(self, engine: Engine) -> None:
        self._dialect = engine.dialect

    def __call__(self, connection: Any, record: Any, _proxy: object) -> None:
        idle = time.monotonic() - record.info.get("idle_since", time.monotonic())
        if (idle > LONG_IDLE_SECONDS or _something_to_read(connection)) and not self._answers(connection):
            raise DisconnectionError("the server has ended this connection")

    def _answers(self, connection: Any) -> bool:
        try:
            return bool(self._dialect.do_ping(connection))
        except (DBAPIError, self._dialect.loaded_dbapi.Error):
            return False


def _something_to_read(connection: Any) -> bool:
    if connection.closed:
        return True
    look = _poll()
    look.register(connection.pgconn.socket, POLLIN)
    return bool(look.poll(0))
