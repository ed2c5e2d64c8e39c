"""Sharing a commit: everybody's work is lasting before anybody is answered."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from queue_app.catalogue.directory import CHANGED
from queue_app.catalogue.models import ServiceRecord, SiteRecord
from queue_app.commits import MOST
from queue_app.transaction import transaction
from tests.queue_app.writers import PATIENCE, Writers, how, on_sqlite, refuse, write, written


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

        def acquire(self, timeout: float = -1) -> bool:
            if self._taken:
                self._given.wait(PATIENCE)
                raise KeyboardInterrupt
            self._taken = True
            return True

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
