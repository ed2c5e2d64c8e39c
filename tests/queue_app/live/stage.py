"""The product as gunicorn serves it, with one more address behind its doors: POST /stage?snapshots=N broadcasts N
snapshots of 4 KB to the board H2 and answers what the process then holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from gevent import sleep

from queue_app import app as product
from queue_app.live import rooms, wire

#: The filling of one snapshot, so that it weighs as much as a full board.
FILLING = "x" * 3900


def serving() -> Callable[..., Iterable[bytes]]:
    """The application, impatient with screens that take nothing."""
    wire.STALLED_SECONDS = 2.0
    app = product.serving()

    def staged(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/stage":
            return app(environ, start_response)
        asked = parse_qs(environ["QUERY_STRING"])
        answer = _broadcast(app.extensions["live"], int(asked["snapshots"][0]))
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    return staged


def _broadcast(live: rooms.Live, snapshots: int) -> dict[str, int]:
    for scope, name in live.names().items():
        for n in range(snapshots):
            snapshot = {"scope": name, "seq": 1_000_000 + n, "filling": FILLING}
            live.broadcast.send("snapshot", snapshot, rooms.room(scope))
            sleep(0.0005)
    sleep(2.5)
    return {"sockets": live.broadcast.sockets, "rss": _rss()}


def _rss() -> int:
    """Resident memory of this process, in kB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])
