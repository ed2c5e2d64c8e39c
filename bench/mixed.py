"""A busy morning: screens, takers, clerks and readers at once, beside each of them alone.

Four turns a round: calls to screens while nothing else happens; takers while nobody watches; both; and both with
readers of the public pages. What the hall feels is the slowest hundredth, so that is what is compared.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from bench.asked import Asked
from bench.http_rates import FASTEST, WARM, Run, reading, run_of, taking
from bench.outside import outside
from bench.place import Place, Places
from bench.report import Result
from bench.screens import PAUSE, Seen, at_product, called, watching
from tests.servers import NotHere

READERS = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: what screens saw, and what takers and readers had, where they took part."""

    seen: Seen | None
    takers: Run | None
    readers: Run | None

    @property
    def push_p99(self) -> float:
        """The slowest of a hundred times a screen was reached, over all calls."""
        assert self.seen is not None
        times = sorted(ms for one in self.seen.calls for ms in one)
        return times[min(len(times) * 99 // 100, len(times) - 1)]


def mixed(places: Places, asked: Asked) -> Iterator[Result]:
    """One row: everything at once, and each p99 beside what it is alone."""
    for database in asked.databases:
        try:
            place = places.on(database)
        except NotHere as reason:
            yield Result("mixed", {"database": database, "not here": str(reason)})
            continue
        rounds = [_round(place, asked) for _ in range(asked.rounds)]
        yield Result("mixed", {"database": database, "sockets": asked.crowd, "takers": asked.usual, **_told(rounds)})


def _round(place: Place, asked: Asked) -> list[Turn]:
    return [
        _turn(place, asked, screens=True),
        _turn(place, asked, takers=True),
        _turn(place, asked, screens=True, takers=True),
        _turn(place, asked, screens=True, takers=True, readers=True),
    ]


def _turn(place: Place, asked: Asked, *, screens: bool = False, takers: bool = False, readers: bool = False) -> Turn:
    place.fill(max(asked.waiting, FASTEST if takers else 0))
    seen = None
    with ExitStack() as stack:
        shown = stack.enter_context(watching(at_product(place, asked.crowd, asked.calls)))[0] if screens else None
        takes = stack.enter_context(outside("bench.load")) if takers else None
        reads = stack.enter_context(outside("bench.load")) if readers else None
        lasting = {"port": place.port, "warm": WARM, "seconds": None if screens else asked.calls * PAUSE + WARM}
        if takes:
            takes.say({**lasting, "clients": taking(place, asked.usual)})
        if reads:
            reads.say({**lasting, "clients": reading(place, READERS)})
        if takes and shown:
            time.sleep(2 * WARM)  # they are at full speed
        if shown:
            seen = called(shown)
        took, read = (run_of(one.end(), 0) if one else None for one in (takes, reads))
    return Turn(seen, took, read)


def _told(rounds: list[list[Turn]]) -> dict[str, float | int]:
    def over(pick: int, figure: str) -> float:
        return float(median(getattr(turns[pick].takers, figure) for turns in rounds))

    alone = {"push": median(turns[0].push_p99 for turns in rounds), "take": over(1, "p99")}
    told: dict[str, float | int] = {"push_idle_p99_ms": alone["push"], "take_idle_p99_ms": alone["take"]}
    for name, pick in (("", 2), ("read_", 3)):
        push, take = median(turns[pick].push_p99 for turns in rounds), over(pick, "p99")
        told |= {f"{name}push_p99_ms": push, f"{name}push_by_idle": push / alone["push"]}
        told |= {f"{name}take_p99_ms": take, f"{name}take_by_idle": take / alone["take"]}
        told |= {f"{name}take_rps": over(pick, "rps")}
    runs = [run for turns in rounds for turn in turns for run in (turn.takers, turn.readers) if run]
    seen = [turn.seen for turns in rounds for turn in turns if turn.seen]
    told["lost"] = sum(one.lost for one in seen)
    told["errors"] = sum(run.errors for run in runs) + sum(one.dry for one in seen)
    return told
