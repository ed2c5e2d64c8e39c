"""One phone on its ticket's page, without the page: what `ticket.js` does with what the socket brings.

One socket watches the ticket and its line. Its place is where its number stands in the line's order, unless the ticket
says otherwise, and then it asks for the ticket, after a moment of its own.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter as Tally
from collections.abc import Callable
from typing import Any

from bench.frames import first_payload, frame, upgrade

#: As in ticket.js: seconds until a phone asks because its window is old, because it knows its place to be wrong, and
#: because it does while it is one of the next.
WINDOW_EVERY, SOON, NEAR, NEXT = 120.0, 3.0, 0.8, 10
SOCKET = "/socket.io/?EIO=4&transport=websocket"


class Reading:
    """The same bytes reach everybody in a line: read once. Number → place, of the last few lines."""

    def __init__(self) -> None:
        self._kept: dict[bytes, dict[str, int]] = {}

    def order(self, payload: bytes) -> dict[str, int]:
        """The places in a snapshot of a line."""
        if payload not in self._kept:
            if len(self._kept) > 50:
                self._kept.clear()
            said = json.loads(payload[payload.index(b"[") :])
            shape = said[1] if isinstance(said[0], str) else said[0]
            self._kept[payload] = {number: at for at, number in enumerate(shape["order"])}
        return self._kept[payload]


class Phone(asyncio.Protocol):
    """One page: what it shows (people ahead, or -1 once called), since when, and what it was sent."""

    def __init__(self, who: dict[str, str], port: int, reading: Reading, ready: Callable[[], None]) -> None:
        self.id, self.number, self.line = who["id"], who["number"], who["line"]
        self._port, self._reading, self._ready = port, reading, ready
        self.shown: int | None = None
        self.since = self.told = 0.0
        self.index: int | None = None
        self.own, self.lost, self.asks, self.ask_bytes = True, False, 0, 0
        self.sent: Tally[str] = Tally()
        self.frames: Tally[str] = Tally()
        self._buffer, self._upgraded, self._waits = b"", False, 2
        self._asking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(upgrade(self._port, SOCKET, squeeze=True))

    def data_received(self, data: bytes) -> None:
        """Part of a frame, or several."""
        self._buffer += data
        if not self._upgraded:
            _, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self._upgraded, self._buffer = True, rest
        while (cut := first_payload(self._buffer)) is not None:
            before = len(self._buffer)
            payload, self._buffer = cut
            self._frame(payload, before - len(self._buffer))

    def connection_lost(self, error: Exception | None) -> None:
        """A phone that is lost makes the measurement worthless."""
        self.lost = True

    def _frame(self, payload: bytes, size: int) -> None:
        kind = _kind_of(payload)
        self.sent[kind] += size
        self.frames[kind] += 1
        if kind == "ping":
            self.transport.write(frame(b"3"))
            self.sent[kind] += 7
        elif kind == "ticket":
            self._on_ticket(json.loads(payload[payload.index(b"[") :])[-1])
        elif kind == "line":
            self._on_line(self._reading.order(payload))
        else:
            self._greet(payload)
        if payload.startswith((b"43/live,1[", b"43/live,2[")):
            self._waits -= 1
            if not self._waits:
                self._ready()

    def _greet(self, payload: bytes) -> None:
        if payload.startswith(b"0"):
            self.transport.write(frame(b"40/live,"))
        elif payload.startswith(b"40/live,"):
            wishes = ({"scope": f"ticket:{self.id}", "beats": False}, {"scope": f"line:{self.line}"})
            for n, wish in enumerate(wishes, 1):
                self.transport.write(frame(f'42/live,{n}["watch",{json.dumps(wish)}]'.encode()))

    def _on_ticket(self, now: dict[str, Any]) -> None:
        if now["status"] != "WAITING":
            return self._show(-1)
        self.own = self.index is None or self.index == now["ahead"]
        self._show(now["ahead"])

    def _on_line(self, order: dict[str, int]) -> None:
        self.told = time.perf_counter()
        first, self.index = self.index is None, order.get(self.number)
        if self.shown == -1 or self.index is None or self.index == self.shown:
            return
        if first:
            self.own = False
        if self.own:
            self._show(self.index)
        self._ask_within(WINDOW_EVERY if self.own else NEAR if self.index < NEXT else SOON)

    def _show(self, ahead: int) -> None:
        if ahead != self.shown:
            self.shown, self.since = ahead, time.perf_counter()

    def _ask_within(self, most: float) -> None:
        loop = asyncio.get_running_loop()
        wait = most * (0.5 + random.random() / 2)
        if self._asking and self._asking.when() <= loop.time() + wait:
            return
        if self._asking:
            self._asking.cancel()
        self._asking = loop.call_later(wait, lambda: loop.create_task(self._ask()))

    async def _ask(self) -> None:
        self._asking = None
        answer, size = await get(self._port, f"/api/v1/tickets/{self.id}")
        self.asks += 1
        self.ask_bytes += size
        self._on_ticket(answer)


def _kind_of(payload: bytes) -> str:
    if payload == b"2":
        return "ping"
    if payload.startswith(b'42/live,["beat"'):
        return "beat"
    if payload.startswith((b'42/live,["snapshot"', b"43/live,")):
        head = payload[:60]
        return "ticket" if b'"ticket:' in head else "line" if b'"line:' in head else "other"
    return "other"


async def get(port: int, path: str) -> tuple[Any, int]:
    """One question on a connection of its own, as a phone that has slept asks; the answer and its bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
    whole = await reader.read()
    writer.close()
    head, _, body = whole.partition(b"\r\n\r\n")
    if head[9:12] != b"200":
        raise RuntimeError(f"{path}: {head[:200]!r}")
    return json.loads(body), len(whole)
