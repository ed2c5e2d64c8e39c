"""Machinery: how what was written becomes lasting, for `transaction.py` and for nobody else.

On PostgreSQL each transaction has a connection and a COMMIT of its own. SQLite has one writer, and a COMMIT is mostly
waiting for the disk: there, writers who come at once share one. Each does its part in a savepoint, one after another,
and whoever has nobody waiting behind commits for all, in a thread of its own while this process serves others. Nobody
is answered before it; if it fails, it fails for all of them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy import Connection, Engine, NestedTransaction
from sqlalchemy.exc import DBAPIError

from queue_app.ready import AtHand
from queue_app.slow import OwnThread
from queue_app.turns import Turns

log = logging.getLogger("gmsc")

#: So many share a commit at most, whether they wrote or were refused; then those who wait begin another.
MOST = 16


class Commits(Protocol):
    """One way to write."""

    def writing(self, engine: Engine) -> AbstractContextManager[AtHand]:
        """A connection to write with: lasting when the block is left, undone when it raises."""


class OwnCommits:
    """A transaction and a commit for each."""

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[AtHand]:
        connection = _connected(engine)

        def undo() -> None:
            connection.rollback()
            connection.begin()

        try:
            connection.begin()
            hand = AtHand(connection, undo)
            yield hand
            connection.commit()
            if hand.then is not None:
                hand.then()
        finally:
            connection.close()  # and with it whatever was not committed


class SharedCommits(Turns):
    """One transaction for all who come at once; whoever holds the turn writes."""

    def __init__(self) -> None:
        super().__init__()
        self._shared: _Shared | None = None
        self._thread = OwnThread()

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[AtHand]:
        shared = None
        try:
            with self:
                shared = self._shared = self._shared or _Shared(engine)
                with shared.part():
                    yield shared.hand
        except Exception:
            if shared is not None:  # also a refusal may rest on what others of the same transaction have done
                shared.wait()
            raise
        shared.wait()

    def leave(self) -> None:
        """Pass the turn on; if nobody is there to take it, commit first. Whoever comes meanwhile begins another."""
        shared = self._shared
        try:
            if shared is not None and (shared.full or not self.waited_for):
                self._shared = None
                shared.end(self._thread)
        finally:
            super().leave()


class _Shared:
    """A transaction of SQLite and the parts it is made of."""

    def __init__(self, engine: Engine) -> None:
        connection = _connected(engine)
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        self.hand = AtHand(connection, self._undo)
        self._part: NestedTransaction
        self._parts, self._written = 0, False
        self._over = threading.Event()
        self._failed: Exception | None = None

    @property
    def full(self) -> bool:
        """Whether nobody else may join."""
        return self._parts >= MOST or self._failed is not None or self.hand.then is not None

    @contextmanager
    def part(self) -> Iterator[None]:
        """What is done in the block is undone alone when it raises; if that is not possible, everything is. Only for
        who holds the turn.
        """
        self._parts += 1
        try:
            self._part = self.hand.connection.begin_nested()
            yield
            self._part.commit()
        except BaseException as error:
            if not self._took_back():
                self._failed = self._driver_error(error)
            raise
        self._written = True

    def end(self, thread: OwnThread) -> None:
        """Commit what was done, or give up what others undid. Only for who holds the turn; `wait` tells how it went."""
        try:
            if self._written and self._failed is None:
                self._failed = self.hand.dialect.loaded_dbapi.OperationalError("in doubt")  # until `_commit` says more
                try:
                    thread.run(self._commit)
                finally:
                    if self._failed is None and self.hand.then is not None:
                        self.hand.then()
        finally:
            try:
                self.hand.connection.close()
            finally:
                self._over.set()

    def wait(self) -> None:
        """Until it has ended. Raises what SQLAlchemy raises when it was not committed."""
        self._over.wait()
        if self._failed is not None:
            dialect, error = self.hand.dialect, self._failed
            raise DBAPIError.instance(
                "COMMIT", None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from error

    def _commit(self) -> None:
        """Perhaps in another thread, so by the driver alone."""
        try:
            self.hand.driver.execute("COMMIT")
            self._failed = None
        except Exception as error:
            self._failed = error

    def _undo(self) -> None:
        """Take back what this part did; it goes on in another savepoint."""
        self._part.rollback()
        self._part = self.hand.connection.begin_nested()

    def _took_back(self) -> bool:
        """Take back what this part did, if that can be. A full disk, for one, lets SQLite take back what everybody did,
        and whatever came after it stands outside of the part.
        """
        try:
            if self.hand.driver.in_transaction and self._part.is_active:
                self._part.rollback()
                return True
        except Exception:
            log.exception("a part could not be taken back alone")
        return False

    def _driver_error(self, error: BaseException) -> Exception:
        """The driver's error within one of SQLAlchemy's, else one that says as much."""
        known = self.hand.dialect.loaded_dbapi
        within = error.orig if isinstance(error, DBAPIError) else error
        return within if isinstance(within, known.Error) else known.OperationalError("taken back by the database")


def _connected(engine: Engine) -> Connection:
    return engine.connect().execution_options(writing=True)
