"""Take and call: requests per second and latencies, beside the server's no-op routes.

Rounds are interleaved (the product, then the same server doing nothing, again and again), so that whatever
else the machine does falls on both. The ratio is the figure to look at.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Protocol

from bench.asked import Asked
from bench.outside import outside
from bench.place import Place, Places
from bench.report import Result
from tests.servers import NotHere

WARM = 0.3
#: More calls in a second than any server of ours makes: so many must wait, or the callers run dry.
FASTEST = 400
#: What counts as done; everything else is an error.
GOOD = {"200", "201", "204"}

#: The page a citizen begins with, the services, the board and a line as they are asked for without a socket.
READ = ("/", "/api/v1/services", "/api/v1/boards/H1", "/api/v1/lines/A")

Cycle = list[str]


class Door(Protocol):
    """Where requests go, and the bearers of its counters."""

    @property
    def port(self) -> int:
        """On 127.0.0.1."""

    @property
    def bearers(self) -> dict[str, str]:
        """By the counter's code."""


Cycles = Callable[[Door, int], list[Cycle]]


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement: requests per second, latencies (ms) of the one that matters, CPU of the server, and of the
    database's server where it has one.
    """

    rps: float
    p50: float
    p99: float
    cpu_us: float
    errors: int
    database_cpu_us: float = 0.0

    @property
    def spread(self) -> float:
        """How much slower the slowest hundredth is than the usual request; 0 when none was answered in time."""
        return self.p99 / self.p50 if self.p50 else 0.0


def take(places: Places, asked: Asked) -> Iterator[Result]:
    """POST /tickets from phones, each a new device."""
    yield from _on_each_database("take", places, asked, taking)


def call(places: Places, asked: Asked) -> Iterator[Result]:
    """call-next, start and finish at a counter of each client's own; the latencies are those of call-next."""
    yield from _on_each_database("call", places, asked, calling)


def read(places: Places, asked: Asked) -> Iterator[Result]:
    """What the public reads: a page, the services, a board, a line, in turn; the latencies are the page's."""
    yield from _on_each_database("read", places, asked, reading)


def taking(door: Door, clients: int) -> list[Cycle]:
    """What takers send."""
    body = json.dumps({"service": "S1", "channel": "remote"})
    return [[post(door.port, "/api/v1/tickets", body)] for _ in range(clients)]


def calling(door: Door, clients: int) -> list[Cycle]:
    """What clerks send, each at a counter of their own."""
    acts = ("call-next", "start", "finish")
    codes = [f"C{n + 1}" for n in range(clients)]
    return [[post(door.port, f"/api/v1/counters/{c}/{act}", "{}", door.bearers[c]) for act in acts] for c in codes]


def reading(door: Door, clients: int) -> list[Cycle]:
    """What the public sends that only reads."""
    return [[f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{door.port}\r\n\r\n" for path in READ]] * clients


def doing_nothing(door: Door, clients: int, route: str = "/bench/noop") -> list[Cycle]:
    """What is sent to a route behind which there is nothing."""
    return [[post(door.port, route, "{}")] for _ in range(clients)]


def measure(place: Place, cycles: list[Cycle], seconds: float) -> Run:
    """So many clients for so long, and the processor time their server took for each answer."""
    before, database = place.cpu_seconds(), place.database_cpu_seconds()
    with outside("bench.load") as clients:
        clients.say({"port": place.port, "warm": WARM, "seconds": seconds, "clients": cycles})
        seen = clients.hear()
    each = 1e6 / max(seen["rps"] * (seconds + WARM), 1)
    used = (place.cpu_seconds() - before) * each, (place.database_cpu_seconds() - database) * each
    return run_of(seen, *used)


def run_of(seen: dict[str, Any], cpu_us: float, database_cpu_us: float = 0.0) -> Run:
    """What a load generator saw, with what it cost."""
    first = seen["latencies"].get("0", [0.0])
    bad = sum(n for status, n in seen["statuses"].items() if status not in GOOD)
    return Run(seen["rps"], quantile(first, 50), quantile(first, 99), cpu_us, bad, database_cpu_us)


def quantile(ordered: list[float], percent: int) -> float:
    """Of figures that are in order."""
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


def enough(asked: Asked) -> int:
    """How many must wait so that callers never find nobody."""
    return max(asked.waiting, math.ceil(FASTEST * (asked.seconds + WARM)))


def _on_each_database(name: str, places: Places, asked: Asked, cycles: Cycles) -> Iterator[Result]:
    for database in asked.databases:
        try:
            for clients in asked.clients:
                figures = _beside(places.on(database), cycles, clients, asked)
                yield Result(name, {"database": database, "clients": clients, **figures})
        except NotHere as reason:
            yield Result(name, {"database": database, "not here": str(reason)})


def _beside(place: Place, cycles: Cycles, clients: int, asked: Asked) -> dict[str, float | int]:
    """Interleaved rounds of the product, the no-op route and the bare one; medians over the rounds."""
    sent = cycles(place, clients), doing_nothing(place, clients), doing_nothing(place, clients, "/bench/bare/")
    rounds = []
    for _ in range(asked.rounds):
        place.fill(enough(asked))
        rounds.append([measure(place, some, asked.seconds) for some in sent])
    product, nothing, nearly = zip(*rounds, strict=True)
    return {
        "rps": median(run.rps for run in product),
        "p50_ms": median(run.p50 for run in product),
        "p99_ms": median(run.p99 for run in product),
        "cpu_us": median(run.cpu_us for run in product),
        "database_cpu_us": median(run.database_cpu_us for run in product),
        "noop_rps": median(run.rps for run in nothing),
        "noop_p99_ms": median(run.p99 for run in nothing),
        "noop_cpu_us": median(run.cpu_us for run in nothing),
        "bare_rps": median(run.rps for run in nearly),
        "of_noop": median(p.rps / n.rps for p, n in zip(product, nothing, strict=True)),
        "of_bare": median(p.rps / b.rps for p, b in zip(product, nearly, strict=True)),
        "p99_by_p50": median(run.spread for run in product),
        "noop_p99_by_p50": median(run.spread for run in nothing),
        "errors": sum(run.errors for some in rounds for run in some),
    }


def post(port: int, target: str, body: str, bearer: str | None = None) -> str:
    """A request as it goes over the wire."""
    lines = [f"POST {target} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"Authorization: Bearer {bearer}"] if bearer else []
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines) + "\r\n\r\n" + body
