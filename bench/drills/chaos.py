"""D10: between the hall and its screens everything comes late, twice, in disorder or not at all: they end up right."""

from __future__ import annotations

import time

from bench.drills.hall import Hall, a_crowd, an_open_hall
from bench.drills.lossy import in_background
from bench.drills.meddling import Meddler
from bench.drills.outcome import Outcome
from bench.drills.screens import Lobby, newest_call

SCREENS, COUNTERS, TAKERS, BOARD = 30, 4, 3, "H1"
#: Seconds within which every screen shows the truth, and after which we no longer wait for it.
CONVERGED, PATIENCE = 6.0, 60.0


def drill(seed: int, rounds: int = 2000, screens: int = SCREENS) -> Outcome:
    """Until so many events have happened."""
    with an_open_hall(COUNTERS) as hall:
        meddler = Meddler(hall.port, seed)
        lobby = Lobby(meddler.port, BOARD, screens, seed)
        with in_background(meddler.serve), in_background(lobby.serve):
            with a_crowd(hall, seed=seed, takers=TAKERS, counters=COUNTERS) as crowd:
                began = _seq(hall)
                while _seq(hall) - began < rounds:
                    time.sleep(0.2)
            display = hall.wire("display")
            took, wrong = lobby.agree(lambda: display.get(f"/boards/{BOARD}").body, PATIENCE)
            board = display.get(f"/boards/{BOARD}").body
        seen = hall.audit()
    each = lobby.screens
    figures = {
        "events": board["seq"] - began,
        "screens": screens,
        "twice": meddler.twice,
        "late": meddler.late,
        "cut": meddler.cut,
        "ignored": sum(screen.ignored for screen in each),
        "connections": sum(screen.connections for screen in each),
        "calls_shown": newest_call(board),
    }
    bad = {"wrong": wrong, "backwards": sum(screen.backwards for screen in each), "crashed": crowd.crashed}
    bad["violations"] = len(seen.violations) + len(seen.lost)
    return Outcome("D10", seed, figures, bad, {"converged_s": (took, CONVERGED)}, tuple(seen.violations + seen.lost))


def _seq(hall: Hall) -> int:
    return int(hall.wire("supervisor").get("/floor").body["seq"])
