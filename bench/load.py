"""`python -m bench.load`: keep-alive clients in a process of their own, each with a cycle of requests.

Reads one line of JSON: `port` (of 127.0.0.1), `warm` and `seconds` (real time; no seconds: until the standard input is
closed), `pause` (seconds between an answer and the next request), and `clients`: per client the requests to send one
after the other, as text. Answers with one line: how many requests were answered per second, the latencies in
milliseconds of each place in the cycle, fastest first, and the statuses.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter as Tally
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Measured:
    """What all clients saw between two instants."""

    begins: float
    ends: float
    latencies: dict[int, list[float]] = field(default_factory=dict)
    statuses: Tally[str] = field(default_factory=Tally)
    latest: float = 0.0

    def note(self, place: int, sent: float, now: float, status: bytes, *, first: bool) -> bool:
        """One answered request; whether it counts: not before the beginning, after the end only a client's first."""
        counts = self.begins <= sent and (now <= self.ends or first)
        if counts:
            self.latencies.setdefault(place, []).append((now - sent) * 1000)
            self.statuses[status.decode()] += 1
            self.latest = max(self.latest, now)
        return counts


class Client(asyncio.Protocol):
    """One connection: the next request goes out when the last answer is complete."""

    def __init__(self, cycle: list[bytes], measured: Measured, spec: dict[str, Any]) -> None:
        self._cycle, self._measured, self._pause = cycle, measured, spec.get("pause", 0)
        self._port, self._moving, self._counted = spec["port"], False, False
        self._place, self._sent, self._buffer = -1, 0.0, b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def connect(self) -> None:
        """Connect, and begin."""
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)

    async def _again(self) -> None:
        try:
            await self.connect()
        except OSError:  # it said goodbye for good
            self.connection_lost(None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        """Part of an answer, or all of it."""
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        now = time.perf_counter()
        first = not self._counted
        self._counted |= self._measured.note(self._place, self._sent, now, head[9:12], first=first)
        self._buffer = b""
        if now >= self._measured.ends and self._counted:
            self._transport.close()
        elif b"connection: close" in head.lower():  # a proxy after so many requests
            self._moving = True
            self._transport.close()
        elif self._pause:
            asyncio.get_running_loop().call_later(self._pause, self._next)
        else:
            self._next()

    def connection_lost(self, error: Exception | None) -> None:
        """The end, wanted or not, or another connection."""
        if self._moving:
            self._moving = False
            self._task = asyncio.ensure_future(self._again())
            return
        if error is not None or time.perf_counter() < self._measured.ends:
            self._measured.statuses["lost"] += 1
        if not self.done.done():
            self.done.set_result(None)

    def _next(self) -> None:
        self._place = (self._place + 1) % len(self._cycle)
        self._sent = time.perf_counter()
        self._transport.write(self._cycle[self._place])


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at < 0:
        return 0
    return int(lower[at + 15 : lower.find(b"\r\n", at) if b"\r\n" in lower[at:] else None])


async def run(spec: dict[str, Any]) -> dict[str, Any]:
    """Everybody at once, for the time asked."""
    begins = time.perf_counter() + spec["warm"]
    measured = Measured(begins, begins + (spec.get("seconds") or float("inf")))
    loop = asyncio.get_running_loop()
    clients = []
    for cycle in spec["clients"]:
        client = Client([request.encode("latin-1") for request in cycle], measured, spec)
        await client.connect()
        clients.append(client)
    if not spec.get("seconds"):
        await loop.run_in_executor(None, sys.stdin.read)
        measured.ends = time.perf_counter()
    await asyncio.gather(*(client.done for client in clients))
    answered = sum(len(some) for some in measured.latencies.values())
    return {
        "rps": answered / (max(measured.ends, measured.latest) - begins),
        "latencies": {str(place): sorted(some) for place, some in measured.latencies.items()},
        "statuses": dict(measured.statuses),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.loads(sys.stdin.readline())))))
