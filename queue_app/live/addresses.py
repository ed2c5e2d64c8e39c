"""How many sockets one address holds: a whole hall may stand behind one, a flood may not."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address


class Addresses:
    """Counts open sockets by address, at most `most` for each (0: no bound).

    The machine's own are not counted: they are its own programs, or a proxy that nobody has declared
    (TRUSTED_PROXIES), and then everybody's.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Tally[str] = Tally()

    @contextmanager
    def room_for(self, address: str) -> Iterator[bool]:
        """Whether one more socket of the address may be open for the time of the block; it counts while it is."""
        if not self._most or _own(address):
            yield True
            return
        if self._open[address] >= self._most:
            yield False
            return
        self._open[address] += 1
        try:
            yield True
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]


def _own(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return True  # no address at all: a socket of this machine
