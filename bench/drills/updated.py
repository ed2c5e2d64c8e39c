"""D17: a hall at work is brought up to date: the version before serves, the schema moves, then the next version serves.

The version before is the code of this repository's own history, as it was before the newest revision came; it runs in
a folder of its own, on PostgreSQL, and makes the data that this version takes over.
"""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.drills.hall import a_catalogue, a_crowd, a_hall
from bench.drills.outcome import Outcome
from bench.place import run_module
from queue_app.simulation import own_server
from tests import servers
from tests.servers import NotHere

TAKERS, COUNTERS, SECONDS = 4, 3, 3.0
#: Seconds that anybody may wait while the schema moves: revisions give up after a second behind a lock.
WAITS = 2.0
REVISIONS = own_server.ROOT / "migrations" / "versions"


def drill(seed: int, rounds: int = 1) -> Outcome:
    """From so many revisions ago. Raises servers.NotHere where the history is not at hand."""
    with ExitStack() as stack:
        server = servers.postgres()
        stack.callback(server.stop)
        hall = stack.enter_context(a_hall())
        revision = _code_before(rounds, hall.folder / "before")
        hall.code = hall.folder / "before"
        hall.env["DATABASE_URL"] = servers.new_database(server.url)
        furnished = run_module("bench.drills.furnish", str(a_catalogue()), env=hall.env, cwd=hall.code)
        hall.bearers = json.loads(furnished)
        hall.start()
        hall.open_counters(COUNTERS)
        with a_crowd(hall, seed=seed, takers=TAKERS, counters=COUNTERS) as before:
            time.sleep(SECONDS)
            began = time.monotonic()
            own_server.flask("prepare", env=hall.env)
            moved = time.monotonic() - began
            time.sleep(SECONDS)
        hall.stop()
        hall.code = own_server.ROOT
        hall.start()
        with a_crowd(hall, seed=seed + 1, takers=TAKERS, counters=COUNTERS) as after:
            time.sleep(SECONDS)
        seen = hall.audit()
    failed = sum(crowd.crashed + crowd.met("503", "Unanswered") for crowd in (before, after))
    figures = {"from_schema": revision, "acked": seen.acked, "migrated_s": moved}
    wrong = {"failed": failed, "lost": len(seen.lost), "violations": len(seen.violations)}
    waited = {"slowest_s": (float(before.tally.get("slowest_s", 0.0)), WAITS)}
    return Outcome("D17", seed, figures, wrong, waited, tuple(seen.violations + seen.lost))


def _code_before(revisions: int, folder: Path) -> str:
    """Unpack the code as it was before the newest revisions; the schema it is at. Raises servers.NotHere."""
    files = sorted(REVISIONS.glob("[0-9]*.py"))
    first = files[-revisions]
    added = _git("log", "--diff-filter=A", "--format=%H", "-1", "--", str(first.relative_to(own_server.ROOT)))
    if not added:
        raise NotHere(f"the history does not say when {first.name} came")
    with tarfile.open(fileobj=io.BytesIO(_git("archive", f"{added.decode().strip()}^"))) as packed:
        packed.extractall(folder, filter="data")
    return files[-revisions - 1].name.partition("_")[0]


def _git(*arguments: str) -> bytes:
    try:
        return subprocess.run(["git", *arguments], cwd=own_server.ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotHere(f"the code of the version before comes from git: {error}") from error
