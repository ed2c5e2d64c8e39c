"""D19: the cable between the server and the lobby is pulled for half a minute; there are no numbers without the server.

In the lobby, a network of its own, are screens and people at kiosks and phones; at the counters on the server's side
the work goes on. First only answers are lost, so that what is done is not heard of, then nothing passes. Whoever had no
answer asks again with the same key when the cable is whole: one number each. A screen says that it is old as soon as
it is, and is right when it can be.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from bench.drills.hall import PRODUCT, Hall, a_crowd, an_open_hall
from bench.drills.lan import Lan, a_lan
from bench.drills.outcome import Outcome
from bench.outside import Outside, outside
from bench.processes import resident_kb

SCREENS, COUNTERS, HERE, THERE, BOARD = 20, 3, 2, 6, "H1"
#: Seconds before the cable is pulled, and while only answers are lost.
BEFORE, UNHEARD = 1.5, 1.5
#: Seconds within which each screen says that it may be old, and within which all are right again (trust.md D19, I9).
TOLD, RIGHT, PATIENCE = 15.0, 6.0, 60.0
#: Seconds that anybody on the server's side may wait while the lobby is away.
GOES_ON = 2.0
#: What people in the lobby wait for an answer before they ask again, seconds.
GIVES_UP = 3.0
#: MB that the server may grow while it talks to nobody.
GROWTH = 30.0


def drill(
    seed: int, rounds: int = 30, application: str = PRODUCT, screens: int = SCREENS, television: bool = True
) -> Outcome:
    """The cable is pulled for so many seconds. One screen is the product's own page in a browser, where there is one
    and `television` is wanted. Raises servers.NotHere.
    """
    with ExitStack() as stack:
        lan = stack.enter_context(a_lan())
        hall = stack.enter_context(an_open_hall(COUNTERS, application, HOST="0.0.0.0"))
        asked = (lan.here, str(hall.port), BOARD, str(screens), str(seed))
        lobby = Lobby([stack.enter_context(outside("bench.drills.lobby", *asked, before=lan.inside))], screens)
        if television:
            lobby.hang_up(stack.enter_context(_television(lan, hall)))
        lobby.all_right(hall)
        with a_crowd(hall, seed=seed + 1, takers=THERE, counters=0, **_in(lan)) as there:
            with a_crowd(hall, seed=seed, takers=HERE, counters=COUNTERS, pause=0.02) as here:
                grown, cut = _pulled(lan, hall, lobby, rounds)
            lan.join()
            right_s, wrong = lobby.all_right(hall)
        seen = hall.audit()
        end = lobby.told({})
    figures = {"cut_s": rounds, "screens": lobby.screens, "browsers": len(lobby.rooms) - 1, "acked": seen.acked}
    figures |= {"unanswered": there.met("Unanswered")}
    bad = {
        "not_told": lobby.screens - int(cut["old"]),
        "wrong": wrong,
        "backwards": int(end["backwards"]),
        "ghosts": abs(seen.tickets - seen.taken),
        "given_up": there.met("given up") + here.met("given up"),
        "crashed": there.crashed + here.crashed,
        "lost": len(seen.lost),
        "violations": len(seen.violations),
    }
    late = {
        "told_s": (cut["told_s"], TOLD),
        "right_s": (right_s, RIGHT),
        "here_slowest_s": (float(here.tally.get("slowest_s", 0.0)), GOES_ON),
        "grown_mb": (grown, GROWTH),
    }
    return Outcome("D19", seed, figures, bad, late, tuple(seen.violations + seen.lost))


def _in(lan: Lan) -> dict[str, Any]:
    return {"before": lan.inside, "host": lan.here, "timeout": GIVES_UP, "pause": 0.05}


@contextmanager
def _television(lan: Lan, hall: Hall) -> Iterator[Outside]:
    url = f"http://{lan.here}:{hall.port}/display/{BOARD}"
    with outside("bench.drills.television", url, before=lan.inside) as screen:
        yield screen


@dataclass(slots=True)
class Lobby:
    """All screens behind the cable, in some processes."""

    rooms: list[Outside]
    screens: int

    def hang_up(self, television: Outside) -> None:
        """One screen more, if it is on."""
        if television.hear() == "on":
            self.rooms.append(television)
            self.screens += 1

    def told(self, board: dict[str, Any] | None) -> dict[str, float]:
        """How all of them are; see `lobby.py`."""
        for room in self.rooms:
            room.say(board)
        answers = [room.hear() for room in self.rooms]
        sums = {name: sum(answer[name] for answer in answers) for name in ("right", "old", "backwards")}
        return sums | {"told_s": max(answer["told_s"] for answer in answers)}

    def all_right(self, hall: Hall) -> tuple[float, int]:
        """The seconds until every screen shows the board, and how many do not when patience ends."""
        began, wire, wrong = time.monotonic(), hall.wire("display"), self.screens
        while wrong and time.monotonic() - began < PATIENCE:
            time.sleep(0.1)
            wrong = self.screens - int(self.told(wire.get(f"/boards/{BOARD}").body)["right"])
        return time.monotonic() - began, wrong


def _pulled(lan: Lan, hall: Hall, lobby: Lobby, seconds: float) -> tuple[float, dict[str, float]]:
    """Pull the cable for so long; how much the server grew (MB), and how the screens were at the end."""
    time.sleep(BEFORE)
    before = resident_kb(hall.worker)
    lan.lose_answers()
    lobby.told(None)
    time.sleep(UNHEARD)
    lan.cut()
    time.sleep(seconds)
    return (resident_kb(hall.worker) - before) / 1024, lobby.told({})
