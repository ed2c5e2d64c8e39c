"""The feed of one process: tail the event table, rebuild each touched and watched scope once, emit it whole.

Woken by a doorbell after each commit of this process, and by a timer as the floor, so that a lost ring costs a second
and never an event. Many events between two wake-ups coalesce into one snapshot per scope.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from queue_app.catalogue.directory import directory
from queue_app.consequences import Scope, touched
from queue_app.errors import Refused
from queue_app.line import events
from queue_app.live.snapshots import snapshot
from queue_app.transaction import reading
from queue_app.web.measures import measures

log = logging.getLogger("gmsc.live")

TIMER_SECONDS = 1.0
BATCH = 500


#: Who sees it first: the hall, then the person called, then everybody else.
_FIRST = ("board", "ticket", "counter", "line", "floor")


def _urgency(scope: Scope) -> int:
    return _FIRST.index(scope.kind)


class Feed:
    """Tails the events and hands snapshots to `emit(scope, snapshot)`; `watched(scope)` says whether anybody looks."""

    def __init__(
        self, app: Flask, emit: Callable[[Scope, dict[str, Any]], None], watched: Callable[[Scope], bool]
    ) -> None:
        self._app, self._emit, self._watched = app, emit, watched
        self._bell = threading.Event()
        self._seq: int | None = None
        self._sent: dict[Scope, int] = {}
        self._owed: set[Scope] = set()

    def ring(self, _events: object = None) -> None:
        """The doorbell."""
        self._bell.set()

    def run(self) -> None:
        """Follow for ever; a failure is logged and the next wake-up tries again from the same sequence."""
        while True:
            self._bell.wait(TIMER_SECONDS)
            self._bell.clear()
            try:
                with self._app.app_context():
                    while self.catch_up() == BATCH:
                        pass
            except Exception:
                log.exception("feed stumbled; it goes on from the same event")

    def catch_up(self) -> int:
        """Process what settled since the last time; answers how many events there were (at most one batch)."""
        with reading() as session:
            if self._seq is None:
                self._seq = events.settled(session)
                return 0
            news = events.read_after(session, self._seq, BATCH)
            for event in news:
                self._owed |= touched(directory(session, event.site_id), event)
        if news:
            self._seq = news[-1].seq
        self._send_owed()
        measures.calls_shown(news)
        measures.feed_seq = self._seq
        return len(news)

    def _send_owed(self) -> None:
        """Send every snapshot that is due; one that cannot be built holds no other back and stays owed."""
        owed, self._owed = self._owed, set()
        for scope in sorted(owed, key=_urgency):
            if not self._watched(scope):
                self._sent.pop(scope, None)
                continue
            try:
                self._send(scope)
            except Exception:
                log.exception("snapshot of %s failed; it is tried again", scope.kind)
                self._owed.add(scope)

    def _send(self, scope: Scope) -> None:
        try:
            with reading() as session:
                current = snapshot(session, scope)
        except Refused:
            return
        if current["seq"] > self._sent.get(scope, -1):
            self._sent[scope] = current["seq"]
            self._emit(scope, current)
