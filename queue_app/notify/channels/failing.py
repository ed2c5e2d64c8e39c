"""How a channel says that it could not deliver."""

from __future__ import annotations


class DeliveryFailed(Exception):
    """The channel could not deliver; `permanent` failures are not tried again, `gone`: nor is this address, ever."""

    def __init__(self, reason: str, *, permanent: bool = False, gone: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent or gone
        self.gone = gone
