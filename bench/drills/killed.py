"""D5: SQLite, kill -9 under load, again and again: what was promised is there, and nothing is half done.

Three rounds of four kill every process of the server at once (as a power cut does, but for the page cache: that is
D6), one of four only the one that serves, which its parent replaces. The crowd repeats what it has no answer to.
"""

from __future__ import annotations

import time
from random import Random

from bench.drills.hall import Hall, a_crowd, an_open_hall
from bench.drills.outcome import Outcome

TAKERS, COUNTERS = 6, 3
#: What a citizen may wait at most for the hall to be back, in seconds.
RECOVERY = 5.0
#: Fewer rounds than this are audited once, at their end.
FEW = 5


def drill(seed: int, rounds: int = 100) -> Outcome:
    """So many kills; the audit looks at everything after each."""
    dice, found, acked = Random(seed), list[str](), 0
    recovery, violations, lost, crashed = 0.0, 0, 0, 0
    with an_open_hall(COUNTERS) as hall:
        for n in range(rounds):
            with a_crowd(hall, seed=seed + n, takers=TAKERS, counters=COUNTERS) as crowd:
                time.sleep(dice.uniform(0.2, 0.8))
                recovery = max(recovery, _killed(hall, whole=n % 4 != 1))
                time.sleep(0.1)
            crashed += crowd.crashed
            if rounds < FEW and n + 1 < rounds:
                continue
            seen = hall.audit()
            acked = seen.acked
            violations, lost = violations + len(seen.violations), lost + len(seen.lost)
            found += [f"round {n}: {sentence}" for sentence in seen.violations + seen.lost]
    return Outcome(
        "D5",
        seed,
        {"kills": rounds, "acked": acked},
        {"lost": lost, "violations": violations, "crashed": crashed},
        {"recovery_s": (recovery, RECOVERY)},
        tuple(found),
    )


def _killed(hall: Hall, *, whole: bool) -> float:
    """Kill; the seconds until the hall serves again, its start included."""
    began = time.monotonic()
    if whole:
        hall.kill()
        hall.start()
    else:
        hall.kill_worker()
        hall.ready()
    return time.monotonic() - began
