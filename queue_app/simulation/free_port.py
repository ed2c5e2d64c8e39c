"""A port of this machine that nobody listens on."""

from __future__ import annotations

import os
import socket
from itertools import count

#: Below what a machine gives to connections that go out: a server may need half a minute until it listens, and nobody
#: has been given its port by then.
LOWEST, MANY = 16_000, 16_000
#: Each process begins elsewhere, and offers no port twice.
_offered = count(os.getpid() * 131)


def free_port(host: str = "127.0.0.1") -> int:
    """A free TCP port, as of now."""
    for offer in _offered:
        with socket.socket() as probe:
            try:
                probe.bind((host, LOWEST + offer % MANY))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise AssertionError("numbers do not end")
