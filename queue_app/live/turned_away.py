"""Sockets of people and machines who may no longer see what they watch.

A socket shows its token or its sign-in once, when it opens, and then stays open for hours. Meanwhile the token may be
revoked, or the person signed out, deactivated or given another role or counter. So every process asks the database
every two seconds who its sockets are now (trust.md §6). One that is somebody else, or nobody, leaves every scope of
staff at once and is closed; its page comes back and is let in as who it is now.
"""

from __future__ import annotations

import logging

from flask import Flask

from queue_app import clock
from queue_app.live.farewell import close
from queue_app.live.rooms import Live, socketio
from queue_app.people import sign_in, tokens
from queue_app.transaction import reading

log = logging.getLogger("gmsc.live")

#: Seconds between two looks.
LOOK_SECONDS = 2.0


def start_looking(app: Flask) -> None:
    """Look for as long as this process serves."""
    socketio.start_background_task(_look_for_ever, app)


def _look_for_ever(app: Flask) -> None:
    while True:
        socketio.sleep(LOOK_SECONDS)
        try:
            with app.app_context():
                turn_away(app.extensions["live"])
        except Exception:
            log.exception("who watches could not be asked; it is asked again")


def turn_away(live: Live) -> int:
    """Close every socket of this process whose actor has changed; answers how many there were."""
    known = live.recognised()
    if not known:
        return 0
    signed, held = ({n for kind, n in known if kind == wanted} for wanted in ("staff", "token"))
    with reading() as session:
        now = {("staff", n): who for n, who in sign_in.signed_in(session, signed, at=clock.real_now()).items()}
        now |= {("token", n): who for n, who in tokens.holders(session, held).items()}
    gone = [sid for shown, sockets in known.items() for sid, was in sockets if now.get(shown) != was]
    for sid in gone:
        live.forget_who(sid)
        close(sid)
    if gone:
        log.info("%s sockets were closed: who opened them is no longer who they were", len(gone))
    return len(gone)
