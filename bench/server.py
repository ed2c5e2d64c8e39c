"""The real server with two more routes: what the same process answers when it does nothing.

`/bench/noop` passes everything a request passes (guard, limits, cookies, headers) and answers the bytes of
a ticket without a database; `/bench/bare` is the same bytes from a Flask application with nothing in it. On a slow disk
(SQLite only) each commit waits as long as `/bench/disk` was told, before it does what it does.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, request
from gevent import monkey
from sqlalchemy import event
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from queue_app.app import serving as product
from queue_app.db import sqlite_module
from queue_app.transaction import database
from queue_app.web.audience import PUBLIC, audience

#: As long as the answer to a ticket taken: 1.1 kB.
BODY = json.dumps({"id": "x" * 22, "number": "A001", "filler": "x" * 1040})


@audience(PUBLIC)
def noop() -> Response:
    """Answer without doing anything."""
    return Response(BODY, 201, content_type="application/json")


def serving() -> Flask:
    """What gunicorn runs for a benchmark."""
    app = product()
    app.add_url_rule("/bench/noop", "bench_noop", noop, methods=["POST"])
    bare = Flask("bare")
    bare.add_url_rule("/", "bare", noop, methods=["POST"])
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/bench/bare": bare})  # type: ignore[method-assign]
    return app


def on_a_slow_disk() -> Flask:
    """The same, and how long the disk takes to flush can be told."""
    app = serving()
    app.add_url_rule("/bench/disk", "bench_disk", flush_takes, methods=["POST"])
    with app.app_context():
        database.engine.dispose()
        event.listen(database.engine, "do_connect", _slowly)
    return app


class SlowDisk(sqlite_module().Connection):  # type: ignore[misc]
    """A connection whose commits take longer. The sleep is the system's: it holds up whoever calls, as a disk does."""

    seconds, waited = 0.0, 0
    _sleep = staticmethod(monkey.get_original("time", "sleep"))

    def execute(self, said: str, *values: Any) -> Any:
        """Wait first, if it is a commit."""
        if said == "COMMIT" and self.seconds:
            self._sleep(self.seconds)
            SlowDisk.waited += 1
        return super().execute(said, *values)


@audience(PUBLIC)
def flush_takes() -> Response:
    """Set it: the body is a number of milliseconds. Answers how many commits have waited since it was last set."""
    waited, SlowDisk.waited = SlowDisk.waited, 0
    SlowDisk.seconds = float(request.get_data()) / 1000
    return Response(str(waited))


def _slowly(_dialect: object, _record: object, _arguments: object, named: dict[str, Any]) -> None:
    named["factory"] = SlowDisk
