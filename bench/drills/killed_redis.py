"""D8: Redis is killed five times while a thousand things happen: counters do not notice, and every screen ends right.

The big installation: two `web`, two `live` and `jobs` behind nginx, over PostgreSQL. Redis only rings and counts, so a
second without it may make a screen late but never wrong, and no request of a citizen or a clerk may fail for it.
"""

from __future__ import annotations

import time
from contextlib import ExitStack

from bench.drills.big_hall import a_big_hall
from bench.drills.hall import Hall, a_crowd
from bench.drills.lossy import in_background
from bench.drills.outcome import Outcome
from bench.drills.screens import Lobby, newest_call
from tests.deployed import Deployed

SCREENS, COUNTERS, TAKERS, KILLS, BOARD = 20, 4, 3, 5, "H1"
#: Seconds within which every screen shows the truth, and after which we no longer wait for it.
CONVERGED, PATIENCE = 6.0, 60.0


def drill(seed: int, rounds: int = 1000, kills: int = KILLS) -> Outcome:
    """Until so many events have happened. Raises servers.NotHere."""
    with ExitStack() as stack:
        hall, made = a_big_hall(stack)
        hall.open_counters(COUNTERS)
        lobby = Lobby(hall.port, BOARD, SCREENS, seed)
        with in_background(lobby.serve):
            with a_crowd(hall, seed=seed, takers=TAKERS, counters=COUNTERS) as crowd:
                began = _seq(hall)
                _with_redis_dying(hall, made, [began + rounds * n // (2 * kills) for n in range(1, 2 * kills + 1)])
            display = hall.wire("display")
            took, wrong = lobby.agree(lambda: display.get(f"/boards/{BOARD}").body, PATIENCE)
            board = display.get(f"/boards/{BOARD}").body
        seen = hall.audit()
    failed = {"crashed": crowd.crashed, "refused_503": crowd.met("503")}
    return Outcome(
        "D8",
        seed,
        {"events": board["seq"] - began, "kills": kills, "screens": SCREENS, "calls_shown": newest_call(board)},
        {"wrong": wrong, "backwards": sum(screen.backwards for screen in lobby.screens), **failed}
        | {"lost": len(seen.lost), "violations": len(seen.violations)},
        {"converged_s": (took, CONVERGED)},
        tuple(seen.violations + seen.lost),
    )


def _with_redis_dying(hall: Hall, made: Deployed, moments: list[int]) -> None:
    """Kill it at every first of these sequences, start it again at every second."""
    for n, moment in enumerate(moments):
        while _seq(hall) < moment:
            time.sleep(0.1)
        made.restart_redis() if n % 2 else made.kill_redis()


def _seq(hall: Hall) -> int:
    return int(hall.wire("supervisor").get("/floor").body["seq"])
