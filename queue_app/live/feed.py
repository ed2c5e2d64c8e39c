"""The feed of one process: read new events, rebuild each snapshot they touch and somebody watches, send it whole.

When it looks: after each commit of this process (a doorbell), after commits of others (a doorbell between processes),
and once a second by a timer, so that a lost ring costs a second and never an event.

How much it sends: events between two looks become one snapshot per scope, and a scope is sent at most once in its
SPACING: the first at once, the last always.

When it rests: after a look it pauses for about as long as the look took, so that eight people who take numbers at full
speed do not make it build snapshots 150 times a second. A call ends the pause: whoever is called is shown at once, or,
when somebody was just called, with all who are called in the next BREATH.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from time import monotonic, sleep
from typing import Any

from flask import Flask

from queue_app.catalogue.directory import directory, forget
from queue_app.consequences import Scope, touched
from queue_app.errors import Refused
from queue_app.line import events
from queue_app.line.events import Event, Kind
from queue_app.live.snapshots import snapshot
from queue_app.pool import served_first
from queue_app.transaction import glancing, reading
from queue_app.web.measures import measures

log = logging.getLogger("gmsc.live")

TIMER_SECONDS = 1.0
BATCH = 500
#: After this long without catching up the feed no longer vouches for what screens show. `beats.py` tells the screens
#: after two such looks, one second apart, so that a screen shows something doubtful for less than 5 s.
LATE_SECONDS = 2.5
#: Seconds between two snapshots of one scope. A call is shown at once; a place in line may wait a moment.
SPACING = {"board": 0.05, "counter": 0.1, "line": 0.25, "floor": 1.0}
#: Seconds spent on tickets (phones, of which there may be thousands) before newer events of halls come first again.
TURN_SECONDS = 0.2
#: Seconds of rest after a look: at least, and at most. In between, as long as the look took, which leaves half of the
#: processor to those who are served.
SHORTEST_REST, LONGEST_REST = 0.05, 0.1
#: Seconds between two looks that calls have asked for. A board is sent less often anyway; each look reads the events,
#: in every process that shows something.
BREATH = 0.02
#: Scopes remembered before those that nobody watches any more are forgotten.
REMEMBERED = 2000

#: Who sees it first: the hall, then the person called, then everybody else.
_FIRST = ("board", "ticket", "counter", "line", "floor")


def _urgency(scope: Scope) -> int:
    return _FIRST.index(scope.kind)


class Feed:
    """Reads new events and hands snapshots to `emit(scope, snapshot)`; `watched(scope)` says whether anybody looks.

    `spacing`: kind of scope → least seconds between two of its snapshots (none: no limit). `turn`: most seconds for
    tickets in one look.
    """

    def __init__(
        self,
        app: Flask,
        emit: Callable[[Scope, dict[str, Any]], None],
        watched: Callable[[Scope], bool],
        spacing: Mapping[str, float] | None = None,
        turn: float = float("inf"),
    ) -> None:
        self._app, self._emit, self._watched = app, emit, watched
        self._spacing, self._turn = spacing or {}, turn
        self._bell, self._called = threading.Event(), threading.Event()
        self._rested = self._shown = float("-inf")
        self._seq: int | None = None
        self._caught_up = float("-inf")
        self._sent: dict[Scope, int] = {}
        self._most = REMEMBERED
        self._due: dict[Scope, float] = {}
        self._owed: set[Scope] = set()
        self._failed: set[Scope] = set()

    def ring(self, news: Iterable[Event] | None = None) -> None:
        """The doorbell. `news` is what this process has committed; when it is not known, it may be a call."""
        self.wake(news is None or events.is_a_call(news))

    def wake(self, called: bool) -> None:
        """There is something to read: at once when somebody may have been `called`, else when the feed has rested."""
        if called:
            self._called.set()
        self._bell.set()

    def run(self) -> None:
        """Follow for ever; a failure is logged and the next wake-up tries again from the same sequence. What everybody
        looks at stands behind nobody who waits for a connection.
        """
        with served_first():
            while True:
                self._bell.wait(self._patience())
                self._rest()
                self._look()

    def _rest(self) -> None:
        """Until the feed has rested, or somebody is called and nobody was in the last BREATH."""
        if self._called.wait(max(0.0, self._rested - monotonic())):
            breath = self._shown + BREATH - monotonic()
            if breath > 0:  # a pause of nothing would stand behind everybody who is ready
                sleep(breath)

    def _look(self) -> None:
        called = self._called.is_set()
        self._bell.clear()
        self._called.clear()
        began = monotonic()
        try:
            with self._app.app_context():
                while self.catch_up() == BATCH:
                    pass
        except Exception:
            log.exception("feed stumbled; it goes on from the same event")
        ended = monotonic()
        self._rested = ended + min(max(SHORTEST_REST, ended - began), LONGEST_REST)
        if called:
            self._shown = ended

    def follows(self, scope: Scope) -> bool:
        """Whether what the watchers of a scope were last sent is still true, as far as this process can know."""
        return monotonic() - self._caught_up < LATE_SECONDS and scope not in self._failed

    def catch_up(self) -> int:
        """Process the events that have settled since the last look; answers how many, at most BATCH.

        Settled means that no event with a smaller sequence can still be committed (`events.settled`).
        """
        began = monotonic()  # what is vouched for is what was read, however long the telling takes
        with glancing() as session:  # every later statement may see more, never less: the horizon is read first
            if self._seq is None:
                self._seq = events.settled(session)
            news = events.read_after(session, self._seq, BATCH)
            if any(event.kind is Kind.COUNTER_MOVED for event in news):
                forget()  # the catalogue changed with it, and what is held of it may be a second old
            for event in news:
                scopes = touched(directory(session, event.site_id), event)
                self._owed.update(scope for scope in scopes if self._watched(scope))
        if news:
            self._seq = news[-1].seq
        self._send_owed()
        measures.calls_shown(news)
        measures.feed_seq = self._seq
        if len(news) < BATCH:
            self._caught_up = began
        return len(news)

    def _patience(self) -> float:
        """Seconds until something is due, at most the timer's."""
        soonest = min((self._due.get(scope, 0.0) for scope in self._owed), default=float("inf"))
        return max(0.0, min(TIMER_SECONDS, soonest - monotonic()))

    def _send_owed(self) -> None:
        """Send every snapshot that is due; one that cannot be built holds no other back and stays owed."""
        owed, self._owed = self._owed, set()
        begun = monotonic()
        for scope in sorted(owed, key=_urgency):
            at = monotonic()
            if not self._watched(scope):
                self._forget(scope)
            elif at < self._due.get(scope, 0.0) or (scope.kind == "ticket" and at - begun > self._turn):
                self._owed.add(scope)
            else:
                self._try(scope)
        if len(self._sent) > self._most:
            for scope in [scope for scope in self._sent if not self._watched(scope)]:
                self._forget(scope)
            self._most = max(REMEMBERED, 2 * len(self._sent))

    def _try(self, scope: Scope) -> None:
        pause = self._spacing.get(scope.kind, 0.0)
        try:
            self._send(scope)
            self._failed.discard(scope)
        except Exception:
            log.exception("snapshot of %s failed; it is tried again", scope.kind)
            self._failed.add(scope)
            self._owed.add(scope)
            pause = TIMER_SECONDS if self._spacing else 0.0
        self._due[scope] = monotonic() + pause

    def _forget(self, scope: Scope) -> None:
        self._sent.pop(scope, None)
        self._due.pop(scope, None)
        self._failed.discard(scope)

    def _send(self, scope: Scope) -> None:
        try:
            with reading() as session:
                current = snapshot(session, scope)
        except Refused:
            return
        if current["seq"] > self._sent.get(scope, -1):
            self._sent[scope] = current["seq"]
            self._emit(scope, current)
