"""Connections go to whoever has waited longest, and each one that is given back is given on."""

from __future__ import annotations

import gc
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import TimeoutError as NoConnection

from queue_app import turns
from queue_app.pool import FairPool, served_first

PATIENCE = 30


def opened() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", check_same_thread=False)


def pool(connect: Callable[[], Any] = opened, size: int = 1, timeout: float = PATIENCE) -> FairPool:
    return FairPool(connect, pool_size=size, max_overflow=0, timeout=timeout)


def come(here: FairPool, had: list[str], name: str) -> None:
    """Have a connection, and give it back."""
    connection = here.connect()
    had.append(name)
    connection.close()


@contextmanager
def waiting(here: FairPool, *acts: Callable[[], None]) -> Iterator[None]:
    """Let each begin while somebody has the only connection, one behind the other; within, it is free again."""
    threads = [threading.Thread(target=act) for act in acts]
    held = here.connect()
    for n, thread in enumerate(threads, 1):
        thread.start()
        while len(here._turns._waiting) < n:
            thread.join(0.001)
    held.close()
    yield
    for thread in threads:
        thread.join(PATIENCE)


def test_who_has_just_given_a_connection_back_waits_behind_those_who_waited_for_it() -> None:
    here, had = pool(), list[str]()
    with waiting(here, *[partial(come, here, had, name) for name in "abc"]):
        come(here, had, "who had it before")
    assert had == ["a", "b", "c", "who had it before"]


def test_a_connection_that_cannot_be_made_takes_nobodys_place() -> None:
    answers: list[Any] = [OSError("away"), OSError("still away"), opened()]

    def connect() -> Any:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    here = pool(connect, timeout=0.05)
    for _ in range(2):
        with pytest.raises(OSError, match="away"):
            here.connect()
    here.connect().close()


@pytest.mark.parametrize("ends", ["close", "invalidate", "detach"])
def test_however_a_connection_ends_its_place_is_free_again(ends: str) -> None:
    here = pool(timeout=0.05)
    for _ in range(3):
        connection = here.connect()
        getattr(connection, ends)()
        connection.close()
    held = here.connect()
    with pytest.raises(NoConnection, match=r"none of 1 connections came free in 0\.05 s"):
        here.connect()
    held.close()
    here.connect().close()


def test_a_connection_that_was_lost_comes_back_even_while_somebody_joins_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = pool(timeout=PATIENCE)

    class Lost:
        """What holds a connection and itself, so that only the collector finds it."""

        def __init__(self) -> None:
            self.me, self.connection = self, here.connect()

    made = threading.Lock

    def collecting() -> Any:
        gc.collect()
        return made()

    Lost()
    monkeypatch.setattr(turns.threading, "Lock", collecting)
    here.connect().close()


def test_the_feed_has_the_next_connection_whoever_waits() -> None:
    here, had = pool(), list[str]()

    def feed() -> None:
        with served_first():
            come(here, had, "feed")
        come(here, had, "feed as anybody")

    with waiting(here, partial(come, here, had, "visitor"), feed):
        pass
    assert had == ["feed", "visitor", "feed as anybody"]


#: Fifty visitors of three connections, of whom every fifth is stopped and every seventh gives up; a feed among them.
UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import random, sqlite3, gevent
from sqlalchemy.exc import TimeoutError
from queue_app.pool import _FIRST, FairPool, served_first
here = FairPool(lambda: sqlite3.connect(":memory:"), pool_size=3, timeout=30)
most, out, looks, ended, first = 0, 0, 0, [], set()
def visit(n):
    global most, out
    for _ in range(20):
        with gevent.Timeout(0.002 if n % 7 == 0 else None, False):
            connection = here.connect()
            try:
                out += 1
                most = max(most, out)
                gevent.sleep(random.random() / 500)
            finally:
                out -= 1
                connection.close()
        first.add(_FIRST.get())
    ended.append(n)
def feed():
    global looks
    with served_first():
        while True:
            here.connect().close()
            looks += 1
            gevent.sleep(0.001)
feeding = gevent.spawn(feed)
visitors = [gevent.spawn(visit, n) for n in range(50)]
for visitor in visitors[::5]:
    gevent.sleep(0.003)
    visitor.kill(block=False)
gevent.joinall(visitors)
feeding.kill()
print(len(ended), most, out, here._turns._free, here.checkedin(), looks > 50, first)
"""


def test_under_gevent_no_connection_is_lost_whoever_is_stopped_or_gives_up() -> None:
    ran = subprocess.run([sys.executable, "-c", UNDER_GEVENT], capture_output=True, text=True, timeout=300, check=False)
    assert (ran.stdout, ran.stderr) == ("40 3 0 3 3 True {False}\n", "")


@pytest.mark.parametrize("wrong", [{"pool_size": 0}, {"pool_size": 5, "max_overflow": 1}])
def test_a_pool_in_which_somebody_would_wait_is_not_made(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="turn"):
        FairPool(opened, **wrong)
