"""D7: PostgreSQL, kill -9 of the database and everything it runs: nobody loses a number, and the hall is back at once.

The product's server stays up throughout; while the database is away it answers 503, and needs no restart afterwards.

A counter that calls passes over a ticket that another counter is just calling. When the kill takes that other call
back, the ticket waits again although somebody behind it was called: right when it was decided, and nothing tells the
checker so. Such calls in the last two seconds before a kill, within which the checker excuses what overlaps anyway,
are counted as `in_hand`.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from datetime import datetime, timedelta
from random import Random
from typing import LiteralString

import psycopg

from bench.drills.hall import Hall, a_crowd, an_open_hall, children_of
from bench.drills.outcome import Outcome
from queue_app.check import OVERLAP
from tests import servers

TAKERS, COUNTERS, RECOVERY = 3, 3, 5.0


def drill(seed: int, rounds: int = 25) -> Outcome:
    """So many kills. Raises servers.NotHere."""
    dice, database, recovery, crashed, found = Random(seed), 0.0, 0.0, 0, list[str]()
    server = servers.postgres(durable=True)
    violations = in_hand = lost = 0
    cuts = list[datetime]()
    try:
        with an_open_hall(COUNTERS, postgres=server.url) as hall:
            for n in range(rounds):
                with a_crowd(hall, seed=seed + n, takers=TAKERS, counters=COUNTERS) as crowd:
                    time.sleep(dice.uniform(0.2, 0.8))
                    kill_all(server)
                    time.sleep(0.1)
                    began = time.monotonic()
                    server = start_again(server)
                    database = max(database, accepting(server))
                    cuts += _asked(hall, "SELECT max(at) FROM ticket_events")
                    _given(hall)
                    recovery = max(recovery, time.monotonic() - began)
                seen = hall.audit()
                crashed += crowd.crashed
                wrong = [sentence for sentence in seen.violations if not _was_in_hand(hall, sentence, cuts)]
                in_hand = len(seen.violations) - len(wrong)
                violations, lost = violations + len(wrong), lost + len(seen.lost)
                found += [f"round {n}: {sentence}" for sentence in wrong + seen.lost]
        bad = _bad_checksums(server)
    finally:
        server.stop()
    return Outcome(
        "D7",
        seed,
        {"kills": rounds, "acked": seen.acked, "database_s": database, "in_hand": in_hand},
        {"lost": lost, "violations": violations, "crashed": crashed, "bad_checksums": bad},
        {"recovery_s": (recovery, RECOVERY)},
        tuple(found),
    )


def kill_all(server: servers.Server) -> None:
    """SIGKILL for the postmaster, which is held still first so that it starts no more, and for all of its children."""
    os.kill(server.process.pid, signal.SIGSTOP)
    children = children_of(server.process.pid)
    for process in [*children, server.process.pid]:
        os.kill(process, signal.SIGKILL)
    server.process.wait()  # nobody else would: a zombie would still hold postmaster.pid
    while any(os.path.exists(f"/proc/{child}") for child in children):
        time.sleep(0.01)


def start_again(server: servers.Server) -> servers.Server:
    """Start the database again, as the system's service manager does."""
    with (server.folder / "log").open("ab") as output:
        process = subprocess.Popen(
            server.process.args,
            cwd=server.folder,
            user=server.folder.owner() if os.geteuid() == 0 else None,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return servers.Server(server.url, process, server.folder, server.ended_by)


def accepting(server: servers.Server) -> float:
    """The seconds until the database lets somebody in: its own share of the recovery."""
    began = time.monotonic()
    while True:
        try:
            psycopg.connect(server.url.replace("+psycopg", ""), connect_timeout=2).close()
        except psycopg.Error:
            time.sleep(0.02)
            continue
        return time.monotonic() - began


def _asked(hall: Hall, question: LiteralString, *values: int) -> list[datetime]:
    """The instants that a question to the hall's database is answered with."""
    with psycopg.connect(hall.env["DATABASE_URL"].replace("+psycopg", "")) as connection:
        return [row[0] for row in connection.execute(question, values) if row[0] is not None]


def _was_in_hand(hall: Hall, sentence: str, cuts: list[datetime]) -> bool:
    """Whether this is a call out of order that another counter's call, taken back by a kill, explains."""
    call = re.fullmatch(r"I5 .* was called before .* \(event (\d+)\)", sentence)
    at = _asked(hall, "SELECT at FROM ticket_events WHERE seq = %s", int(call[1])) if call else []
    return any(timedelta() <= cut - called <= OVERLAP for called in at for cut in cuts)


def _given(hall: Hall) -> None:
    """Wait until a number is given again."""
    kiosk = hall.wire("kiosk")
    while kiosk.post("/tickets", {"service": "S1", "channel": "kiosk"}).status != 201:
        time.sleep(0.02)


def _bad_checksums(server: servers.Server) -> int:
    """Pages that are not what was written; the database is ended for it."""
    server.process.send_signal(server.ended_by)
    server.process.wait(30)
    command = [str(servers.postgres_programs() / "pg_checksums"), "--check", "-D", str(server.folder / "data")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"Bad checksums:\s+(\d+)", said.stdout)
    if found is None:
        raise RuntimeError(f"pg_checksums: {said.stderr[-500:]}")
    return int(found[1])
