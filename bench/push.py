"""From pressing "call next" to the last screen: the product's sockets beside a raw broadcaster.

The product's time holds the whole way: request, transaction and commit, the event read back, the board built
and encoded, one frame to every screen. The broadcaster sends as many bytes to as many connections with
nothing behind it: the bound of this machine. Rounds of both are interleaved.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from bench.place import COUNTERS, Place, a_place, run_module
from bench.report import Result
from queue_app.simulation import own_server
from queue_app.simulation.free_port import free_port
from tests.servers import NotHere

SOCKETS = (1, 100, 500)
CALLS = 16
#: Seconds before the first call and between two: longer than a wake-up of the feed.
SETTLE, PAUSE = 1.5, 0.15
BOARD = "H1"


def push(asked: argparse.Namespace) -> Iterator[Result]:
    """Call to screen at 1, 100 and 500 sockets."""
    try:
        with a_place(asked.database or "sqlite") as place, _raw() as raw:
            for sockets in SOCKETS:
                yield Result("push", {"sockets": sockets, **_beside(place, raw, sockets, asked)})
    except NotHere as reason:
        yield Result("push", {"not here": str(reason)})


def _beside(place: Place, raw: int, sockets: int, asked: argparse.Namespace) -> dict[str, float | int]:
    rounds = []
    for _ in range(asked.rounds):
        place.fill(asked.waiting)
        product = _screens(_product_spec(place, sockets))
        rounds.append((product, _screens(_raw_spec(raw, sockets, product.frame_bytes))))
    ours = [call for product, _ in rounds for call in product.calls]
    bound = [call for _, nothing in rounds for call in nothing.calls]
    last = median(call[-1] for call in ours)
    return {
        "p50_ms": median(call[len(call) // 2] for call in ours),
        "p99_ms": median(call[min(len(call) * 99 // 100, len(call) - 1)] for call in ours),
        "last_ms": last,
        "worst_ms": max(call[-1] for call in ours),
        "raw_p50_ms": median(call[len(call) // 2] for call in bound),
        "raw_last_ms": median(call[-1] for call in bound),
        "last_by_raw": last / median(call[-1] for call in bound),
        "frame_bytes": rounds[-1][0].frame_bytes,
        "calls": len(ours),
        "lost": sum(product.lost for product, _ in rounds),
    }


@dataclass(frozen=True, slots=True)
class Seen:
    """Per call the milliseconds to every screen, fastest first; and how many screens were lost."""

    calls: list[list[float]]
    lost: int
    frame_bytes: int


def _screens(spec: dict[str, object]) -> Seen:
    said = json.loads(run_module("bench.sockets", env=dict(os.environ), told=json.dumps(spec)))
    return Seen(**said)


def _product_spec(place: Place, sockets: int) -> dict[str, object]:
    """Every screen watches the board; each call is made at another counter, so that nothing else happens."""
    watch = json.dumps(["watch", {"scope": f"board:{BOARD}"}])
    counters = [f"C{1 + n % COUNTERS}" for n in range(CALLS)]
    return {
        "host": "127.0.0.1",
        "port": place.port,
        "path": "/socket.io/?EIO=4&transport=websocket",
        "sockets": sockets,
        "hello": [["0", "40/live,"], ["40/live,", f"42/live,1{watch}"]],
        "welcome": "43/live,",
        "calls": [_call_next(place, counter) for counter in counters],
        "mark": '42/live,["snapshot"',
        "settle": SETTLE,
        "pause": PAUSE,
    }


def _raw_spec(port: int, sockets: int, size: int) -> dict[str, object]:
    return {
        "host": "127.0.0.1",
        "port": port,
        "path": "/",
        "sockets": sockets,
        "hello": [],
        "welcome": "",
        "calls": [f"{size}\n"] * CALLS,
        "mark": "x",
        "settle": 0.3,
        "pause": 0.05,
    }


def _call_next(place: Place, counter: str) -> str:
    lines = [f"POST /api/v1/counters/{counter}/call-next HTTP/1.1", f"Host: 127.0.0.1:{place.port}"]
    lines += [f"Authorization: Bearer {place.bearers[counter]}", "Content-Type: application/json"]
    return "\r\n".join([*lines, "Content-Length: 2", "", "{}"])


@contextmanager
def _raw() -> Iterator[int]:
    """The broadcaster in a process of its own; its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.raw", str(port)], cwd=own_server.ROOT)
    try:
        time.sleep(1)
        yield port
    finally:
        process.terminate()
        process.wait()
