"""The simulated day: everybody of a mall's day through the public API, while one more asks whether the server lives.

Its latencies stand beside those of that route, which needs no database, of the same server in the same moments.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.asked import Asked
from bench.http_rates import quantile
from bench.outside import Outside, outside
from bench.place import Places
from bench.processes import cpu_seconds, family
from bench.report import Result
from queue_app.catalogue.reading import default_catalogue
from queue_app.simulation import own_server
from queue_app.simulation.free_port import free_port

#: Seconds between two requests of the one who asks for nothing.
PAUSE = 0.05


def day(places: Places, asked: Asked) -> Iterator[Result]:
    """One day of the house of the catalogue, on an SQLite database of its own."""
    with tempfile.TemporaryDirectory(prefix="gmsc-day-") as folder, outside("bench.load") as nobody:
        env = own_server.settings(Path(folder), free_port(), RATE_LIMITS="off")
        own_server.prepare(env, default_catalogue())
        played, used = _played(env, nobody, asked)
        latencies = nobody.end()["latencies"].get("0", [0.0])
    requests, seconds = played["requests"], played["seconds"]
    figures = {
        "visitors": asked.visitors,
        "speed": asked.speed,
        "seconds": seconds,
        "requests": requests,
        "per_second": requests / seconds,
        "p50_ms": played["p50_ms"],
        "p99_ms": played["p99_ms"],
        "alive_p50_ms": quantile(latencies, 50),
        "alive_p99_ms": quantile(latencies, 99),
        "cpu_us": used * 1e6 / max(requests, 1),
        "errors": len(played["differences"]) + len(played["violations"]),
    }
    yield Result("day", figures)


def _played(env: dict[str, str], nobody: Outside, asked: Asked) -> tuple[dict[str, Any], float]:
    """What `flask simulate` tells of the day, and the processor time of its server."""
    command = [sys.executable, "-m", "flask", "--app", "queue_app", "simulate", "--json"]
    command += ["--tickets", str(asked.visitors), "--speed", f"{asked.speed:g}"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=env, cwd=own_server.ROOT, **pipes) as process:
        assert process.stdout is not None
        if not own_server.wait_for(env["PUBLIC_URL"], lambda: process.poll() is None):
            raise RuntimeError("simulate ended before its server was there")
        alive = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{env['PORT']}\r\n\r\n"
        nobody.say({"port": int(env["PORT"]), "pause": PAUSE, "warm": 0, "clients": [[alive]]})
        used = _cpu_until_the_end(process)
        return json.loads(process.stdout.read()), used


def _cpu_until_the_end(process: subprocess.Popen[str]) -> float:
    worker, used = family([process.pid])[-1], 0.0
    while process.poll() is None:
        try:
            used = cpu_seconds(worker)
        except OSError:
            break  # the server is gone; its books are being compared
        time.sleep(0.1)
    return used
