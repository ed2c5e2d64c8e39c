"""`python -m bench.drills.tearing FOLDER CUTS SEED`: open every torn copy of a database and look at all of it.

Prints one JSON object: how many events the whole one has, how many different moments the cuts recovered to, and what
was wrong: `unreadable`, `violations` of the product's checker, `no_prefix` (other events than the first k).
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from bench.drills.torn import cut, torn_copy
from queue_app import create_app, product_time
from queue_app.check import check
from queue_app.db import engine_options, prepare_engine
from queue_app.line.events import ticket_events

Events = list[tuple[int, str, str | None]]


def look(database: Path) -> tuple[Events, list[str]]:
    """Every event, and the violations. Raises DatabaseError."""
    url = f"sqlite:///{database}"
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    try:
        with Session(engine) as session:
            found = [f"{v.invariant} {v.where} {v.detail}" for v in check(session)]
            e = ticket_events.c
            return [
                (row.seq, row.kind, row.ref) for row in session.execute(select(e.seq, e.kind, e.ref).order_by(e.seq))
            ], found
    finally:
        engine.dispose()


def main(folder: str, cuts: int, seed: int) -> dict[str, Any]:
    """Tear so many copies."""
    whole, dice = Path(folder), Random(f"{seed} cuts")
    log = (whole / "simulasi.db-wal").read_bytes()
    told: dict[str, Any] = {"unreadable": 0, "violations": 0, "no_prefix": 0, "found": []}
    moments = set()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        every, found = look(torn_copy(whole, place, log))
        told["violations"] += len(found)
        for n in range(cuts):
            torn = cut(log, dice)
            try:
                events, found = look(torn_copy(whole, place, torn))
            except DatabaseError as error:
                told["unreadable"] += 1
                told["found"].append(f"cut {n} at {len(torn)}: {error}")
                continue
            moments.add(len(events))
            told["violations"] += len(found)
            told["no_prefix"] += events != every[: len(events)]
            told["found"] += [f"cut {n} at {len(torn)}: {sentence}" for sentence in found]
    return told | {"events": len(every), "states": len(moments)}


if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        product_time.agree(app.extensions["config"])
        print(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
