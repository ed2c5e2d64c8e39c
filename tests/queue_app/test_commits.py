"""Sharing a commit: everybody's work is lasting before anybody is answered, and nobody's failure is another's."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from queue_app import commits
from queue_app.catalogue.directory import CHANGED, directory
from queue_app.catalogue.models import ServiceRecord, SiteRecord
from queue_app.commits import MOST, SharedCommits
from queue_app.db import sqlite_module
from queue_app.errors import Forbidden
from queue_app.line import issuing, lately
from queue_app.line.events import ticket_events
from queue_app.line.issuing import Wish
from queue_app.people.audit import audit
from queue_app.people.models import AuditEntryRecord
from queue_app.ready import AT_HAND
from queue_app.transaction import database, reading, transaction
from tests import make

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

PATIENCE = 30


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

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Somebody has the turn."""
        self.turns.__enter__()
        yield
        self.turns.__exit__()

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


@pytest.fixture
def writers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writers]:
    made = Writers(app, monkeypatch)
    yield made
    made._pool.shutdown()


def write(name: str) -> None:
    """Something by a statement of its own, and something by the session."""
    with transaction() as session:
        _write(session, name)


def refuse(name: str) -> None:
    with transaction() as session:
        _write(session, name)
        session.flush()
        raise Forbidden()


def break_down(name: str) -> None:
    """As SQLite does when the disk is full: the whole transaction is gone, not only the statement."""
    with transaction() as session:
        _write(session, name)
        session.flush()
        session.info[AT_HAND].driver.execute("ROLLBACK")
        session.execute(text("SELECT nothing"))


def _write(session: Session, name: str) -> None:
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


@on_sqlite
def test_who_comes_while_another_writes_shares_the_next_commit(writers: Writers) -> None:
    with writers.busy():
        coming = writers.come(*[partial(write, name) for name in "abc"])
    assert how(coming) == ["done"] * 3
    assert written() == ["a", "b", "c"]
    assert writers.commits == 1


@on_sqlite
def test_nobody_is_answered_before_the_commit_and_who_comes_meanwhile_has_the_next(writers: Writers) -> None:
    under_way, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        under_way.set()
        assert may_end.wait(PATIENCE)

    writers.disk = slow
    with writers.busy():
        coming = writers.come(partial(write, "a"), partial(refuse, "b"), partial(write, "c"))
    assert under_way.wait(PATIENCE)
    late = writers.come(partial(write, "d"))
    assert not any(one.done() for one in (*coming, *late))
    assert written() == []
    may_end.set()
    assert how([*coming, *late]) == ["done", "Forbidden", "done", "done"]
    assert written() == ["a", "c", "d"]
    assert writers.commits == 2


@on_sqlite
def test_who_fails_takes_back_only_their_own(writers: Writers) -> None:
    with writers.busy():
        coming = writers.come(partial(write, "a"), partial(refuse, "b"), partial(write, "c"), partial(refuse, "d"))
    assert how(coming) == ["done", "Forbidden", "done", "Forbidden"]
    assert written() == ["a", "c"]


@on_sqlite
def test_where_nobody_has_anything_to_keep_nothing_is_committed(writers: Writers) -> None:
    with writers.busy():
        coming = writers.come(partial(refuse, "a"), partial(refuse, "b"))
    assert how(coming) == ["Forbidden"] * 2
    assert (written(), writers.commits) == ([], 0)


@on_sqlite
def test_a_commit_that_fails_fails_for_everybody_and_the_next_is_another(writers: Writers) -> None:
    """Also for who was refused: that may have been for what is not there after all."""

    def full() -> None:
        writers.disk = lambda: None
        raise sqlite_module().OperationalError("database or disk is full")

    writers.disk = full
    with writers.busy():
        coming = writers.come(partial(write, "a"), partial(refuse, "b"), partial(write, "c"))
    assert how(coming) == ["OperationalError"] * 3
    assert written() == []
    write("d")
    assert written() == ["d"]


@on_sqlite
def test_when_the_database_takes_back_everything_nobody_is_told_otherwise(writers: Writers) -> None:
    with writers.busy():
        coming = writers.come(partial(write, "a"), partial(break_down, "b"), partial(write, "c"))
    assert how(coming) == ["OperationalError", "OperationalError", "done"]
    assert written() == ["c"]


@on_sqlite
def test_what_cannot_be_taken_back_alone_is_kept_for_nobody(writers: Writers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who failed was told so: then nothing of it may be kept because others commit."""
    dialect = database.engine.dialect

    def fail(_connection: object, _name: str) -> None:
        raise sqlite_module().OperationalError("disk I/O error")

    for step, second in (("do_release_savepoint", write), ("do_rollback_to_savepoint", refuse)):
        with writers.busy():
            coming = writers.come(partial(write, "a"), partial(failing(monkeypatch, dialect, step, fail, second), "b"))
        assert how(coming)[0] == "OperationalError"
        assert how(coming)[1] in ("OperationalError", "DatabaseError"), step
        assert written() == [], step
    write("c")
    assert written() == ["c"]


def failing(
    monkeypatch: pytest.MonkeyPatch, dialect: Any, step: str, fail: Callable[..., None], work: Callable[[str], None]
) -> Callable[[str], None]:
    """That work, while a step of the database fails."""

    def do(name: str) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(dialect, step, fail)
            work(name)

    return do


@on_sqlite
def test_what_a_writer_takes_back_in_the_middle_is_gone_and_what_comes_after_is_theirs(writers: Writers) -> None:
    def change_of_mind(name: str, *, fails: bool) -> None:
        with transaction() as session:
            _write(session, "before")
            session.rollback()
            _write(session, name)
            if fails:
                raise Forbidden()

    with writers.busy():
        coming = writers.come(
            partial(write, "a"), partial(change_of_mind, "b", fails=True), partial(change_of_mind, "c", fails=False)
        )
    assert how(coming) == ["done", "Forbidden", "done"]
    assert written() == ["a", "c"]


@on_sqlite
def test_who_changes_the_catalogue_has_nobody_behind_who_goes_by_the_old_one(writers: Writers) -> None:
    """Who takes a number next finds the service ended, also when the catalogue was held a moment ago."""

    def services(active: bool) -> None:
        with transaction() as session:
            session.execute(update(ServiceRecord).values(active=active))
            session.execute(update(SiteRecord).values(catalogue_version=SiteRecord.catalogue_version + 1))
            session.info[CHANGED] = True

    write("a")
    with writers.busy():
        coming = writers.come(partial(services, False), partial(write, "b"))
    assert how(coming) == ["done", "Unknown"]
    services(True)
    assert written() == ["a"]


@on_sqlite
def test_who_is_refused_counts_so_that_a_rush_ends_and_is_answered(writers: Writers) -> None:
    with writers.busy():
        coming = writers.come(partial(write, "a"), *[partial(refuse, "b")] * MOST, partial(write, "c"))
    assert how(coming) == ["done", *["Forbidden"] * MOST, "done"]
    assert writers.commits == 2


@on_sqlite
def test_after_a_commit_that_failed_nothing_is_remembered_of_it(writers: Writers) -> None:
    def full() -> None:
        raise sqlite_module().OperationalError("database or disk is full")

    with reading() as session:
        before = lately.settled_lately(session)
    lately.forget()
    writers.disk = full

    def look(name: str) -> None:
        with transaction() as session:
            _write(session, name)
            assert lately.settled_lately(session) > before

    with writers.busy():
        coming = writers.come(partial(look, "a"))
    assert how(coming) == ["OperationalError"]
    with reading() as session:
        assert lately.settled_lately(session) == before


@on_sqlite
def test_more_than_can_share_one_commit_have_another(writers: Writers) -> None:
    with writers.busy():
        coming = writers.come(*[partial(write, str(n)) for n in range(MOST + 1)])
    assert how(coming) == ["done"] * (MOST + 1)
    assert len(written()) == MOST + 1
    assert writers.commits == 2


@on_sqlite
def test_who_is_stopped_when_the_turn_is_theirs_commits_for_who_counted_on_them(
    writers: Writers, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped:
        """The lock of one who waits and is stopped in the moment in which the turn is given to them."""

        def __init__(self) -> None:
            self._given, self._taken = threading.Event(), False

        def acquire(self) -> None:
            if self._taken:
                self._given.wait(PATIENCE)
                raise KeyboardInterrupt
            self._taken = True

        def release(self) -> None:
            self._given.set()

    with writers.busy():
        first = writers.come(partial(write, "a"))
        monkeypatch.setattr("queue_app.turns.threading", SimpleNamespace(Lock=Stopped))
        second = writers.come(partial(write, "b"))
    assert how([*first, *second]) == ["done", "KeyboardInterrupt"]
    assert written() == ["a"]


UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import sys, gevent
from sqlalchemy import create_engine
from queue_app import commits
from queue_app.db import engine_options, prepare_engine
engine = create_engine(sys.argv[1], **engine_options(sys.argv[1]))
prepare_engine(engine)
turns, block = commits.SharedCommits(), monkey.get_original("time", "sleep")
whole, ticks, order = commits._Shared._commit, [], []
def slow(shared):
    order.append("begun")
    block(0.3)
    whole(shared)
    order.append("ended")
commits._Shared._commit = slow
def report():
    block(3)
    order.append("report")
for _ in range(gevent.get_hub().threadpool.maxsize):
    gevent.get_hub().threadpool.spawn(report)
def write(n):
    with turns.writing(engine) as hand:
        hand.driver.execute("INSERT INTO kept VALUES (?)", (n,))
def beat():
    while True:
        ticks.append(1)
        gevent.sleep(0.01)
with engine.connect() as connection:
    connection.exec_driver_sql("ROLLBACK")
    connection.exec_driver_sql("CREATE TABLE kept (n INTEGER)")
gevent.spawn(beat)
stopped, after = gevent.spawn(write, 1), gevent.spawn(write, 2)
while not order:
    gevent.sleep(0.001)
stopped.kill(block=False)
gevent.joinall([stopped, after])
with engine.connect() as connection:
    print([n for (n,) in connection.exec_driver_sql("SELECT n FROM kept ORDER BY n")], order, len(ticks) > 10)
"""


def test_under_gevent_others_are_served_meanwhile_and_who_is_stopped_leaves_no_commit_half_done(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    ran = subprocess.run(
        [sys.executable, "-c", UNDER_GEVENT, url], capture_output=True, text=True, timeout=300, check=False
    )
    assert (ran.stdout, ran.stderr) == ("[1, 2] ['begun', 'ended', 'begun', 'ended'] True\n", "")
