"""The product on a machine whose clock somebody moves: `DRILL_CLOCK` names a file with the seconds it is off by."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from queue_app import app, clock

_right = clock.real_now


def wrong_now() -> datetime:
    """The machine's time as the file has it."""
    return _right() + timedelta(seconds=float(Path(os.environ["DRILL_CLOCK"]).read_text()))


def follow() -> None:
    """Let the product believe this clock, where one is named."""
    if os.environ.get("DRILL_CLOCK"):
        clock.real_now = wrong_now


def serving() -> Flask:
    """What gunicorn runs."""
    follow()
    return app.serving()
