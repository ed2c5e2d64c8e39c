"""D6: a power cut tears the write-ahead log: whatever is left of it, SQLite recovers to a moment that really was.

kill -9 does not lose what the system still holds in memory; a power cut does. So a log that holds every change since
the hall opened (a reader outside keeps it from being folded into the database) is cut at random bytes, in one of three
cuts with a byte turned over before the cut, and each time everything that follows a change is there with it: the
product's checker finds nothing, and the events are the first k of all events.
"""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from random import Random

from bench.drills.hall import Hall, a_crowd, an_open_hall
from bench.drills.outcome import Outcome
from bench.place import run_module
from queue_app.db import sqlite_module

TAKERS, COUNTERS = 4, 3


def drill(seed: int, rounds: int = 300, seconds: float = 3.0) -> Outcome:
    """So many cuts through one log, which is as long as the crowd makes it in so many seconds."""
    with an_open_hall(COUNTERS) as hall:
        reader = _folded_and_held(hall)
        with a_crowd(hall, seed=seed, takers=TAKERS, counters=COUNTERS):
            time.sleep(seconds)
        hall.kill()
        whole = hall.folder / "whole"
        whole.mkdir()
        for name in ("simulasi.db", "simulasi.db-wal"):
            shutil.copy(hall.folder / name, whole / name)
        reader.close()
        told = json.loads(run_module("bench.drills.tearing", str(whole), str(rounds), str(seed), env=hall.env))
        length = (whole / "simulasi.db-wal").stat().st_size
    figures = {"cuts": rounds, "log_bytes": length, "events": told["events"], "states": told["states"]}
    wrong = {"unreadable": told["unreadable"], "violations": told["violations"], "no_prefix": told["no_prefix"]}
    return Outcome("D6", seed, figures, wrong, found=tuple(told["found"]))


def _folded_and_held(hall: Hall):  # type: ignore[no-untyped-def]
    """Fold the log into the database, then read on: from now on every change stays in the log."""
    reader = sqlite_module().connect(str(hall.folder / "simulasi.db"), isolation_level=None)
    reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM tickets").fetchone()
    return reader


def cut(log: bytes, dice: Random) -> bytes:
    """The log after a power cut: shorter, and in one of three cases with a byte turned over in its last half."""
    left = bytearray(log[: dice.randrange(len(log))])
    if left and dice.random() < 1 / 3:
        left[dice.randrange(len(left) // 2, len(left))] ^= 1 << dice.randrange(8)
    return bytes(left)


def torn_copy(whole: Path, to: Path, log: bytes) -> Path:
    """A database whose log is `log`."""
    for old in to.glob("cut.db*"):
        old.unlink()
    shutil.copy(whole / "simulasi.db", to / "cut.db")
    (to / "cut.db-wal").write_bytes(log)
    return to / "cut.db"
