"""D18: sockets that never stop talking, and guesses at other people's tickets: counters go on, and nobody is found.

The flood meets the limits of a hall in earnest; the guesses meet none, so that all their answers can be compared.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from pathlib import Path

from bench.drills.drawn import draw
from bench.drills.hall import Hall, an_open_hall
from bench.drills.outcome import Outcome
from queue_app.simulation import own_server

SOCKETS, RATE = 500, 100.0
#: What a clerk may wait for a call meanwhile, in milliseconds, and what the server may grow, in MB.
CALL_MS, GROWTH_MB = 300.0, 50.0


def drill(seed: int, rounds: int = 20_000, sockets: int = SOCKETS, seconds: float = 20.0) -> Outcome:
    """So many guesses; the flood lasts so many seconds."""
    with an_open_hall(1) as hall:
        draw(hall, seed=seed, citizens=max(int(seconds * 20), 20), processes=1, threads=2, repeat=0)
        _again(hall, limits="on")
        before = _memory_mb(hall)
        command = [sys.executable, "-m", "bench.drills.flooding", str(hall.port), str(sockets), str(RATE), str(seconds)]
        with subprocess.Popen(command, cwd=own_server.ROOT, stdout=subprocess.PIPE, text=True) as flooding:
            calls, failed = _served_meanwhile(hall, flooding)
            told = json.loads(flooding.communicate()[0])
        grown = _memory_mb(hall) - before
        _again(hall, limits="off")
        hits, others = _guess(hall, rounds)
        seen = hall.audit()
    return Outcome(
        "D18",
        seed,
        {"sockets": told["connected"], "messages": told["sent"], "calls": len(calls), "guesses": rounds},
        {"failed": failed, "hits": hits, "told_apart": others, "violations": len(seen.violations) + len(seen.lost)},
        {"call_p95_ms": (calls[len(calls) * 95 // 100], CALL_MS), "grown_mb": (grown, GROWTH_MB)},
        tuple(seen.violations + seen.lost),
    )


def _again(hall: Hall, limits: str) -> None:
    """Start the server again, with its limits on or off."""
    hall.stop()
    hall.env["RATE_LIMITS"] = limits
    hall.start()


def _served_meanwhile(hall: Hall, flooding: subprocess.Popen[str]) -> tuple[list[float], int]:
    """A clerk at work: the milliseconds of each call, fastest first, and what was not answered as it should be."""
    wire, took, failed = hall.wire("C1", timeout=30), list[float](), 0
    while flooding.poll() is None or not took:
        began = time.perf_counter()
        answer = wire.post("/counters/C1/call-next")
        took.append((time.perf_counter() - began) * 1000)
        failed += answer.status not in (200, 204)
        if answer.status == 200:
            for act in ("start", "finish"):
                failed += wire.post(f"/counters/C1/{act}").status != 200
        time.sleep(0.1)
    return sorted(took), failed


def _guess(hall: Hall, rounds: int) -> tuple[int, int]:
    """Guess handles: how many were somebody's, and how many were refused in another way than all the others."""
    wire, hits, bodies = hall.wire(), 0, set[str]()
    for _ in range(rounds):
        answer = wire.get(f"/tickets/{secrets.token_urlsafe(16)}")
        hits += answer.status == 200
        bodies.add(f"{answer.status} {json.dumps(answer.body, sort_keys=True)}")
    return hits, len(bodies) - 1


def _memory_mb(hall: Hall) -> float:
    lines = Path(f"/proc/{hall.worker}/status").read_text().splitlines()
    (kb,) = [line.split()[1] for line in lines if line.startswith("VmRSS")]
    return int(kb) / 1024
