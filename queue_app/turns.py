"""Floor: one after another, in the order they came.

A lock of Python or gevent goes to whoever asks first when it is free again, and that is nearly always the one who has
just given it back. Here the turn is handed over: nobody who comes later can take it from those who wait.
"""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """A lock that is fair: `with turns:` waits for one's turn, and passes it on at the end."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        #: One locked lock for each who waits; it is opened when the turn is theirs.
        self._waiting: deque[threading.Lock] = deque()

    @property
    def waited_for(self) -> bool:
        """Whether anybody waits for a turn."""
        return bool(self._waiting)

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        try:
            mine.acquire()
        except BaseException:  # stopped while waiting: out of the line, or on with what was just handed over
            self._leave(mine)
            raise

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _leave(self, mine: threading.Lock) -> None:
        with self._guard:
            waits = mine in self._waiting
            if waits:
                self._waiting.remove(mine)
        if not waits:
            self.__exit__()
