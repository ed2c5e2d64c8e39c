"""D11: midnight under load and clocks that jump: a number belongs to the day of its place, and each day begins at 1.

In Jakarta, Makassar and Jayapura, on a server that thinks in another zone, over ordinary midnights, the end of a year
and the 29th of February: open until the last minute, through midnight, three hours back and 26 hours on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.drills.hall import Hall, a_crowd, a_hall, workshop
from bench.drills.outcome import Outcome
from bench.place import OFFICE
from queue_app.simulation.trace_catalogue import write_catalogue

#: The zone of the place, and what the server's own zone is set to.
ZONES = (("Asia/Jakarta", "UTC"), ("Asia/Makassar", "America/Caracas"), ("Asia/Jayapura", "Pacific/Kiritimati"))
#: The evenings whose midnight is lived through.
EVENINGS = (date(2026, 12, 31), date(2027, 3, 10), date(2028, 2, 28), date(2028, 2, 29))
#: Hours: as long as a day can be open; the last minute of a day gives no numbers.
OPENS, CLOSES = 0, 24 * 3600 - 60
TAKERS, COUNTERS = 4, 1


def drill(seed: int, rounds: int = len(EVENINGS), zones: int = len(ZONES), seconds: float = 1.0) -> Outcome:
    """So many evenings in so many zones; each stretch of time lasts so many seconds."""
    acked, days, crashed, found = 0, 0, 0, list[str]()
    wrong = {"lost": 0, "violations": 0}
    for zone, machine in ZONES[:zones]:
        with _a_hall_that_never_closes(zone, machine) as hall:
            for n, evening in enumerate(EVENINGS[:rounds]):
                crashed += _live_through(hall, ZoneInfo(zone), evening, seed + n, seconds)
            seen = hall.audit()
        acked, days = acked + seen.acked, days + seen.checked["days"]
        wrong["lost"] += len(seen.lost)
        wrong["violations"] += len(seen.violations)
        found += [f"{zone}: {sentence}" for sentence in seen.lost + seen.violations]
    figures = {"zones": zones, "midnights": rounds * zones, "acked": acked, "days": days}
    return Outcome("D11", seed, figures, wrong | {"crashed": crashed}, found=tuple(found))


def _live_through(hall: Hall, zone: ZoneInfo, evening: date, seed: int, seconds: float) -> int:
    """The last open minute, midnight, three hours back, 26 hours on; answers that were a crash."""
    late = datetime(evening.year, evening.month, evening.day, 23, 58, 50, tzinfo=zone)
    _set(hall, late)
    assert hall.wire("C1").post("/counters/C1/open").status == 200
    with a_crowd(hall, seed=seed, takers=TAKERS, counters=COUNTERS) as crowd:
        time.sleep(seconds)
        _set(hall, late + timedelta(seconds=70 - seconds / 2))
        time.sleep(seconds)
        for jump in (timedelta(hours=-3), timedelta(hours=26)):
            _set(hall, late + timedelta(seconds=71) + jump)
            time.sleep(seconds)
    return crowd.crashed


def _set(hall: Hall, to: datetime) -> None:
    """Move the server's clock."""
    path = Path(hall.env["DRILL_CLOCK"])
    fresh = path.with_suffix(".new")
    fresh.write_text(str((to - datetime.now(UTC)).total_seconds()))
    os.replace(fresh, path)


@contextmanager
def _a_hall_that_never_closes(zone: str, machine: str) -> Iterator[Hall]:
    real = {"CLOCK_START": "", "CLOCK_SPEED": ""}
    with a_hall("bench.drills.shifted:serving()", catalogue=_catalogue(zone), TZ=machine, **real) as hall:
        hall.env["DRILL_CLOCK"] = str(hall.folder / "off")
        _set(hall, datetime(2026, 12, 30, 12, tzinfo=UTC))
        hall.start()
        yield hall


@cache
def _catalogue(zone: str) -> Path:
    folder = write_catalogue(replace(OFFICE, opens=OPENS, last_ticket=CLOSES, closes=CLOSES), workshop() / zone[5:])
    site = folder / "site.toml"
    words = site.read_text().replace("Asia/Jakarta", zone)
    site.write_text(words.replace("[queue]\n", '[queue]\nnumbers_from = "00.00"\n'))
    return folder
