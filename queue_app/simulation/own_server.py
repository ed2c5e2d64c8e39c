"""A server of one's own: empty database, simulated clock, gunicorn as in earnest; gone afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
#: Set in the environment of a process whose database and server are its own, to play with and throw away.
OWN = "GMSC_OWN_SERVER"
START_SECONDS = 90
STOP_SECONDS = 10


class ServerDidNotStart(RuntimeError):
    """The server ended or never answered; the message holds the end of its log."""


def settings(folder: Path, port: int, *, host: str = "127.0.0.1", **more: str) -> dict[str, str]:
    """The environment of a server that shares nothing with the one this machine may run in earnest."""
    own = {
        "MODE": "local",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'simulasi.db'}",
        "HOST": host,
        "PORT": str(port),
        "PUBLIC_URL": f"http://{host}:{port}",
        "MESSAGE_CHANNEL": "console",
    }
    none = ("REDIS_URL", "SECRET_KEY", "CLOCK_START", "CLOCK_SPEED", "RATE_LIMITS", "TRUSTED_PROXIES")
    return {**os.environ, **dict.fromkeys(none, ""), **own, **more, OWN: "1"}


def inside() -> bool:
    """Whether this process was started with `settings`."""
    return os.environ.get(OWN) == "1"


def clock(start: datetime, speed: float) -> dict[str, str]:
    """The settings that make a server begin at an instant and run faster."""
    return {"CLOCK_START": start.isoformat(), "CLOCK_SPEED": f"{speed:g}"}


def prepare(env: Mapping[str, str], catalogue: Path) -> None:
    """Make the database and load a catalogue. Raises CalledProcessError."""
    flask("db", "upgrade", env=env)
    flask("seed", "--catalogue", str(catalogue), env=env)


def flask(*arguments: str, env: Mapping[str, str]) -> None:
    """Run one operator command quietly; what it says is only told when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "queue_app", *arguments],
        env=dict(env),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise subprocess.CalledProcessError(done.returncode, arguments)


@contextmanager
def serving(
    env: Mapping[str, str], log: Path, application: str = "queue_app.app:serving()"
) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn with one gevent worker, ready to answer, for the length of the block.

    Raises ServerDidNotStart.
    """
    process = launch(env, log, application)
    try:
        yield process
    finally:
        stop(process)


def launch(env: Mapping[str, str], log: Path, application: str, code: Path = ROOT) -> subprocess.Popen[bytes]:
    """Start such a server and wait until it is ready; whoever asked ends it. `code`: another version's folder.

    Raises ServerDidNotStart.
    """
    where = f"{env['HOST']}:{env['PORT']}"
    command = [sys.executable, "-m", "gunicorn", "-b", where, application]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=dict(env),
            cwd=code,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the simulation, which then ends the server
        )
    if not wait_for(f"http://{where}", lambda: process.poll() is None):
        stop(process)
        raise ServerDidNotStart(log.read_text(errors="replace")[-3000:])
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server; kill it when it does not end."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(url: str) -> bool:
    """Whether a server is there and fit to serve."""
    try:
        with urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def wait_for(url: str, alive: Callable[[], bool] = lambda: True) -> bool:
    """Wait until the server answers, for as long as it is alive; whether it does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and alive():
        if answers(url):
            return True
        time.sleep(0.05)
    return False
