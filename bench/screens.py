"""Screens at the product and at the raw broadcaster: what they send, and what is to be read of what they saw."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.http_rates import post, quantile
from bench.outside import Outside, outside
from bench.place import COUNTERS, Place
from bench.processes import resident_kb
from queue_app.simulation import own_server
from queue_app.simulation.free_port import free_port

#: Seconds between two calls: longer than a wake-up of the feed.
PAUSE = 0.15
BOARD = "H1"


@dataclass(frozen=True, slots=True)
class Seen:
    """Per call the milliseconds to every screen, fastest first; how many screens were lost; calls that found nobody."""

    calls: list[list[float]]
    lost: int
    frame_bytes: int
    dry: int


@dataclass(frozen=True, slots=True)
class Raw:
    """The broadcaster that does nothing else, and its process."""

    port: int
    process: int

    def resident_kb(self) -> int:
        """Memory it holds."""
        return resident_kb(self.process)


@contextmanager
def watching(spec: dict[str, Any]) -> Iterator[tuple[Outside, list[float]]]:
    """Screens that are there, with the milliseconds until each was; `called` makes the calls."""
    with outside("bench.sockets") as screens:
        screens.say(spec)
        yield screens, screens.hear()


def called(screens: Outside) -> Seen:
    """Make the calls."""
    screens.say("go")
    return Seen(**screens.hear())


def at_product(place: Place, sockets: int, calls: int, *, storm: bool = False) -> dict[str, Any]:
    """Every screen watches the board; each call is made at another counter, so that nothing else happens."""
    watch = json.dumps(["watch", {"scope": f"board:{BOARD}"}])
    counters = [f"C{COUNTERS - n % COUNTERS}" for n in range(calls)]
    url = "/api/v1/counters/{}/call-next"
    return {
        "port": place.port,
        "path": "/socket.io/?EIO=4&transport=websocket",
        "sockets": sockets,
        "storm": storm,
        "hello": [["0", "40/live,"], ["40/live,", f"42/live,1{watch}"]],
        "welcome": "43/live,",
        "calls": [post(place.port, url.format(code), "{}", place.bearers[code]) for code in counters],
        "mark": '42/live,["snapshot"',
        "follow": True,
        "pause": PAUSE,
    }


def at_raw(raw: Raw, sockets: int, calls: int, size: int, *, storm: bool = False) -> dict[str, Any]:
    """As many screens, to whom as many bytes are sent."""
    nothing: dict[str, Any] = {"path": "/", "hello": [], "welcome": "", "mark": "x", "follow": False, "pause": 0.05}
    return nothing | {"port": raw.port, "sockets": sockets, "storm": storm, "calls": [f"{size}\n"] * calls}


def figures(product: list[Seen], bound: list[Seen]) -> dict[str, float | int]:
    """Medians over the calls, beside the bound's."""
    ours = [call for seen in product for call in seen.calls]
    raw = [call for seen in bound for call in seen.calls]
    last, raw_last = median(call[-1] for call in ours), median(call[-1] for call in raw)
    return {
        "p50_ms": median(quantile(call, 50) for call in ours),
        "p99_ms": median(quantile(call, 99) for call in ours),
        "last_ms": last,
        "worst_ms": max(call[-1] for call in ours),
        "raw_p50_ms": median(quantile(call, 50) for call in raw),
        "raw_last_ms": raw_last,
        "last_by_raw": last / raw_last,
        "frame_bytes": product[-1].frame_bytes,
        "calls": len(ours),
        "lost": sum(seen.lost for seen in [*product, *bound]),
        "errors": sum(seen.dry for seen in product),
    }


@contextmanager
def raw_broadcaster() -> Iterator[Raw]:
    """The broadcaster in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "bench.raw", str(port)]
    with subprocess.Popen(command, cwd=own_server.ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield Raw(port, process.pid)
        finally:
            process.terminate()
