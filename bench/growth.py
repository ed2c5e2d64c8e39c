"""A house with a long past and a full hall beside an empty one: take and call should not notice the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from bench.asked import Asked
from bench.http_rates import Cycles, Run, calling, enough, measure, taking
from bench.place import Place, Places
from bench.report import Result
from tests.servers import NotHere

SENT = {"take": taking, "call": calling}


def growth(places: Places, asked: Asked) -> Iterator[Result]:
    """Rounds of the empty and the grown place, interleaved, for take and for call."""
    for database in asked.databases:
        try:
            empty, grown = places.on(database, "empty"), places.on(database, "grown")
        except NotHere as reason:
            yield Result("growth", {"database": database, "not here": str(reason)})
            continue
        if grown is not empty:
            grown.remember(asked.past)
        for op, sent in SENT.items():
            figures = _beside(empty, grown, sent, asked.usual, asked)
            yield Result("growth", {"database": database, "op": op, "clients": asked.usual, **figures})


def _beside(empty: Place, grown: Place, sent: Cycles, clients: int, asked: Asked) -> dict[str, float | int]:
    """In the empty place nobody waits for takers, and just enough for callers."""
    rounds = []
    for n in range(asked.rounds):
        few = 0 if sent is taking else enough(replace(asked, waiting=0))
        order = [(empty, few), (grown, asked.grown)]
        seen = [_one(place, how_many, sent, clients, asked) for place, how_many in order[:: -1 if n % 2 else 1]]
        rounds.append((seen[n % 2], seen[1 - n % 2]))
    return {
        "empty_rps": median(small.rps for small, _ in rounds),
        "grown_rps": median(large.rps for _, large in rounds),
        "kept": median(large.rps / small.rps for small, large in rounds),
        "empty_cpu_us": median(small.cpu_us for small, _ in rounds),
        "grown_cpu_us": median(large.cpu_us for _, large in rounds),
        "cpu_kept": median(small.cpu_us / max(large.cpu_us, 1) for small, large in rounds),
        "errors": sum(run.errors for pair in rounds for run in pair),
    }


def _one(place: Place, waiting: int, sent: Cycles, clients: int, asked: Asked) -> Run:
    place.fill(waiting)
    return measure(place, sent(place, clients), asked.seconds)
