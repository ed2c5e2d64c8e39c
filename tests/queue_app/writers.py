"""People who write at once, for the tests of shared commits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from queue_app import commits
from queue_app.catalogue.directory import directory
from queue_app.commits import MOST, SharedCommits
from queue_app.db import sqlite_module
from queue_app.errors import Forbidden
from queue_app.line import issuing
from queue_app.line.events import ticket_events
from queue_app.line.issuing import Wish
from queue_app.people.audit import audit
from queue_app.people.models import AuditEntryRecord
from queue_app.ready import AT_HAND
from queue_app.transaction import reading, transaction
from tests import make

PATIENCE = 30
on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


class Writers:
    """People who come one after another while somebody else writes."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self._app, self._pool = app, ThreadPoolExecutor(2 * MOST)
        self.turns: SharedCommits = app.extensions["commits"]
        self.commits = 0
        #: What the disk does at a commit.
        self.disk: Callable[[], None] = lambda: None
        whole = commits._Shared._commit

        def commit(shared: Any) -> None:
            self.commits += 1
            try:
                self.disk()
            except sqlite_module().Error as error:
                shared._failed = error
            else:
                whole(shared)

        monkeypatch.setattr(commits._Shared, "_commit", commit)

    def leave(self) -> None:
        """When everybody has ended."""
        self._pool.shutdown()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Somebody has the turn."""
        self.turns.wait()
        yield
        self.turns.leave()

    def come(self, *works: Callable[[], None]) -> list[Future[None]]:
        """Each waits behind the one before."""
        before, coming = len(self.turns._waiting), []
        for n, work in enumerate(works, before + 1):
            coming.append(self._pool.submit(self._in_app, work))
            while len(self.turns._waiting) < n:
                time.sleep(0.001)
        return coming

    def _in_app(self, work: Callable[[], None]) -> None:
        with self._app.app_context():
            work()


def write(name: str) -> None:
    """Something by a statement of its own, and something by the session."""
    with transaction() as session:
        write_within(session, name)


def refuse(name: str) -> None:
    with transaction() as session:
        write_within(session, name)
        session.flush()
        raise Forbidden()


def break_down(name: str) -> None:
    """As SQLite does when the disk is full: the whole transaction is gone, not only the statement."""
    with transaction() as session:
        write_within(session, name)
        session.flush()
        session.info[AT_HAND].driver.execute("ROLLBACK")
        session.execute(text("SELECT nothing"))


def write_within(session: Session, name: str) -> None:
    house = directory(session)
    issuing.issue(session, house, house.service(make.SERVICE), Wish(channel="kiosk"), by=name)
    audit(session, by=name, action="test", subject="test")


def written() -> list[str]:
    """Whose work is there to stay."""
    with reading() as session:
        whole = sorted(session.scalars(select(AuditEntryRecord.by).where(AuditEntryRecord.action == "test")))
        assert sorted(session.scalars(select(ticket_events.c.by).where(ticket_events.c.kind == "issued"))) == whole
    return whole


def how(coming: list[Future[Any]]) -> list[str]:
    """How each ended: the name of the error, or "done"."""
    errors = [one.exception(PATIENCE) for one in coming]
    return [type(error).__name__ if error else "done" for error in errors]


@pytest.fixture
def writers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writers]:
    made = Writers(app, monkeypatch)
    yield made
    made.leave()
