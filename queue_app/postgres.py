"""Floor: faster connections to PostgreSQL. Nothing here changes what a statement does, only what sending it costs.

Four things differ from psycopg under SQLAlchemy as they come:

- a connection is checked before use only when there is a reason to doubt it, not each time (`_Checked`);
- statements stay prepared after a ROLLBACK (`LastingConnection`);
- several statements travel in one round trip (`LastingConnection.journey`, used by `ready.py`);
- under gevent, waiting for an answer takes one watcher and no patched `poll` (`GreenConnection`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import count
from select import POLLIN
from typing import Any, NamedTuple, TypeVar

from gevent import get_hub
from gevent.monkey import get_original, is_module_patched
from psycopg import Connection, Error, OperationalError
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.generators import execute, fetch_many
from psycopg.generators import send as flush
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError

#: A connection idle for longer than this is pinged before use: a network may have dropped it without telling us.
LONG_IDLE_SECONDS = 30.0

#: Statements that one connection keeps prepared; beyond that the oldest is forgotten.
MOST_PREPARED = 200
_DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)

Rows = list[tuple[Any, ...]]
_Hears = Callable[[Rows], None]
_Answer = TypeVar("_Answer")
_poll = get_original("select", "poll")  # looks without waiting, so it must not be gevent's


class Asked(NamedTuple):
    """A statement with $1, $2 … in its text, and the values for these."""

    said: bytes
    values: Sequence[Any]


class _Leg(NamedTuple):
    """One message of a journey: it `prepares` the statement `said`, or `asks` for rows, or does neither (BEGIN and
    DEALLOCATE, whose answer only has to be a success).
    """

    said: bytes = b""
    prepares: bool = False
    asks: bool = False


class LastingConnection(Connection[Any]):
    """psycopg's connection, which keeps its prepared statements and can send several at once (`journey`).

    psycopg drops all prepared statements at every ROLLBACK, in case a table was created in that transaction. Our server
    processes change no schema, but every read of theirs ends with a ROLLBACK, so nothing ever stayed prepared and
    PostgreSQL planned each statement anew.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        #: Whether a journey outside of a transaction begins one.
        self.begins = True
        self._later: list[tuple[Asked, _Hears]] = []
        self._names: dict[bytes, bytes] = {}
        self._numbers = count()
        self._transformer = Transformer(self)

    def commit(self) -> None:
        """End the transaction, if there is one, with its changes, also those that have yet to be sent; without any if
        these fail, for then the server has not heard the COMMIT behind them, and SQLAlchemy sends no ROLLBACK after it.
        """
        if not self._later:
            self._end(b"COMMIT")
            return
        try:
            self.journey((), last=b"COMMIT")
        except Error:
            if not self.closed:
                self.rollback()
            raise

    def rollback(self) -> None:
        """End the transaction, if there is one, without its changes."""
        self._later.clear()
        self._end(b"ROLLBACK")

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        """psycopg's own way to ask; what has yet to be sent goes before."""
        if self._later:
            self.journey(())
        return super().cursor(*arguments, **options)

    def later(self, asked: Asked, hears: _Hears) -> None:
        """Let a statement travel with the next journey, at the latest with the COMMIT; `hears` gets its rows then."""
        self._later.append((asked, hears))

    def journey(self, asked: Sequence[Asked], *, last: bytes = b"") -> list[Rows]:
        """The rows of each of these statements, which travel together, and with them the BEGIN of their transaction if
        it `begins` one and it has not begun. Each is prepared when this connection is asked it for the first time.

        What was to be sent `later` goes before them, and the word `last` behind. A cursor waits for the answer to each,
        the BEGIN too, and converts text and types anew. Raises what a cursor raises, of the first that fails; those
        after it have then not been done.
        """
        waiting, self._later = self._later, []
        asked = [*(one for one, _ in waiting), *asked]
        with self.lock:
            if self.pgconn.status != ConnStatus.OK:
                raise OperationalError("the connection is closed")
            dumped = [self._transformer.dump_sequence(v, [PyFormat.TEXT] * len(v)) for _, v in asked]
            try:
                self.pgconn.enter_pipeline_mode()
                legs = self._set_out([said for said, _ in asked], dumped, last)
                results = self.wait(_results(self.pgconn, len(legs)))
                self.pgconn.exit_pipeline_mode()
            except BaseException:
                self.close()  # what is still under way would be taken for the answer to something else
                raise
            rows = self._rows(legs, results)
        for (_, hears), heard in zip(waiting, rows, strict=False):
            hears(heard)
        return rows[len(waiting) :]

    def _end(self, said: bytes) -> None:
        with self.lock:
            if self.pgconn.transaction_status == TransactionStatus.IDLE:
                return
            self.pgconn.send_query(said)
            for result in self.wait(execute(self.pgconn)):
                if result.status != ExecStatus.COMMAND_OK:
                    raise error_from_result(result)

    def _deallocate(self, name: bytes | None) -> PQGen[None]:
        """psycopg's own way to forget; without a name everything goes, as after a table was changed."""
        if name is None:
            self._names.clear()
        yield from super()._deallocate(name)

    def _set_out(self, asked: Sequence[bytes], values: Sequence[Any], last: bytes) -> list[_Leg]:
        legs = []
        if self.begins and not self.autocommit and self.pgconn.transaction_status == TransactionStatus.IDLE:
            self.pgconn.send_query_params(self._get_tx_start_command(), None)
            legs.append(_Leg())
        for said, dumped in zip(asked, values, strict=True):
            if said not in self._names:
                legs += self._prepare(said)
            self.pgconn.send_query_prepared(self._names[said], dumped)
            legs.append(_Leg(asks=True))
        if last:
            self.pgconn.send_query_params(last, None)
            legs.append(_Leg())
        self.pgconn.pipeline_sync()
        return legs

    def _prepare(self, said: bytes) -> list[_Leg]:
        legs = []
        if len(self._names) >= MOST_PREPARED:
            oldest = self._names.pop(next(iter(self._names)))
            self.pgconn.send_query_params(b"DEALLOCATE " + oldest, None)
            legs.append(_Leg())
        self._names[said] = b"ready_%d" % next(self._numbers)
        self.pgconn.send_prepare(self._names[said], said)
        return [*legs, _Leg(said, prepares=True)]

    def _rows(self, legs: Sequence[_Leg], results: Sequence[PGresult]) -> list[Rows]:
        rows: list[Rows] = []
        failed: PGresult | None = None
        for leg, result in zip(legs, results, strict=True):
            if result.status not in _DONE:
                failed = failed or result
                if leg.prepares:
                    del self._names[leg.said]
            elif leg.asks:
                self._transformer.set_pgresult(result)
                rows.append(self._transformer.load_rows(0, result.ntuples, tuple))
        self._transformer.set_pgresult(None)
        if failed is not None:
            raise error_from_result(failed, encoding=self.info.encoding)
        return rows


def _results(pgconn: PGconn, how_many: int) -> PQGen[list[PGresult]]:
    """The result of each leg, and the end of the journey, which is none."""
    yield from flush(pgconn)
    results = []
    for _ in range(how_many):
        [result] = yield from fetch_many(pgconn)
        results.append(result)
    yield from fetch_many(pgconn)
    return results


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
    """Replaces SQLAlchemy's pre-ping, which asks the server before each use.

    A server that ends an idle connection says so, and then there is something to read on its socket. So only a
    connection with something to read, or one that was idle for LONG_IDLE_SECONDS, is pinged. A dead one raises
    DisconnectionError, and SQLAlchemy takes another before anybody notices.
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
