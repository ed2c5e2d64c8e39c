"""Doors for machines that watch: is the process alive, can it serve."""

from __future__ import annotations

import shutil

from flask import Blueprint, Response, current_app
from sqlalchemy import text

from queue_app import clock
from queue_app.schema import schema_is_current
from queue_app.transaction import reading
from queue_app.web import encode
from queue_app.web.audience import PUBLIC, audience

health = Blueprint("health", __name__)

#: Below this a number might be given that cannot be kept.
FREE_BYTES = 64 * 1024 * 1024


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
    """Database, schema and disk are fit to serve; 503 with reasons otherwise."""
    reasons = [name for name, fit in (("database", _database), ("migrations", _schema), ("disk", _disk)) if not fit()]
    body = encode.dumps({"ready": not reasons, "reasons": reasons})
    return Response(body, 503 if reasons else 200, content_type="application/json")


def _database() -> bool:
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
    except Exception:
        return False
    return True


def _schema() -> bool:
    try:
        return schema_is_current()
    except Exception:
        return False


def _disk() -> bool:
    folder = current_app.extensions["config"].data_dir
    return not folder.exists() or shutil.disk_usage(folder).free > FREE_BYTES
