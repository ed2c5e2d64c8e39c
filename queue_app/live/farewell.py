"""Before this process ends: tell every socket to come back, each at a moment of its own, and let it go.

A thousand phones that return at once would be the first thing the next process has to bear. Who does not understand
`restart {in: seconds}` comes back by its own rule when the connection ends.
"""

from __future__ import annotations

import logging
import random

from queue_app.live.rooms import Live, socketio

log = logging.getLogger("gmsc.live")

#: Over how many seconds the sockets come back.
JITTER_SECONDS = 5.0
#: What the messages may take to be on their way.
FLUSH_SECONDS = 0.3


def say_farewell(live: Live) -> int:
    """Tell and close every socket of this process; answers how many there were."""
    leaving = live.sids()
    for sid in leaving:
        seconds = round(random.uniform(0, JITTER_SECONDS), 2)
        socketio.emit("restart", {"in": seconds}, to=sid, namespace="/live")
    socketio.sleep(FLUSH_SECONDS)
    for sid in leaving:
        close(sid)
    log.info("%s sockets were told to come back", len(leaving))
    return len(leaving)


def close(sid: str) -> None:
    """End the connection and not the session: a client whose session is ended does not come back by itself."""
    server = socketio.server
    connection = server.manager.eio_sid_from_sid(sid, "/live")
    if connection is not None:
        server.eio.disconnect(connection)
