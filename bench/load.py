"""`python -m bench.load < SPEC`: keep-alive clients in a process of their own, each with a cycle of requests.

The specification is one JSON object: `host`, `port`, `warm` and `seconds` (real time), and `clients`: per
client the requests to send one after the other, as text. The answer is one JSON object: how many requests
were answered per second, the latencies in milliseconds of each place in the cycle, and the statuses.
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

    def note(self, place: int, sent: float, now: float, status: bytes) -> None:
        """One answered request; before the beginning and after the end nothing counts."""
        if self.begins <= sent and now <= self.ends:
            self.latencies.setdefault(place, []).append((now - sent) * 1000)
            self.statuses[status.decode()] += 1


class Client(asyncio.Protocol):
    """One connection: the next request goes out when the last answer is complete."""

    def __init__(self, cycle: list[bytes], measured: Measured) -> None:
        self._cycle, self._measured = cycle, measured
        self._place, self._sent, self._buffer = -1, 0.0, b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

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
        self._measured.note(self._place, self._sent, now, head[9:12])
        self._buffer = b""
        if now < self._measured.ends:
            self._next()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """The end, wanted or not."""
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
    measured = Measured(begins, begins + spec["seconds"])
    loop = asyncio.get_running_loop()
    clients = []
    for cycle in spec["clients"]:
        client = Client([request.encode("latin-1") for request in cycle], measured)
        await loop.create_connection(lambda one=client: one, spec["host"], spec["port"])  # type: ignore[misc]
        clients.append(client)
    await asyncio.gather(*(client.done for client in clients))
    answered = sum(len(some) for some in measured.latencies.values())
    return {
        "rps": answered / spec["seconds"],
        "latencies": {str(place): sorted(some) for place, some in measured.latencies.items()},
        "statuses": dict(measured.statuses),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.load(sys.stdin)))))
