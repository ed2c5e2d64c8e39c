"""A place to measure in: an empty database, an office of four services and 32 counters, the real server."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from queue_app.simulation import own_server
from queue_app.simulation.command import first_open_monday
from queue_app.simulation.free_port import free_port
from queue_app.simulation.trace import Office, Service
from queue_app.simulation.trace_catalogue import write_catalogue
from tests import servers

COUNTERS = 32
SERVICES = tuple(Service(f"S{n}", f"Layanan {n}", 600, None) for n in range(1, 5))
KEYS = frozenset(service.key for service in SERVICES)
OFFICE = Office(
    name="Bench",
    opens=8 * 3600,
    last_ticket=15 * 3600,
    closes=16 * 3600,
    services=SERVICES,
    counters={f"C{n}": KEYS for n in range(1, COUNTERS + 1)},
)
APPLICATION = "bench.server:serving()"


@dataclass(frozen=True, slots=True)
class Place:
    """A running server: its environment, its worker's process id, and the bearer of each counter."""

    env: dict[str, str]
    worker: int
    bearers: dict[str, str]

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self.env["PORT"])

    def fill(self, waiting: int) -> None:
        """Open all counters, and let exactly so many tickets wait."""
        run_module("bench.fill", str(waiting), env=self.env)

    def cpu_seconds(self) -> float:
        """Processor time the worker has used."""
        fields = Path(f"/proc/{self.worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def a_place(database: str) -> Iterator[Place]:
    """A server on `sqlite` or `postgresql`, gone afterwards. Raises servers.NotHere."""
    with tempfile.TemporaryDirectory(prefix="gmsc-bench-") as name, _database_url(database) as url:
        folder = Path(name)
        env = own_server.settings(folder, free_port(), RATE_LIMITS="off", MESSAGE_CHANNEL="off")
        env |= {"DATABASE_URL": url} if url else {}
        own_server.prepare(env, write_catalogue(OFFICE, folder / "catalogue"))
        lines = run_module("bench.tokens", env=env).splitlines()
        bearers = {code: bearer for code, bearer in map(str.split, lines)}
        env |= own_server.clock(_morning(folder / "catalogue"), 1)
        run_module("bench.fill", "0", env=env)
        with own_server.serving(env, folder / "server.log", APPLICATION) as process:
            yield Place(env, _worker_of(process.pid), bearers)


def run_module(module: str, *arguments: str, env: dict[str, str], told: str = "") -> str:
    """Run a module of ours in its own process; what it printed."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command, env=env, cwd=own_server.ROOT, input=told, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stderr[-2000:]}")
    return done.stdout


def _morning(catalogue: Path) -> datetime:
    return first_open_monday(catalogue).replace(hour=9)


def _worker_of(master: int) -> int:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return int(children[0])


@contextmanager
def _database_url(database: str) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    server = servers.postgres(durable=True)
    try:
        yield servers.new_database(server.url)
    finally:
        server.stop()
