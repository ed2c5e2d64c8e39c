"""A place to measure in: an empty database, an office of four services and 32 counters, the real server."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen

from bench.outside import Outside, outside
from bench.processes import cpu_seconds, family, resident_kb
from queue_app.simulation import own_server
from queue_app.simulation.command import first_open_monday
from queue_app.simulation.free_port import free_port
from queue_app.simulation.trace import Office, Service
from queue_app.simulation.trace_catalogue import write_catalogue
from tests import servers

COUNTERS = 32
#: Tenths of a second that a feed may take to read what the stagehand wrote.
MOST_LOOKS = 600
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
    """A running server: its environment, its worker's process id, the bearer of each counter, who fills it, and the
    database server behind it (SQLite has none).
    """

    env: dict[str, str]
    worker: int
    bearers: dict[str, str]
    stagehand: Outside
    postgres: servers.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self.env["PORT"])

    def fill(self, waiting: int) -> None:
        """Let exactly so many tickets wait, and nobody be at a counter."""
        have(self.stagehand, waiting=waiting)
        let_feeds_read(f"http://127.0.0.1:{self.port}")

    def remember(self, past: int) -> None:
        """Add so many tickets of days gone by."""
        have(self.stagehand, past=past)
        let_feeds_read(f"http://127.0.0.1:{self.port}")

    def cpu_seconds(self) -> float:
        """Processor time the worker has used."""
        return cpu_seconds(self.worker)

    def database_cpu_seconds(self) -> float:
        """Processor time of the database server and all it runs; 0 where the worker is its own."""
        return sum(map(cpu_seconds, family([self.postgres.process.pid]))) if self.postgres else 0.0

    def resident_kb(self) -> int:
        """Memory the worker holds."""
        return resident_kb(self.worker)


def have(stagehand: Outside, **what: int) -> None:
    """Let a stagehand do its work: see `bench/stagehand.py` for the words."""
    stagehand.say(what)
    assert stagehand.answer() == "ok"


def let_feeds_read(*servers: str) -> None:
    """Wait until the feeds of these servers have read what the stagehand wrote. Nobody is told of it, but a thousand
    events at once would be read in the seconds that are measured, which no hall's morning has.
    """
    for server in servers:
        for _ in range(MOST_LOOKS):
            time.sleep(0.1)
            with urlopen(f"{server}/metrics", timeout=60) as answer:
                if "\ngmsc_feed_lag_events 0\n" in answer.read().decode():
                    break
        else:
            raise RuntimeError("the feed does not catch up")


class Places:
    """The places of one run: a bench takes the one another has left, for starting one is slow."""

    def __init__(self, stack: ExitStack, shared: bool) -> None:
        self._stack, self._shared, self._made = stack, shared, dict[tuple[str, str], Place]()

    def on(self, database: str, name: str = "") -> Place:
        """The place on `sqlite` or `postgresql`; another one for each name, where they are not all shared.
        Raises servers.NotHere.
        """
        name = "" if self._shared else name
        if (database, name) not in self._made:
            self._made[database, name] = self._stack.enter_context(a_place(database))
        return self._made[database, name]


@contextmanager
def places(*, shared: bool = False) -> Iterator[Places]:
    """Places to measure in, gone afterwards."""
    with ExitStack() as stack:
        yield Places(stack, shared)


@contextmanager
def a_place(database: str, catalogue: Path | None = None, application: str = APPLICATION) -> Iterator[Place]:
    """A server on `sqlite` or `postgresql`, gone afterwards; `catalogue`: another house than OFFICE. Raises
    servers.NotHere.
    """
    with a_stage(database, catalogue) as (env, bearers, stagehand, postgres), ExitStack() as stack:
        process = stack.enter_context(own_server.serving(env, Path(env["DATA_DIR"]) / "server.log", application))
        yield Place(env, _worker_of(process.pid), bearers, stagehand, postgres)


@contextmanager
def a_stage(
    database: str, catalogue: Path | None = None
) -> Iterator[tuple[dict[str, str], dict[str, str], Outside, servers.Server | None]]:
    """A prepared database without a server of ours: settings, bearers, who fills it, the database's server."""
    with tempfile.TemporaryDirectory(prefix="gmsc-bench-") as name, _postgres(database) as postgres:
        folder = Path(name)
        env = own_server.settings(folder, free_port(), RATE_LIMITS="off", MESSAGE_CHANNEL="off")
        env |= {"DATABASE_URL": servers.new_database(postgres.url)} if postgres else {}
        catalogue = catalogue or write_catalogue(OFFICE, folder / "catalogue")
        env |= own_server.clock(_morning(catalogue), 1)
        with outside("bench.stagehand", str(catalogue), env=env) as stagehand:
            yield env, stagehand.hear(), stagehand, postgres


def run_module(module: str, *arguments: str, env: dict[str, str], told: str = "", cwd: Path = own_server.ROOT) -> str:
    """Run a module of ours in its own process; what it printed. `cwd`: where the code is, if it is not this."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=env, cwd=cwd, input=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stderr[-2000:]}")
    return done.stdout


def _morning(catalogue: Path) -> datetime:
    return first_open_monday(catalogue).replace(hour=9)


def _worker_of(master: int) -> int:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return int(children[0])


@contextmanager
def _postgres(database: str) -> Iterator[servers.Server | None]:
    if database == "sqlite":
        yield None
        return
    server = servers.postgres(durable=True)
    try:
        yield server
    finally:
        server.stop()
