"""Floor: one after another, in the order they came.

A lock of Python or gevent goes to whoever asks first when it is free again, and that is nearly always the one who has
just given it back. Here the turn is handed over: nobody who comes later can take it from those who wait.
"""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """A lock that is fair, or a semaphore of so many `places`: `with turns:` waits for one's turn, and passes it on at
    the end.
    """

    def __init__(self, places: int = 1) -> None:
        #: Reentrant: a lost connection of the pool comes back when garbage is collected, also in the middle of this.
        self._guard = threading.RLock()
        self._free = places
        #: One locked lock for each who waits; it is opened when the turn is theirs.
        self._waiting: deque[threading.Lock] = deque()

    @property
    def waited_for(self) -> bool:
        """Whether anybody waits for a turn."""
        return bool(self._waiting)

    def wait(self, seconds: float = -1, *, first: bool = False) -> bool:
        """Wait for one's turn, at most so many seconds (-1: as long as it takes); whether it came. Who has it passes it
        on with `leave`. `first`: before everybody who waits.
        """
        mine = threading.Lock()  # made before the guard is taken: what is new may set off the collector
        mine.acquire()
        with self._guard:
            if self._free:
                self._free -= 1
                return True
            (self._waiting.appendleft if first else self._waiting.append)(mine)
        came = False
        try:
            came = mine.acquire(timeout=seconds)
        finally:
            if not came:  # or stopped: out of the line, or on with what was handed over at this very moment
                self._give_up(mine)
        return came

    def leave(self) -> None:
        """Pass the turn on."""
        with self._guard:
            following = self._waiting.popleft() if self._waiting else None
            if following is None:
                self._free += 1
        if following is not None:
            following.release()

    def __enter__(self) -> None:
        self.wait()

    def __exit__(self, *_: object) -> None:
        self.leave()

    def _give_up(self, mine: threading.Lock) -> None:
        with self._guard:
            waits = mine in self._waiting
            if waits:
                self._waiting.remove(mine)
        if not waits:
            self.leave()
