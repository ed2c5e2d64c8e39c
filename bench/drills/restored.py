"""D16: backups are written while people take numbers; each is restored in a new place, looked through and served from.

Whatever was promised before a backup began must be in it; the checker must find nothing in what came back; and a server
started on it must give the next number.
"""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path
from random import Random

from bench.drills.hall import Audit, Hall, a_crowd, an_open_hall
from bench.drills.outcome import Outcome
from bench.place import run_module
from queue_app.simulation import own_server
from queue_app.simulation.free_port import free_port
from tests import servers

TAKERS, COUNTERS = 4, 2
#: Seconds a restore may take.
RESTORED = 30.0


def drill(seed: int, rounds: int = 10, postgres: str = "") -> Outcome:
    """So many backups, all written under load; on the PostgreSQL server `postgres`, else on SQLite."""
    dice, slowest, seen, dumb = Random(seed), 0.0, list[Audit](), 0
    with an_open_hall(COUNTERS, postgres=postgres) as hall:
        for n in range(rounds):
            folder = hall.folder / f"back-{n}"
            folder.mkdir()
            with a_crowd(hall, seed=seed + n, takers=TAKERS, counters=COUNTERS):
                time.sleep(dice.uniform(0.5, 1.5))
                shutil.copy(hall.acks, folder / "acks")
                own_server.flask("backup", str(folder / "backup.db"), env=hall.env)
            there = _elsewhere(hall, folder, postgres)
            began = time.monotonic()
            own_server.flask("restore", str(folder / "backup.db"), env=there.env)
            slowest = max(slowest, time.monotonic() - began)
            seen.append(_looked_through(there, folder / "acks"))
            dumb += not _serves(there)
    wrong = {
        "lost": sum(len(one.lost) for one in seen),
        "violations": sum(len(one.violations) for one in seen),
        "not_serving": dumb,
    }
    found = tuple(sentence for one in seen for sentence in one.lost + one.violations)
    figures = {"backups": rounds, "acked": seen[-1].acked, "tickets": seen[-1].tickets}
    return Outcome(
        "D16-postgresql" if postgres else "D16", seed, figures, wrong, {"restore_s": (slowest, RESTORED)}, found
    )


def drill_on_postgres(seed: int, rounds: int = 10) -> Outcome:
    """The same with PostgreSQL. Raises servers.NotHere."""
    server = servers.postgres()
    try:
        return drill(seed, rounds, server.url)
    finally:
        server.stop()


def _elsewhere(hall: Hall, folder: Path, postgres: str) -> Hall:
    """The same installation on another machine: its key and its settings, an empty place, another port."""
    url = servers.new_database(postgres) if postgres else f"sqlite:///{folder / 'gmsc.db'}"
    place = {"DATA_DIR": str(folder), "DATABASE_URL": url, "PORT": str(free_port())}
    env = hall.env | place
    return replace(hall, folder=folder, process=None, env=env | {"PUBLIC_URL": f"http://{env['HOST']}:{env['PORT']}"})


def _looked_through(there: Hall, acks: Path) -> Audit:
    return Audit(**json.loads(run_module("bench.drills.audit", str(acks), env=there.env)))


def _serves(there: Hall) -> bool:
    """Whether a server started on what was restored gives a number."""
    there.start()
    given = there.wire("kiosk").post("/tickets", {"service": "S1", "channel": "kiosk"}).status == 201
    there.stop()
    return given
