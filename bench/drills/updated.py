"""D17: a hall at work is brought up to date: the version before serves, the schema moves, then the next version serves.

The version before is the code of this repository's own history, as it was before the newest revision came; it runs in
a folder of its own, on PostgreSQL, and makes the data that this version takes over. In one form the hall has a past of
a million tickets.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import tarfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.drills.hall import a_catalogue, a_crowd, a_hall
from bench.drills.outcome import Figure, Outcome
from bench.drills.past import A_DAY, give_a_past
from bench.place import run_module
from queue_app.simulation import own_server
from tests import servers
from tests.servers import NotHere

TAKERS, COUNTERS, SECONDS = 4, 3, 3.0
#: Seconds that anybody may wait while the schema moves: revisions give up after a second behind a lock.
WAITS = 2.0
REVISIONS = "migrations/versions"
#: Whole days of a past.
MILLION = 1001 * A_DAY


def drill_with_a_million(seed: int, rounds: int = 1) -> Outcome:
    """As `drill`, in a hall that has given a million numbers before today."""
    return drill(seed, rounds, MILLION)


def drill(seed: int, rounds: int = 1, past: int = 0) -> Outcome:
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
        if past:
            give_a_past(hall, past)
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
    figures: dict[str, Figure] = {"from_schema": revision, "past": past, "acked": seen.acked, "migrated_s": moved}
    wrong = {"failed": failed, "lost": len(seen.lost), "violations": len(seen.violations)}
    waited = {"slowest_s": (float(before.tally.get("slowest_s", 0.0)), WAITS)}
    return Outcome("D17-million" if past else "D17", seed, figures, wrong, waited, tuple(seen.violations + seen.lost))


def _code_before(revisions: int, folder: Path) -> str:
    """Unpack the newest code whose schema is ours without its last revisions; the schema it is at.

    Where revisions were numbered anew since, older code is taken. Raises servers.NotHere.
    """
    ours = _revisions("HEAD")
    for commit in _git("rev-list", "HEAD").decode().split():
        theirs = _revisions(commit)
        if theirs and len(theirs) <= len(ours) - revisions and theirs == ours[: len(theirs)]:
            with tarfile.open(fileobj=io.BytesIO(_git("archive", commit))) as packed:
                packed.extractall(folder, filter="data")
            return Path(theirs[-1]).name.partition("_")[0]
    raise NotHere("the history holds no version whose schema this one continues")


def _revisions(commit: str) -> list[str]:
    """The revisions that a commit holds, each as its content and its name, in order."""
    lines = _git("ls-tree", commit, f"{REVISIONS}/").decode().splitlines()
    return [line for line in lines if re.search(r"/\d{4}_\w+\.py$", line)]


def _git(*arguments: str) -> bytes:
    try:
        return subprocess.run(["git", *arguments], cwd=own_server.ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotHere(f"the code of the version before comes from git: {error}") from error
