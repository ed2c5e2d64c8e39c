"""Where a figure was measured: without it no figure means anything."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from bench.report import Result
from queue_app.db import sqlite_module

PACKAGES = ("flask", "sqlalchemy", "gunicorn", "gevent", "flask-socketio", "psycopg")


def described() -> Result:
    """Processor, cores, Python, SQLite and the packages that carry a request."""
    return Result(
        "machine",
        {
            "cpu": _processor(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "sqlite": sqlite_module().sqlite_version,
            **{name: version(name) for name in PACKAGES},
            "load": round(os.getloadavg()[0], 1),
            "platform": sys.platform,
        },
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
