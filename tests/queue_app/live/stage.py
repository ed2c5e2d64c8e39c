"""The product as gunicorn serves it, with one more address behind its doors:

POST /stage?snapshots=N broadcasts N snapshots of 4 KB to whatever is watched and answers what the process then holds;
/stage?restart=S says to every screen that the house restarts in S seconds; /stage?old=1 sends every screen a snapshot
from long ago; /stage?late=1 says to all of them that nobody vouches for what they show, late=0 that somebody does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from gevent import sleep

from queue_app import app as product
from queue_app import clock
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
        [(act, number)] = parse_qsl(environ["QUERY_STRING"])
        answer = ACTS[act](app.extensions["live"], int(number))
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    return staged


def _broadcast(live: rooms.Live, snapshots: int) -> dict[str, int]:
    """As fast as the socket that came first reads, whatever the others do."""
    first = next(iter(live.broadcast._wires.values()))
    for scope, name in live.names().items():
        for n in range(snapshots):
            snapshot = {"scope": name, "seq": 1_000_000 + n, "filling": FILLING}
            live.broadcast.send("snapshot", snapshot, rooms.room(scope))
            sleep(0.0005)
            while first._busy:
                sleep(0.0005)
    sleep(2.5)
    return {"sockets": live.broadcast.sockets, "rss": _rss()}


def _restart(_live: rooms.Live, seconds: int) -> dict[str, int]:
    rooms.socketio.emit("restart", {"in": seconds}, namespace="/live")
    return {}


def _old(live: rooms.Live, seq: int) -> dict[str, int]:
    for scope, name in live.names().items():
        call = {"event": 1, "number": "Z999", "counter": "L1", "counter_name": "Loket 1", "counter_number": "1"}
        call |= {"floor": "2", "called_at": clock.now().isoformat(), "recall": 0}
        board = {"as_of": clock.now().isoformat(), "calls": [call], "counters": [], "notices": []}
        live.broadcast.send("snapshot", {"scope": name, "seq": seq, **board}, rooms.room(scope))
    return {}


def _late(live: rooms.Live, doubted: int) -> dict[str, int]:
    process, now = rooms.beats(live), bool(doubted)
    for follows in (False, False, *([] if now else [True])):
        process.look(1, lambda _scope, follows=follows: follows)  # type: ignore[misc]
    return {}


ACTS = {"late": _late, "snapshots": _broadcast, "restart": _restart, "old": _old}


def _rss() -> int:
    """Resident memory of this process, in kB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])
