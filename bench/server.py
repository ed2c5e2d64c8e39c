"""The real server with two more routes: what the same process answers when it does nothing.

`/bench/noop` passes everything a request passes (guard, limits, cookies, headers) and answers the bytes of
a ticket without a database; `/bench/bare` is the same bytes from a Flask application with nothing in it.
"""

from __future__ import annotations

import json

from flask import Flask, Response
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from queue_app.app import serving as product
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
