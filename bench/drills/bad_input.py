"""D14: a hundred thousand requests that are a little or very wrong: never a 5xx, flat memory, nothing broken."""

from __future__ import annotations

import json

from bench.drills.hall import a_hall
from bench.drills.outcome import Outcome
from bench.place import run_module

#: kB that the process may grow between the first tenth and the end: caches that fill, not a leak.
GROWTH = 40_000


def drill(seed: int, rounds: int = 100_000) -> Outcome:
    """So many requests to every operation of the API, in process."""
    with a_hall() as hall:
        told = run_module("bench.drills.mutating", str(rounds), str(seed), env=hall.env, told=json.dumps(hall.bearers))
    seen = json.loads(told)
    done = sum(n for status, n in seen["statuses"].items() if status.startswith("2"))
    early, late = seen["kb"]
    return Outcome(
        "D14",
        seed,
        {"requests": rounds, "done": done, "refused": rounds - done - len(seen["faults"]), "memory_mb": late / 1024},
        {"faults": len(seen["faults"]), "violations": len(seen["violations"])},
        {"grown_kb": (late - early, GROWTH)},
        tuple(seen["faults"] + seen["violations"]),
    )
