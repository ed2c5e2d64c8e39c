"""Taking a number where the disk is slow: the small PC of a hall has no server's disk.

A commit is lasting only when the disk has flushed. With one commit for each number no program could give more numbers
than the disk flushes; this one shares commits (`queue_app/commits.py`), and whoever only reads waits for no disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from urllib.request import Request, urlopen

from bench.asked import Asked
from bench.http_rates import Run, enough, measure, run_of, taking
from bench.outside import outside
from bench.place import Place, Places, a_place
from bench.report import Result

#: What a flush takes, in milliseconds, beside what it takes here: none, a usual SSD's, a hard disk's.
FLUSHES = (0, 5, 20)
#: Between two looks of who only reads, in seconds.
LOOK = 0.02


def disk(places: Places, asked: Asked) -> Iterator[Result]:
    """Rounds of each flush, interleaved: takers, and beside them one who asks for a board."""
    with a_place("sqlite", application="bench.server:on_a_slow_disk()") as place:
        for clients in asked.clients:
            rounds = [[_one(place, ms, clients, asked) for ms in FLUSHES] for _ in range(asked.rounds)]
            for n, ms in enumerate(FLUSHES):
                takes, looks = zip(*(seen[n] for seen in rounds), strict=True)
                yield Result("disk", {"flush_ms": ms, "clients": clients, **_told(takes, looks, ms)})


def _told(takes: tuple[Run, ...], looks: tuple[Run, ...], ms: int) -> dict[str, float | int]:
    rps = median(run.rps for run in takes)
    return {
        "rps": rps,
        **({"one_commit_each_rps": 1000 / ms, "by_one_commit_each": rps * ms / 1000} if ms else {}),
        "p50_ms": median(run.p50 for run in takes),
        "p99_ms": median(run.p99 for run in takes),
        "board_p50_ms": median(run.p50 for run in looks),
        "board_p99_ms": median(run.p99 for run in looks),
        "errors": sum(run.errors for run in (*takes, *looks)),
    }


def _one(place: Place, ms: int, clients: int, asked: Asked) -> tuple[Run, Run]:
    place.fill(enough(asked))
    _flush_takes(place, ms)
    board = f"GET /api/v1/boards/H1 HTTP/1.1\r\nHost: 127.0.0.1:{place.port}\r\n\r\n"
    with outside("bench.load") as looking:
        looking.say({"port": place.port, "warm": 0.0, "pause": LOOK, "clients": [[board]]})
        takes = measure(place, taking(place, clients), asked.seconds)
        seen = run_of(looking.end(), 0)
    if bool(ms) != bool(_flush_takes(place, 0)):
        raise RuntimeError("no commit has waited for the disk: it is not the product that was measured")
    return takes, seen


def _flush_takes(place: Place, ms: int) -> int:
    """Tell the disk; answers how many commits have waited since it was told before."""
    said = Request(f"http://127.0.0.1:{place.port}/bench/disk", str(ms).encode(), {"Content-Type": "application/json"})
    with urlopen(said, timeout=60) as answer:
        return int(answer.read())
