"""Doors for machines that watch: is the process alive, can it give a number now."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from time import monotonic

from flask import Blueprint, Response, current_app
from redis import Redis, RedisError
from sqlalchemy import text

from config import Config
from queue_app import clock, ids, upkeep
from queue_app.schema import Standing, standing
from queue_app.transaction import database, reading, transaction
from queue_app.web import encode
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.stopping import stopping

health = Blueprint("health", __name__)

#: Below this a number might be given that cannot be kept.
FREE_BYTES = 1 << 30
#: What a small write may take once it has its turn; a database that needs longer makes a hall wait.
WRITE_SECONDS = 0.5
#: How far this machine's clock may be from the database's (PostgreSQL); further, two processes disagree on the day.
SKEW_SECONDS = 5.0


@health.get("/healthz")
@audience(PUBLIC)
def healthz() -> Response:
    """The process answers; also what time the product thinks it is."""
    held = clock.simulated()
    body = {"status": "ok", "now": clock.now(), "simulated": held is not None, "speed": held.speed if held else 1}
    return Response(encode.dumps(body), content_type="application/json")


@health.get("/readyz")
@audience(PUBLIC)
def readyz() -> Response:
    """Whether this process can give a number now; 503 with reasons otherwise.

    `degraded` names what stops nobody: `redis` is away (screens follow within a second instead of at once), `schema`:
    the database is a version ahead of this process, which goes on, for migrations only add. `schema` has both numbers;
    a database that is behind is a reason (`migrations`).
    """
    found = _standing()
    reasons = [name for name, fit in _NEEDED if not _holds(fit)] + ([] if found and found.serves else ["migrations"])
    degraded = ([] if _holds(_redis) else ["redis"]) + (["schema"] if found and found.newer else [])
    schema = {"database": found.database, "process": found.code} if found else None
    body = encode.dumps({"ready": not reasons, "reasons": reasons, "degraded": degraded, "schema": schema})
    return Response(body, 503 if reasons else 200, content_type="application/json")


def _standing() -> Standing | None:
    """None when the database does not say."""
    try:
        return standing()
    except Exception:
        return None


def _holds(fit: Callable[[], bool]) -> bool:
    """What cannot even be asked does not hold."""
    try:
        return fit()
    except Exception:
        return False


class _TakenBack(Exception):
    """Ends the trial transaction without a trace."""


def _not_stopping() -> bool:
    return not stopping


def _database() -> bool:
    """Write a row as a number would be, and take it back."""
    try:
        with transaction() as session:
            began = monotonic()
            upkeep.try_writing(session, f"trial {ids.reference()}")
            seconds = monotonic() - began
            raise _TakenBack
    except _TakenBack:
        return seconds < WRITE_SECONDS


def _disk() -> bool:
    folder = current_app.extensions["config"].data_dir
    return not folder.exists() or shutil.disk_usage(folder).free > FREE_BYTES


def _clock() -> bool:
    if database.engine.dialect.name == "sqlite":
        return True
    with reading() as session:
        there = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return bool(abs((clock.real_now() - there).total_seconds()) < SKEW_SECONDS)


def _redis() -> bool:
    config: Config = current_app.extensions["config"]
    if config.redis_url is None:
        return True
    try:
        with Redis.from_url(config.redis_url, socket_connect_timeout=1, socket_timeout=1) as client:
            return bool(client.ping())
    except RedisError:
        return False


_NEEDED: tuple[tuple[str, Callable[[], bool]], ...] = (
    ("stopping", _not_stopping),
    ("database", _database),
    ("disk", _disk),
    ("clock", _clock),
)
