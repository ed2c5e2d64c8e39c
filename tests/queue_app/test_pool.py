"""Connections go to whoever has waited longest, and each one that is given back is given on."""

from __future__ import annotations

import gc
import sqlite3
import threading
from collections.abc import Callable
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


def test_who_has_just_given_a_connection_back_waits_behind_those_who_waited_for_it() -> None:
    here, had = pool(), list[str]()

    def come(name: str) -> None:
        connection = here.connect()
        had.append(name)
        connection.close()

    threads = [threading.Thread(target=come, args=[name]) for name in "abc"]
    first = here.connect()
    for n, thread in enumerate(threads, 1):
        thread.start()
        while len(here._turns._waiting) < n:
            thread.join(0.001)
    first.close()
    come("who had it before")
    for thread in threads:
        thread.join(PATIENCE)
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

    def come(name: str) -> None:
        connection = here.connect()
        had.append(name)
        connection.close()

    def feed() -> None:
        with served_first():
            come("feed")
        come("feed as anybody")

    threads = [threading.Thread(target=come, args=["visitor"]), threading.Thread(target=feed)]
    first = here.connect()
    for n, thread in enumerate(threads, 1):
        thread.start()
        while len(here._turns._waiting) < n:
            thread.join(0.001)
    first.close()
    for thread in threads:
        thread.join(PATIENCE)
    assert had == ["feed", "visitor", "feed as anybody"]


@pytest.mark.parametrize("wrong", [{"pool_size": 0}, {"pool_size": 5, "max_overflow": 1}])
def test_a_pool_in_which_somebody_would_wait_is_not_made(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="turn"):
        FairPool(opened, **wrong)
