"""Take and call: requests per second and latencies at 1, 8 and 32 clients, beside the server's no-op routes.

Rounds are interleaved (the product, then the same server doing nothing, again and again), so that whatever
else the machine does falls on both. The ratio is the figure to look at.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from bench.place import Place, a_place, run_module
from bench.report import Result
from tests.servers import NotHere

CLIENTS = (1, 8, 32)
WARM = 0.3
#: More calls in a second than any server of ours makes: so many must wait, or the callers run dry.
FASTEST = 400
DATABASES = ("sqlite", "postgresql")
#: What counts as done; everything else is an error.
GOOD = {"200", "201", "204"}

Cycle = list[str]


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement: requests per second, latencies (ms) of the one that matters, CPU of the server."""

    rps: float
    p50: float
    p99: float
    cpu_us: float
    errors: int

    @property
    def spread(self) -> float:
        """How much slower the slowest hundredth is than the usual request; 0 when none was answered in time."""
        return self.p99 / self.p50 if self.p50 else 0.0


def take(asked: argparse.Namespace) -> Iterator[Result]:
    """POST /tickets from phones, each a new device."""
    body = json.dumps({"service": "S1", "channel": "remote"})

    def cycles(place: Place, clients: int) -> list[Cycle]:
        return [[_post(place, "/api/v1/tickets", body)] for _ in range(clients)]

    yield from _on_each_database("take", asked, cycles)


def call(asked: argparse.Namespace) -> Iterator[Result]:
    """call-next, start and finish at a counter of each client's own; the latencies are those of call-next."""

    def cycles(place: Place, clients: int) -> list[Cycle]:
        return [
            [
                _post(place, f"/api/v1/counters/C{n + 1}/{act}", "{}", place.bearers[f"C{n + 1}"])
                for act in ("call-next", "start", "finish")
            ]
            for n in range(clients)
        ]

    yield from _on_each_database("call", asked, cycles)


def _on_each_database(
    name: str, asked: argparse.Namespace, cycles: Callable[[Place, int], list[Cycle]]
) -> Iterator[Result]:
    for database in [asked.database] if asked.database else DATABASES:
        try:
            with a_place(database) as place:
                for clients in CLIENTS:
                    figures = _beside(place, cycles(place, clients), asked)
                    yield Result(name, {"database": database, "clients": clients, **figures})
        except NotHere as reason:
            yield Result(name, {"database": database, "not here": str(reason)})


def _beside(place: Place, cycles: list[Cycle], asked: argparse.Namespace) -> dict[str, float | int]:
    """Interleaved rounds of the product, the no-op route and the bare one; medians over the rounds."""
    noop = [[_post(place, "/bench/noop", "{}")] for _ in cycles]
    bare = [[_post(place, "/bench/bare/", "{}")] for _ in cycles]
    rounds = []
    for _ in range(asked.rounds):
        place.fill(max(asked.waiting, math.ceil(FASTEST * (asked.seconds + WARM))))
        rounds.append([_measure(place, some, asked.seconds) for some in (cycles, noop, bare)])
    product, nothing, nearly = zip(*rounds, strict=True)
    return {
        "rps": median(run.rps for run in product),
        "p50_ms": median(run.p50 for run in product),
        "p99_ms": median(run.p99 for run in product),
        "cpu_us": median(run.cpu_us for run in product),
        "noop_rps": median(run.rps for run in nothing),
        "noop_p99_ms": median(run.p99 for run in nothing),
        "bare_rps": median(run.rps for run in nearly),
        "of_noop": median(p.rps / n.rps for p, n in zip(product, nothing, strict=True)),
        "of_bare": median(p.rps / b.rps for p, b in zip(product, nearly, strict=True)),
        "p99_by_p50": median(run.spread for run in product),
        "errors": sum(run.errors for some in rounds for run in some),
    }


def _measure(place: Place, cycles: list[Cycle], seconds: float) -> Run:
    spec = {"host": "127.0.0.1", "port": place.port, "warm": WARM, "seconds": seconds, "clients": cycles}
    before = place.cpu_seconds()
    seen = json.loads(run_module("bench.load", env=place.env, told=json.dumps(spec)))
    used = place.cpu_seconds() - before
    answered = seen["rps"] * (seconds + WARM)
    first = seen["latencies"].get("0", [0.0])
    bad = sum(n for status, n in seen["statuses"].items() if status not in GOOD)
    return Run(
        rps=seen["rps"],
        p50=first[len(first) // 2],
        p99=first[min(len(first) * 99 // 100, len(first) - 1)],
        cpu_us=used * 1e6 / max(answered, 1),
        errors=bad,
    )


def _post(place: Place, target: str, body: str, bearer: str | None = None) -> str:
    lines = [f"POST {target} HTTP/1.1", f"Host: 127.0.0.1:{place.port}"]
    lines += [f"Authorization: Bearer {bearer}"] if bearer else []
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines) + "\r\n\r\n" + body
