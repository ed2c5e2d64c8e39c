"""D4: eight hands press "next" at each of twenty counters at once: everybody is called, nobody twice."""

from __future__ import annotations

import threading
import time
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor

from bench.drills.drawn import draw
from bench.drills.hall import Hall, an_open_hall
from bench.drills.outcome import Outcome

COUNTERS, HANDS = 20, 8
#: After so many seconds without a call whoever is left was passed over.
QUIET = 20.0


class Calls:
    """Who was called, as the counters heard it."""

    def __init__(self, wanted: int) -> None:
        self.refs: list[str] = []
        self.statuses: Tally[int] = Tally()
        self._wanted, self._lock, self._last = wanted, threading.Lock(), time.monotonic()

    @property
    def over(self) -> bool:
        """Everybody was called, or nobody has been for long."""
        return len(self.refs) >= self._wanted or time.monotonic() - self._last > QUIET

    def heard(self, status: int, ref: str | None) -> None:
        """One answer."""
        with self._lock:
            self.statuses[status] += 1
            if ref:
                self.refs.append(ref)
                self._last = time.monotonic()


def drill(seed: int, rounds: int = 200, counters: int = COUNTERS, hands: int = HANDS, postgres: str = "") -> Outcome:
    """So many tickets."""
    with an_open_hall(counters, postgres=postgres) as hall:
        draw(hall, seed=seed, citizens=rounds, processes=1, threads=4, repeat=0)
        calls = Calls(rounds)
        with ThreadPoolExecutor(counters * hands) as pool:
            for n in range(counters * hands):
                pool.submit(_press, hall, f"C{1 + n % counters}", calls)
        seen = hall.audit()
    twice = sum(n - 1 for n in Tally(calls.refs).values())
    return Outcome(
        "D4",
        seed,
        {"tickets": rounds, "presses": sum(calls.statuses.values()), "busy": calls.statuses[409]},
        {
            "twice": twice,
            "never": rounds - len(set(calls.refs)),
            "violations": len(seen.violations) + len(seen.lost),
            "crashed": sum(n for status, n in calls.statuses.items() if status >= 500),
        },
        found=tuple(seen.violations + seen.lost),
    )


def _press(hall: Hall, code: str, calls: Calls) -> None:
    """One hand: call; whoever got somebody serves them, and presses again."""
    wire = hall.wire(code)
    while not calls.over:
        answer = wire.post(f"/counters/{code}/call-next")
        called = answer.status == 200
        calls.heard(answer.status, answer.body["ticket"]["ref"] if called else None)
        if called:
            for act in ("start", "finish"):
                calls.heard(wire.post(f"/counters/{code}/{act}").status, None)
        elif answer.status == 204:
            time.sleep(0.02)
    wire.close()
