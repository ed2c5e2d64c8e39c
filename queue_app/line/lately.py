"""Read: up to where the log of events was settled a moment ago.

Who is given a number is told the last event that their ticket was read after, so that whatever is shown later counts as
news. An older one does as well, for what is settled stays settled; and PostgreSQL goes through all locks of all its
sessions to say which is the newest. So it is asked once in a moment, and not for every number.
"""

from __future__ import annotations

from time import monotonic
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from queue_app.line import events

#: Seconds for which an answer does for everybody.
MOMENT = 1.0
#: engine → (when it was asked, what it answered)
_known: WeakKeyDictionary[Engine, tuple[float, int]] = WeakKeyDictionary()


def settled_lately(session: Session) -> int:
    """A sequence up to which nothing new can appear, at most a moment older than `events.settled`."""
    engine = session.get_bind().engine
    asked, seq = _known.get(engine, (float("-inf"), 0))
    if monotonic() - asked >= MOMENT:
        asked, seq = monotonic(), events.settled(session)
        _known[engine] = asked, seq
    return seq


def forget() -> None:
    """Remember no answer any more."""
    _known.clear()
