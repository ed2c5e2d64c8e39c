"""D3: many draw at once. Each citizen has a number of their own, no line has a gap, and nothing was ever locked."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from bench.drills.hall import SERVICES, Hall, a_hall
from bench.drills.outcome import Outcome
from queue_app.simulation import own_server

PROCESSES = 8
#: What a citizen may wait for a number, in milliseconds, and how many a second must get one.
PATIENCE_MS, RATE = 150.0, 300.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """What all drawing processes together saw."""

    took_ms: list[float]
    unequal: int
    statuses: dict[str, int]
    seconds: float

    @property
    def p95_ms(self) -> float:
        """Of twenty, nineteen were faster."""
        return self.took_ms[len(self.took_ms) * 95 // 100]


def drill(seed: int, rounds: int = 500, processes: int = PROCESSES, postgres: str = "") -> Outcome:
    """So many draws by each process, half of them posted twice."""
    with a_hall(postgres=postgres) as hall:
        hall.start()
        drawn = draw(hall, seed=seed, citizens=rounds, processes=processes, repeat=0.5)
        seen = hall.audit()
    citizens, requests = rounds * processes, sum(drawn.statuses.values())
    rate = requests / drawn.seconds
    return Outcome(
        "D3",
        seed,
        {"citizens": citizens, "requests": requests, "per_second": rate},
        {
            "missing": citizens - seen.tickets,
            "duplicates_or_gaps": len(seen.violations) + len(seen.lost),
            "unequal": drawn.unequal,
            "refused": requests - drawn.statuses.get("201", 0),
        },
        {"p95_ms": (drawn.p95_ms, PATIENCE_MS), "ms_each": (1000 / rate, 1000 / RATE)},
        tuple(seen.violations + seen.lost),
    )


def draw(
    hall: Hall, *, seed: int, citizens: int, processes: int, repeat: float, threads: int = 2, **more: Any
) -> Drawn:
    """Let `citizens` draw in each of so many processes."""
    started = []
    for n in range(processes):
        spec = {
            "port": hall.port,
            "log": str(hall.acks),
            "seed": f"{seed}-{n}",
            "kiosk": hall.bearers["kiosk"],
            "services": SERVICES,
            "citizens": citizens,
            "threads": threads,
            "repeat": repeat,
            "keep": True,
        }
        told = hall.folder / f"drawing-{n}.json"
        told.write_text(json.dumps(spec | more))
        command = [sys.executable, "-m", "bench.drills.drawing", str(told)]
        started.append(subprocess.Popen(command, cwd=own_server.ROOT, stdout=subprocess.PIPE, text=True))
    said = [json.loads(process.communicate()[0]) for process in started]
    statuses: dict[str, int] = {}
    for one in said:
        one["statuses"].pop("slowest_s")
        for status, count in one["statuses"].items():
            statuses[status] = statuses.get(status, 0) + count
    took = sorted(ms for one in said for ms in one["took_ms"])
    return Drawn(took, sum(one["unequal"] for one in said), statuses, max(one["seconds"] for one in said))
