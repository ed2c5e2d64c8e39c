"""Floor: the queue in front of SQLite's single writer; its own busy handler is none (perf.md B2).

PostgreSQL has many writers and needs no queue: nobody waits in it then.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class WriterQueue:
    """Who writes next. Staff and everybody else stand in two lines that take turns, so that a clerk who presses "next"
    waits for one citizen at most, however many take numbers at home, and no citizen waits for more than one clerk.

    The turn is handed over: nobody who comes later can take it from those who wait.
    """

    def __init__(self, *, needed: bool) -> None:
        self._needed = needed
        self._guard = threading.Lock()
        self._taken = False
        self._staff_was_last = False
        #: One locked lock for each who waits; it is opened when the turn is theirs. By whether they are staff.
        self._waiting: dict[bool, deque[threading.Lock]] = {True: deque(), False: deque()}

    @contextmanager
    def turn(self, *, staff: bool = False) -> Iterator[None]:
        """Wait for the turn, and pass it on at the end."""
        if not self._needed:
            yield
            return
        self._wait(staff)
        try:
            yield
        finally:
            self._pass_on()

    def _wait(self, staff: bool) -> None:
        with self._guard:
            if not self._taken:
                self._taken, self._staff_was_last = True, staff
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting[staff].append(mine)
        try:
            mine.acquire()
        except (
            BaseException
        ):  # whoever is stopped while waiting leaves the line, or passes on what was just handed over
            self._leave(staff, mine)
            raise

    def _leave(self, staff: bool, mine: threading.Lock) -> None:
        with self._guard:
            waits = mine in self._waiting[staff]
            if waits:
                self._waiting[staff].remove(mine)
        if not waits:
            self._pass_on()

    def _pass_on(self) -> None:
        with self._guard:
            staff = not self._staff_was_last
            staff = staff if self._waiting[staff] else not staff
            if self._waiting[staff]:
                self._staff_was_last = staff
                self._waiting[staff].popleft().release()
            else:
                self._taken = False
