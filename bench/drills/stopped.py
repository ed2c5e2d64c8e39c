"""D9: an operator stops the server in the middle of a morning, ten times: what was begun is finished and answered.

The crowd opens a connection for each request and repeats what had no answer. While the server is down, whatever the
database holds must have been promised to somebody: a number given that nobody heard of was cut off in its request.
"""

from __future__ import annotations

import time
from random import Random

from bench.drills.hall import a_crowd, an_open_hall
from bench.drills.outcome import Outcome

TAKERS, COUNTERS = 6, 3
DRAIN = 10.0


def drill(seed: int, rounds: int = 10) -> Outcome:
    """So many stops."""
    dice, drain, untold, refused = Random(seed), 0.0, 0, 0
    with an_open_hall(COUNTERS) as hall:
        with a_crowd(hall, seed=seed, takers=TAKERS, counters=COUNTERS, keep=False) as crowd:
            for _ in range(rounds):
                time.sleep(dice.uniform(0.3, 0.9))
                drain = max(drain, hall.stop())
                time.sleep(0.2)
                down = hall.audit()
                untold += down.tickets - down.taken
                hall.start()
        refused = crowd.met("NotConnected")
        seen = hall.audit()
    return Outcome(
        "D9",
        seed,
        {"stops": rounds, "acked": seen.acked, "refused_while_down": refused, "unanswered": crowd.met("Unanswered")},
        {"cut_off": untold, "lost": len(seen.lost), "violations": len(seen.violations), "crashed": crowd.crashed},
        {"drain_s": (drain, DRAIN)},
        tuple(seen.violations + seen.lost),
    )
