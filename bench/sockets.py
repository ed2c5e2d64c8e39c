"""`python -m bench.sockets < SPEC`: many screens in one process, and the calls they are to show.

The specification is one JSON object: `host`, `port`, `path` (of the websocket), `sockets` (how many),
`hello` (pairs: when a frame begins with this, send that), `welcome` (how the frame begins after which a
screen is ready; empty: at once), `calls` (the requests to send, as text, one after the other on a connection
of their own), `mark` (how a frame begins that shows a call), `settle` and `pause` (seconds before the first
call and between two). The answer: per call, the milliseconds from sending the
request to the last byte of the frame at each screen; how many screens were lost; how long the last frame was.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from typing import Any

OPEN_FILES = 8192
#: How long a call may take to reach everybody, in seconds.
PATIENCE = 20.0


class Screen(asyncio.Protocol):
    """One websocket: says hello, then notes when a marked frame is complete."""

    def __init__(self, spec: dict[str, Any], all_screens: Screens) -> None:
        self._hello = [(heard.encode(), frame(said.encode())) for heard, said in spec["hello"]]
        self._spec, self._all, self._buffer, self._upgraded = spec, all_screens, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(_upgrade(self._spec))

    def data_received(self, data: bytes) -> None:
        """Part of a frame, or several."""
        now = time.perf_counter()
        self._buffer += data
        if not self._upgraded:
            head, found, self._buffer = self._buffer.partition(b"\r\n\r\n")
            if not found:
                self._buffer = head
                return
            self._upgraded = True
            self._all.ready += not self._spec["welcome"]
        while (cut := _payload(self._buffer)) is not None:
            payload, self._buffer = cut
            self._frame(payload, now)

    def connection_lost(self, error: Exception | None) -> None:
        """A screen that is lost makes the measurement worthless."""
        self._all.lost += 1

    def _frame(self, payload: bytes, now: float) -> None:
        if payload == b"2":  # engine.io asks whether we are there
            self._transport.write(frame(b"3"))
        elif self._hello and payload.startswith(self._hello[0][0]):
            self._transport.write(self._hello.pop(0)[1])
        elif payload.startswith(self._spec["mark"].encode()):
            self._all.shown(now, len(payload))
        elif self._spec["welcome"] and payload.startswith(self._spec["welcome"].encode()):
            self._all.ready += 1


class Screens:
    """What all screens together have seen."""

    def __init__(self, wanted: int) -> None:
        self.wanted, self.ready, self.lost, self.frame_bytes = wanted, 0, 0, 0
        self._sent, self._seen = 0.0, list[float]()
        self._everybody = asyncio.Event()

    def begin(self) -> None:
        """A call goes out now."""
        self._seen, self._sent = [], time.perf_counter()
        self._everybody.clear()

    def shown(self, now: float, size: int) -> None:
        """One screen has it."""
        self.frame_bytes = size
        if self._sent:
            self._seen.append((now - self._sent) * 1000)
            if len(self._seen) >= self.wanted:
                self._everybody.set()

    async def all_shown(self) -> list[float]:
        """The milliseconds of every screen, fastest first; raises TimeoutError when one never shows."""
        await asyncio.wait_for(self._everybody.wait(), PATIENCE)
        self._sent = 0.0
        return sorted(self._seen[: self.wanted])


async def run(spec: dict[str, Any]) -> dict[str, Any]:
    """Connect everybody, then make the calls one after the other."""
    loop = asyncio.get_running_loop()
    screens = Screens(spec["sockets"])
    for n in range(spec["sockets"]):
        await loop.create_connection(lambda: Screen(spec, screens), spec["host"], spec["port"])
        if n % 50 == 49:
            await asyncio.sleep(0.05)
    async with asyncio.timeout(PATIENCE * 3):
        while screens.ready < spec["sockets"]:
            await asyncio.sleep(0.02)
    await asyncio.sleep(spec["settle"])
    reader, writer = await asyncio.open_connection(spec["host"], spec["port"])
    taken = []
    for request in spec["calls"]:
        screens.begin()
        writer.write(request.encode("latin-1"))
        answer = asyncio.create_task(reader.read(65536))
        taken.append(await screens.all_shown())
        await answer
        await asyncio.sleep(spec["pause"])
    return {"calls": taken, "lost": screens.lost, "frame_bytes": screens.frame_bytes}


def frame(payload: bytes) -> bytes:
    """A text frame as a client sends it: masked (with zeros, which leaves it readable)."""
    size = len(payload)
    head = bytes([0x81, 0x80 | size]) if size < 126 else bytes([0x81, 0xFE]) + size.to_bytes(2, "big")
    return head + bytes(4) + payload


def _payload(buffer: bytes) -> tuple[bytes, bytes] | None:
    """The first whole frame's payload and what follows it; None when it is not whole yet."""
    if len(buffer) < 2:
        return None
    size, at = buffer[1] & 0x7F, 2
    if size >= 126:
        at = 4 if size == 126 else 10
        size = int.from_bytes(buffer[2:at], "big")
    if len(buffer) < at + size:
        return None
    return buffer[at : at + size], buffer[at + size :]


def _upgrade(spec: dict[str, Any]) -> bytes:
    lines = [f"GET {spec['path']} HTTP/1.1", f"Host: {spec['host']}:{spec['port']}", "Upgrade: websocket"]
    lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    print(json.dumps(asyncio.run(run(json.load(sys.stdin)))))
