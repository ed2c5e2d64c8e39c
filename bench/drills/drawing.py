"""`python -m bench.drills.drawing SPEC`: so many citizens draw one number each, as fast as they can.

SPEC is a JSON file: `port`, `log`, `seed`, `kiosk`, `services`, `citizens`, `threads`, `repeat` (the share that posts
the same request again after its answer) and `keep`. Prints one JSON object: the statuses, the milliseconds each drawing
took (the first answer that counted), and `unequal`: repeated requests that were answered differently.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from bench.drills.crowd import Outside
from bench.drills.wire import Wire


def draw(outside: Outside, citizens: range) -> tuple[list[float], int]:
    """One thread's citizens, one after the other: milliseconds of each, and how many heard two different answers."""
    spec, took, unequal = outside.spec, list[float](), 0
    wire = Wire(spec["port"], bearer=spec["kiosk"], keep=spec["keep"])
    for n in citizens:
        dice = Random(f"{spec['seed']} citizen {n}")
        key, body = f"{spec['seed']}-{n}", {"service": dice.choice(spec["services"]), "channel": "kiosk"}
        began = time.perf_counter()
        answer = outside.settled(wire, "/tickets", body, key)
        took.append((time.perf_counter() - began) * 1000)
        if answer is None or answer.status != 201:
            continue
        outside.promised("take", key=key, **{name: answer.body[name] for name in ("id", "ref", "number", "day")})
        if dice.random() < spec["repeat"]:
            again = outside.settled(wire, "/tickets", body, key)
            unequal += again is None or again.body != answer.body
    wire.close()
    return took, unequal


def main(path: str) -> None:
    """Everybody draws; then say how it went."""
    spec: dict[str, Any] = json.loads(Path(path).read_text())
    outside, threads = Outside(spec), spec["threads"]
    shares = [range(n, spec["citizens"], threads) for n in range(threads)]
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(lambda share: draw(outside, share), shares))
    told = {"statuses": outside.told(), "took_ms": sorted(ms for took, _ in done for ms in took)}
    print(json.dumps({**told, "unequal": sum(n for _, n in done), "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(sys.argv[1])
