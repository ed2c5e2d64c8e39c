"""The queue in front of SQLite's writer: everybody in turn, and a clerk behind one citizen at most."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from queue_app.writer_queue import WriterQueue

PATIENCE = 30


@contextmanager
def written_by(people: list[tuple[str, bool]]) -> Iterator[tuple[WriterQueue, list[str]]]:
    """A queue whose turn is taken while these people come one after another; then it is passed on."""
    queue, wrote = WriterQueue(needed=True), list[str]()

    def write(name: str, staff: bool) -> None:
        with queue.turn(staff=staff):
            wrote.append(name)

    threads = [threading.Thread(target=write, args=who) for who in people]
    with queue.turn():
        for n, thread in enumerate(threads, 1):
            thread.start()
            while sum(map(len, queue._waiting.values())) < n:
                thread.join(0.001)
        assert wrote == []
    for thread in threads:
        thread.join(PATIENCE)
    yield queue, wrote


def test_people_of_one_kind_write_in_the_order_they_came() -> None:
    with written_by([(name, False) for name in "abc"]) as (_, wrote):
        assert wrote == ["a", "b", "c"]


def test_a_clerk_waits_for_one_citizen_at_most_and_no_citizen_for_more_than_one_clerk() -> None:
    came = [("a", False), ("b", False), ("c", False), ("clerk 1", True), ("clerk 2", True), ("clerk 3", True)]
    with written_by(came) as (_, wrote):
        assert wrote == ["clerk 1", "a", "clerk 2", "b", "clerk 3", "c"]


def test_a_failure_passes_the_turn_on() -> None:
    with written_by([("a", False)]) as (queue, wrote):
        with pytest.raises(ZeroDivisionError), queue.turn():
            raise ZeroDivisionError
        with queue.turn():
            wrote.append("after it")
        assert wrote == ["a", "after it"]


def test_who_is_stopped_while_waiting_leaves_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = WriterQueue(needed=True)

    class Stopped:
        """A lock at which whoever waits is stopped."""

        taken = False

        def acquire(self) -> None:
            if self.taken:
                raise KeyboardInterrupt
            self.taken = True

    with queue.turn():
        monkeypatch.setattr(threading, "Lock", Stopped)
        with pytest.raises(KeyboardInterrupt), queue.turn(staff=True):
            pytest.fail("it is not their turn")
    assert not any(queue._waiting.values())
    with queue.turn():
        pass


def test_where_many_may_write_nobody_waits() -> None:
    queue = WriterQueue(needed=False)
    with queue.turn(), queue.turn():
        pass
