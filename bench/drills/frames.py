"""Websocket frames as bytes, for lines that meddle with them and for screens behind such lines (RFC 6455)."""

from __future__ import annotations

from bench.frames import frame as from_client
from bench.raw import frame as from_server

__all__ = ["from_client", "from_server", "taken"]


def taken(buffer: bytes) -> tuple[int, bytes, bytes] | None:
    """(opcode, payload, rest) of the first whole frame that a server sent; None when it is not whole yet."""
    if len(buffer) < 2:
        return None
    size, at = buffer[1] & 0x7F, 2
    if size >= 126:
        at = 4 if size == 126 else 10
        if len(buffer) < at:
            return None
        size = int.from_bytes(buffer[2:at], "big")
    if len(buffer) < at + size:
        return None
    return buffer[0] & 0x0F, buffer[at : at + size], buffer[at + size :]
