"""Whether this process has been asked to end: it finishes what it has begun and should be sent nothing new."""

from __future__ import annotations


class Stopping:
    """Set once, never taken back."""

    def __init__(self) -> None:
        self._begun = False

    def begin(self) -> None:
        """The process has been asked to end."""
        self._begun = True

    def __bool__(self) -> bool:
        return self._begun


stopping = Stopping()
