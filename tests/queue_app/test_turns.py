"""Taking turns: everybody in the order they came, whatever happens to one of them."""

from __future__ import annotations

import threading

import pytest

from queue_app.turns import Turns

PATIENCE = 30


def test_nobody_who_comes_later_takes_the_turn_from_those_who_wait() -> None:
    turns, done = Turns(), list[str]()

    def come(name: str) -> None:
        with turns:
            done.append(name)

    threads = [threading.Thread(target=come, args=[name]) for name in "abc"]
    with turns:
        for n, thread in enumerate(threads, 1):
            thread.start()
            while len(turns._waiting) < n:
                thread.join(0.001)
        assert done == []
    come("who had it before")
    for thread in threads:
        thread.join(PATIENCE)
    assert done == ["a", "b", "c", "who had it before"]


def test_a_failure_passes_the_turn_on() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns:
        raise ZeroDivisionError
    with turns:
        pass


def test_who_is_stopped_while_waiting_leaves_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns()

    class Stopped:
        """A lock at which whoever waits is stopped."""

        taken = False

        def acquire(self, timeout: float = -1) -> bool:
            if self.taken:
                raise KeyboardInterrupt
            self.taken = True
            return True

    with turns:
        monkeypatch.setattr(threading, "Lock", Stopped)
        with pytest.raises(KeyboardInterrupt), turns:
            pytest.fail("it is not their turn")
    assert not turns._waiting
    with turns:
        pass


def test_so_many_have_a_turn_at_once_as_there_are_places() -> None:
    turns = Turns(places=2)
    assert turns.wait()
    assert turns.wait()
    assert not turns.wait(0.01), "there is no third place"
    assert not turns.waited_for, "who gave up is no longer in the line"
    turns.leave()
    assert turns.wait(0.01)


def test_who_works_for_everybody_stands_before_those_who_wait() -> None:
    turns, done = Turns(), list[str]()

    def come(name: str, first: bool) -> None:
        turns.wait(first=first)
        done.append(name)
        turns.leave()

    threads = [threading.Thread(target=come, args=one) for one in (("a", False), ("b", False), ("the feed", True))]
    with turns:
        for n, thread in enumerate(threads, 1):
            thread.start()
            while len(turns._waiting) < n:
                thread.join(0.001)
    for thread in threads:
        thread.join(PATIENCE)
    assert done == ["the feed", "a", "b"]


def test_a_turn_that_comes_as_somebody_gives_up_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns()

    class Late:
        """A lock that is opened when whoever waits has just stopped waiting."""

        waits = False

        def acquire(self, timeout: float = -1) -> bool:
            if self.waits:
                turns.leave()
                return False
            self.waits = True
            return True

        def release(self) -> None:
            pass

    assert turns.wait()
    monkeypatch.setattr(threading, "Lock", Late)
    assert not turns.wait(0.01)
    assert turns._free == 1
