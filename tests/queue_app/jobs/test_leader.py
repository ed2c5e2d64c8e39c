"""The lead passes on within two seconds of a leader's death, and nobody leads beside somebody else: real processes.

The two seconds are four tries of each that stands for it: they are counted in tries, not on the clock of a machine that
does other things too.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bench.drills.lan import a_lan
from config import Config
from queue_app.db import SERVER_GIVES_UP
from queue_app.jobs import schedule
from queue_app.jobs.leader import LOCK, FileLeader, confirm_lead, leader
from queue_app.jobs.schedule import TRY_SECONDS, Job
from queue_app.transaction import database
from tests import servers
from tests.conftest import config_of
from tests.servers import NotHere

ROOT = Path(__file__).parents[3]

#: Who stands for the lead asks every TRY_SECONDS and has it after so many seconds.
PASSED_ON = 2.0
PATIENCE = 60.0
#: Stand for the lead until killed, and write down process and instant of each moment of leading ("leads") and of each
#: try that was refused. A moment of leading stands between two answers in a row that said yes: the lead was held then.
CANDIDATE = """
import os, sys, time
from pathlib import Path
from sqlalchemy import create_engine
from queue_app.jobs.leader import leader
url, folder, claims, pause = sys.argv[1:]
led, led_before = leader(create_engine(url), Path(folder)), False
with open(claims, "a", buffering=1) as told:
    while True:
        moment, leads = time.monotonic(), led.leads()
        if not leads or led_before:
            told.write(f"{os.getpid()} {moment} {'leads' if leads else 'refused'}\\n")
        led_before = leads
        time.sleep(0.01 if leads else float(pause))
"""


class Election:
    """Some processes that want to lead, and the claims they make."""

    def __init__(self, config: Config, folder: Path, stack: ExitStack) -> None:
        self._config, self._claims, self._stack = config, folder / "claims", stack
        self._claims.touch()
        self.processes: list[subprocess.Popen[bytes]] = []

    def stand(self, before: tuple[str, ...] = (), url: str = "") -> int:
        """One more candidate; its process. `before`: where it runs, `url`: how it reaches the database from there."""
        url, folder = url or self._config.database_url, str(self._config.data_dir)
        script = [*before, sys.executable, "-c", CANDIDATE, url, folder, str(self._claims), str(TRY_SECONDS)]
        process = subprocess.Popen(script, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        self.processes.append(process)
        return process.pid

    def claims(self, what: str = "leads") -> list[tuple[int, float]]:
        whole = self._claims.read_text().rpartition("\n")[0].splitlines()
        found = [(int(pid), float(moment)) for pid, moment, said in map(str.split, whole) if said == what]
        return sorted(found, key=lambda claim: claim[1])

    def leader(self, after: float) -> int:
        """Who is the first to lead after a moment; fails when nobody does."""
        while time.monotonic() < after + PATIENCE:
            for pid, moment in self.claims():
                if moment >= after:
                    return pid
            time.sleep(0.02)
        raise AssertionError("nobody led")

    def next_leader(self, after: float) -> int:
        """The same, who has had it after as many tries as two seconds hold."""
        found = self.leader(after + 0.05)
        led = min(moment for pid, moment in self.claims() if pid == found and moment >= after + 0.05)
        refused = [moment for pid, moment in self.claims("refused") if pid == found and after < moment < led]
        assert len(refused) < PASSED_ON / TRY_SECONDS, refused
        return found

    def changes(self) -> int:
        """How often the lead passed from one to another, in the order of the claims."""
        return sum(one[0] != other[0] for one, other in pairwise(self.claims()))


@pytest.fixture
def election(config: Config, tmp_path: Path) -> Iterator[Election]:
    with ExitStack() as stack:
        made = Election(config, tmp_path, stack)
        for _ in range(3):
            made.stand()
        yield made


def test_when_the_leader_is_killed_another_leads_within_two_seconds_and_never_two_at_once(election: Election) -> None:
    first = election.leader(time.monotonic())
    dead = []
    for _ in range(2):
        killed = time.monotonic()
        os.kill(first, signal.SIGKILL)
        dead.append(first)
        first = election.next_leader(killed)
        assert first not in dead
    time.sleep(2 * TRY_SECONDS)
    assert election.changes() == 2


@pytest.mark.parametrize("config", ["postgresql"], indirect=True)
def test_a_leader_whose_connection_is_cut_stops_and_the_lead_is_never_shared(
    election: Election, config: Config
) -> None:
    engine = create_engine(config.database_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    end = text(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )

    def cut() -> None:
        with engine.connect() as connection:
            connection.execute(end)

    election.leader(time.monotonic())
    for _ in range(4):
        moment = time.monotonic()
        cut()
        election.next_leader(moment)
    time.sleep(TRY_SECONDS)
    assert election.changes() <= 4


@pytest.mark.parametrize("config", ["postgresql"], indirect=True)
def test_a_leader_whose_database_does_not_answer_for_seconds_still_leads_and_nobody_beside_it(
    election: Election, config: Config
) -> None:
    led = election.leader(time.monotonic())
    holder = held_by(config.database_url)
    os.kill(holder, signal.SIGSTOP)
    try:
        stopped = time.monotonic()
        time.sleep(4)
        assert [pid for pid, moment in election.claims() if moment > stopped + 0.5] == []
    finally:
        os.kill(holder, signal.SIGCONT)
    assert election.leader(time.monotonic()) == led
    assert election.changes() == 0


@pytest.mark.long
def test_a_leader_that_the_network_has_swallowed_stops_before_another_begins(tmp_path: Path) -> None:
    """The network is away for moments, which costs nothing, and then for good."""
    with ExitStack() as stack:
        try:
            lan = stack.enter_context(a_lan())
        except NotHere as reason:
            pytest.skip(str(reason))
        server = servers.postgres(also_at=lan.here)
        stack.callback(server.stop)
        made = Election(config_of(tmp_path, server.url), tmp_path, stack)
        away = made.stand(lan.inside, server.url.replace("127.0.0.1", lan.here))
        assert made.leader(time.monotonic()) == away
        rival = made.stand()
        lan.cut()
        time.sleep(4.5)
        lan.join()
        assert made.leader(time.monotonic()) == away
        assert made.changes() == 0
        lan.cut()
        cut = time.monotonic()
        while rival not in {pid for pid, _ in made.claims()}:
            assert time.monotonic() - cut < SERVER_GIVES_UP + 20, "nobody leads"
            time.sleep(0.1)
        lan.join()
        time.sleep(2 * TRY_SECONDS)
        assert made.changes() == 1, "two led at once"


def held_by(url: str) -> int:
    """The process of the database that holds the lead for its client."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        found = text("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = ")
        here = text(f"{found} (SELECT oid FROM pg_database WHERE datname = current_database())")
        return int(connection.execute(here).scalar_one())


def test_a_job_that_loses_the_lead_half_way_takes_no_further_step(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    led, steps = leader(database.engine, tmp_path), list[str]()
    rival = leader(database.engine, tmp_path)
    assert any(led.leads() or gc.collect() < 0 or time.sleep(0.05) for _ in range(1200)), "another test still leads"

    def long_job() -> None:
        for step in ("first", "second", "third"):
            confirm_lead()
            steps.append(step)
            if step == "second":
                lose(tmp_path)
                assert rival.leads()

    schedule._run(app, led, Job("long", 1, long_job))
    assert steps == ["first", "second"]
    assert "job long stopped half-way" in caplog.text
    schedule._run(app, led, Job("long", 1, long_job))
    assert steps == ["first", "second"]


def lose(folder: Path) -> None:
    """Take the lead from whoever has it, behind its back."""
    if database.engine.dialect.name == "sqlite":
        (folder / "jobs.lock").unlink()
        return
    with database.engine.connect() as connection:
        holder = text(
            "SELECT pg_terminate_backend(pid, 2000) FROM pg_locks WHERE locktype = 'advisory'"
            " AND (classid::bigint << 32) + objid::bigint = :lock"
        )
        connection.execute(holder, {"lock": LOCK})


def test_outside_the_timetable_a_job_asks_nobody() -> None:
    confirm_lead()


def test_a_lock_whose_file_was_deleted_is_taken_anew(tmp_path: Path) -> None:
    led = FileLeader(tmp_path / "lock")
    assert led.leads()
    (tmp_path / "lock").unlink()
    assert led.leads()
    assert not FileLeader(tmp_path / "lock").leads()
