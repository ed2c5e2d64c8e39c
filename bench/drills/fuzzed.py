"""D14, second half: schemathesis reads the API's document and asks the real server what it may ask and what not."""

from __future__ import annotations

from collections.abc import Callable

from schemathesis import openapi

from bench.drills.described import Explored, explore
from bench.drills.hall import Hall, an_open_hall
from bench.drills.outcome import Outcome
from bench.processes import resident_kb

#: Counters that are open when it begins; what it does to them is its own affair.
COUNTERS, BOARD = 4, "H1"
#: kB that the process may grow between the first tenth of the run and its end: caches that fill, not a leak.
GROWTH = 40_000


def drill(seed: int, rounds: int = 60) -> Outcome:
    """So many right and so many wrong requests of every operation, every edge of every value, twice as many walks."""
    with an_open_hall(COUNTERS) as hall:
        memory = list[int]()
        found = _explored(hall, seed, rounds, lambda _requests: memory.append(resident_kb(hall.worker)))
        seen = hall.audit()
    early, late = memory[len(memory) // 10], memory[-1]
    refused = sum(n for status, n in found.statuses.items() if 400 <= status < 500)
    figures = {f"{name}_requests": n for name, n in sorted(found.phases.items())}
    return Outcome(
        "D14-document",
        seed,
        {"requests": found.requests, **figures, "refused": refused, "memory_mb": late / 1024},
        {"crashed": found.crashed, "not_as_told": len(found.failures), "violations": len(seen.violations)},
        {"grown_kb": (late - early, GROWTH)},
        tuple(found.failures + seen.violations),
    )


def _explored(hall: Hall, seed: int, examples: int, heard: Callable[[int], None]) -> Explored:
    where = f"{hall.env['PUBLIC_URL']}/api/v1/openapi.json"
    return explore(
        lambda config: openapi.from_url(where, config=config),
        hall.bearers,
        seed=seed,
        examples=examples,
        walks=2 * examples,
        every_value=True,
        places={"counters": "C1", "boards": BOARD, "services": "S1", "lines": "A"},
        heard=heard,
    )
