"""A hall to break: a database of its own, the real server, a crowd outside, and the audit of what is left."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bench.drills.told import Crowd
from bench.drills.wire import Wire
from bench.place import OFFICE, run_module
from queue_app.simulation import own_server
from queue_app.simulation.command import first_open_monday
from queue_app.simulation.free_port import free_port
from queue_app.simulation.trace_catalogue import write_catalogue
from survey.instrument import effective
from tests import servers

PRODUCT = "queue_app.app:serving()"
SERVICES = [service.key for service in OFFICE.services]
_SECRET = {"SECRET_KEY": "drill" * 8}


@dataclass(slots=True)
class Hall:
    """An installation that shares nothing with any other: `env` says where everything is."""

    folder: Path
    env: dict[str, str]
    bearers: dict[str, str]
    application: str = PRODUCT
    process: subprocess.Popen[bytes] | None = None
    #: Whose code serves: another version's, where one is drilled.
    code: Path = own_server.ROOT

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.env["PORT"])

    @property
    def log(self) -> Path:
        """What the server said."""
        return self.folder / "server.log"

    @property
    def acks(self) -> Path:
        """What the crowd was promised."""
        return self.folder / "acks"

    def start(self) -> float:
        """Start the server; the seconds until it is ready to serve. Raises ServerDidNotStart."""
        began = time.monotonic()
        self.process = own_server.launch(self.env, self.log, self.application, self.code)
        return time.monotonic() - began

    @property
    def worker(self) -> int:
        """The process that serves: the youngest child of gunicorn's parent. Raises IndexError while there is none."""
        assert self.process is not None
        return children_of(self.process.pid)[-1]

    def kill(self) -> None:
        """SIGKILL for every process of the server at once, as a power cut would have it."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def kill_worker(self) -> None:
        """SIGKILL for the process that serves; over when its parent has started another."""
        assert self.process is not None
        gone = self.worker
        os.kill(gone, signal.SIGKILL)
        while children_of(self.process.pid)[-1:] in ([], [gone]):
            time.sleep(0.01)

    def ready(self, within: float = 30) -> float:
        """The seconds until the server answers that it is ready. Raises TimeoutError."""
        began = time.monotonic()
        while not own_server.answers(self.env["PUBLIC_URL"]):
            if time.monotonic() - began > within:
                raise TimeoutError(f"not ready within {within} s; its log ends:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.02)
        return time.monotonic() - began

    def stop(self) -> float:
        """SIGTERM, as an operator would; the seconds until it has ended."""
        began = time.monotonic()
        if self.process is not None:
            own_server.stop(self.process)
            self.process = None
        return time.monotonic() - began

    def wire(self, who: str | None = None, **how: Any) -> Wire:
        """A connection of the public, of a role or of a counter."""
        return Wire(self.port, bearer=self.bearers[who] if who else None, **how)

    def open_counters(self, how_many: int) -> list[str]:
        """Open so many counters for everything; their codes."""
        codes = [f"C{n}" for n in range(1, how_many + 1)]
        for code in codes:
            wire = self.wire(code)
            assert wire.post(f"/counters/{code}/open").status == 200
            wire.close()
        return codes

    def audit(self) -> Audit:
        """The product's checker and the crowd's promises, from a process of their own."""
        return Audit(**json.loads(run_module("bench.drills.audit", str(self.acks), env=self.env)))


@dataclass(frozen=True, slots=True)
class Audit:
    """What `audit.py` found."""

    violations: list[str]
    lost: list[str]
    acked: int
    taken: int
    tickets: int
    checked: dict[str, int]


def children_of(process: int) -> list[int]:
    """Process ids of the children, oldest first."""
    return [int(n) for n in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@contextmanager
def a_hall(
    application: str = PRODUCT, postgres: str = "", catalogue: Path | None = None, **settings: str
) -> Iterator[Hall]:
    """A furnished hall on SQLite, or in a new database of the PostgreSQL server `postgres`; not started yet."""
    with tempfile.TemporaryDirectory(prefix="gmsc-drill-") as name:
        folder = Path(name)
        hall = _furnished(folder, postgres, catalogue, settings)
        hall.application = application
        try:
            yield hall
        finally:
            if hall.process is not None:
                own_server.stop(hall.process)


@contextmanager
def an_open_hall(counters: int, application: str = PRODUCT, postgres: str = "", **settings: str) -> Iterator[Hall]:
    """A hall whose server runs and whose first counters are open."""
    with a_hall(application, postgres, None, **settings) as hall:
        hall.start()
        hall.open_counters(counters)
        yield hall


@contextmanager
def a_crowd(
    hall: Hall, *, seed: int, takers: int, counters: int, before: tuple[str, ...] = (), **more: Any
) -> Iterator[Crowd]:
    """People outside for the length of the block; the tally is there afterwards. `before`: what their command begins
    with, where they are in another room.
    """
    instrument = effective(date.today())
    spec = {
        "port": hall.port,
        "log": str(hall.acks),
        "seed": seed,
        "kiosk": hall.bearers["kiosk"],
        "counters": {f"C{n}": hall.bearers[f"C{n}"] for n in range(1, counters + 1)},
        "services": SERVICES,
        "takers": takers,
        "answers": dict.fromkeys(instrument.keys, 4),
        "keep": True,
    }
    told = hall.folder / f"crowd{seed}.json"
    told.write_text(json.dumps(spec | more))
    crowd = Crowd()
    command = [*before, sys.executable, "-m", "bench.drills.crowd", str(told)]
    with subprocess.Popen(
        command, cwd=own_server.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield crowd
        finally:
            process.stdin.close()
            crowd.tally = json.loads(process.stdout.read() or "{}")


def _furnished(folder: Path, postgres: str, catalogue: Path | None, settings: dict[str, str]) -> Hall:
    env = _settings(folder) | settings
    if postgres:
        env["DATABASE_URL"] = servers.new_database(postgres)
    if postgres or catalogue:
        bearers = json.loads(run_module("bench.drills.furnish", str(catalogue or a_catalogue()), env=env))
    else:
        template, bearers = _template()
        shutil.copy(template, folder / "simulasi.db")
    return Hall(folder, env | own_server.clock(_morning(), 1) | settings, bearers)


def _settings(folder: Path) -> dict[str, str]:
    return own_server.settings(folder, free_port(), RATE_LIMITS="off", MESSAGE_CHANNEL="off", **_SECRET)


@cache
def workshop() -> Path:
    """Where this process keeps what every hall is copied from."""
    kept = tempfile.TemporaryDirectory(prefix="gmsc-drill-")
    _kept.append(kept)
    return Path(kept.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []


@cache
def a_catalogue() -> Path:
    """The catalogue of an office of four services, made once."""
    return write_catalogue(OFFICE, workshop() / "catalogue")


@cache
def _template() -> tuple[Path, dict[str, str]]:
    folder = workshop() / "template"
    folder.mkdir()
    bearers = json.loads(run_module("bench.drills.furnish", str(a_catalogue()), env=_settings(folder)))
    return folder / "simulasi.db", bearers


@cache
def _morning() -> Any:
    return first_open_monday(a_catalogue()).replace(hour=9)
