"""`python -m bench.raw PORT`: the bound for pushing: websockets held by nothing but asyncio.

Whoever connects with a websocket handshake gets every message; a line on a plain connection is the message
(its first 8 bytes say how long it is to be), sent to all in one go, with no product behind it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import sys

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Broadcaster(asyncio.Protocol):
    """One connection, which is a listener or the one that makes the calls."""

    listeners: set[asyncio.Transport] = set()  # noqa: RUF012 - one set for all connections is meant

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody came."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """A handshake, or the size of a message to send to everybody."""
        if data.startswith(b"GET "):
            self._transport.write(_accept(data))
            self.listeners.add(self._transport)
        elif self._transport not in self.listeners:
            message = frame(b"x" * int(data))
            for listener in self.listeners:
                listener.write(message)
            self._transport.write(b"ok\n")

    def connection_lost(self, error: Exception | None) -> None:
        """Somebody left."""
        self.listeners.discard(self._transport)


def frame(payload: bytes) -> bytes:
    """An unmasked text frame, as a server sends it (RFC 6455)."""
    size = len(payload)
    if size < 126:
        return bytes([0x81, size]) + payload
    if size < 65536:
        return bytes([0x81, 126]) + size.to_bytes(2, "big") + payload
    return bytes([0x81, 127]) + size.to_bytes(8, "big") + payload


def _accept(request: bytes) -> bytes:
    lines = request.decode("latin-1").split("\r\n")
    key = next(line.partition(":")[2].strip() for line in lines if line.lower().startswith("sec-websocket-key"))
    answer = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
    head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
    return "\r\n".join([*head, f"Sec-WebSocket-Accept: {answer}", "", ""]).encode()


async def main(port: int) -> None:
    """Serve until killed; says when it does."""
    server = await asyncio.get_running_loop().create_server(Broadcaster, "127.0.0.1", port, backlog=4096)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
