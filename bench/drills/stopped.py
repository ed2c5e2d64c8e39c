"""D9: an operator stops the server in the middle of a morning, ten times: what was begun is finished and answered.

The crowd opens a connection for each request and repeats what had no answer. While the server is down, whatever the
database holds must have been promised to somebody: a number given that nobody heard of was cut off in its request.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from random import Random

from bench.drills.big_hall import a_big_hall
from bench.drills.hall import a_crowd, an_open_hall
from bench.drills.outcome import Outcome

TAKERS, COUNTERS = 6, 3
WEB = ("web@1", "web@2")
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


def drill_behind_proxy(seed: int, rounds: int = 10) -> Outcome:
    """Two `web` processes behind nginx, of which one is stopped and started again, so many times in turns: nobody
    outside is refused, sees a 5xx or has no answer. Raises servers.NotHere.
    """
    dice, drain, ended = Random(seed), 0.0, 0
    with ExitStack() as stack:
        hall, made = a_big_hall(stack)
        hall.open_counters(COUNTERS)
        with a_crowd(hall, seed=seed, takers=TAKERS, counters=COUNTERS, keep=False) as crowd:
            for n in range(rounds):
                time.sleep(dice.uniform(0.3, 0.9))
                began = time.monotonic()
                ended += made.stop(WEB[n % 2]) != 0
                drain = max(drain, time.monotonic() - began)
                made.start_again(WEB[n % 2])
        seen = hall.audit()
    failed = {said: crowd.met(said) for said in ("NotConnected", "Unanswered", "503")}
    return Outcome(
        "D9-parts",
        seed,
        {"stops": rounds, "acked": seen.acked},
        {"refused": failed["NotConnected"], "unanswered": failed["Unanswered"], "refused_503": failed["503"]}
        | {"crashed": crowd.crashed, "ended_badly": ended}
        | {"lost": len(seen.lost), "violations": len(seen.violations)},
        {"drain_s": (drain, DRAIN)},
        tuple(seen.violations + seen.lost),
    )
