"""Floor: how a process holds its connections to PostgreSQL: it never asks a healthy one whether it lives, and it waits
for an answer with one greenlet and nothing else.
"""

from __future__ import annotations

import time
from select import POLLIN
from typing import Any, TypeVar

from gevent import get_hub
from gevent.monkey import get_original, is_module_patched
from psycopg import Connection
from psycopg.abc import PQGen
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError

#: A connection that nobody used for so long is asked first: a network may have lost it without a word.
LONG_IDLE_SECONDS = 30.0

_Answer = TypeVar("_Answer")
_poll = get_original("select", "poll")  # looks without waiting, so it must not be gevent's


class GreenConnection(Connection[Any]):
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
    if is_module_patched("select"):
        event.listen(engine, "do_connect", _connect_green)
    event.listen(engine, "checkin", _note_idle)
    event.listen(engine, "checkout", _Checked(engine))


def _connect_green(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> Connection[Any]:
    return GreenConnection.connect(*arguments, **options)


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
