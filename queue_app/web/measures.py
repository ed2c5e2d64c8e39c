"""What this process has counted and timed since it started, for /metrics. Cheap to write, read once a scrape."""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections import deque
from collections.abc import Iterable

from queue_app import clock
from queue_app.line.events import Event, Kind

#: Events that put a number on the screens.
CALLS = (Kind.CALLED, Kind.RECALLED)
#: What the percentiles look back on.
WINDOW_SECONDS = 300
_KEPT = 2048


class Measures:
    """Counters only grow; `calls_shown` keeps the delays of the last minutes; `feed_seq` is how far the feed is;
    `leads` says whether this process runs the timetable (None: it does not stand for it).
    """

    def __init__(self) -> None:
        self.events: Tally[str] = Tally()
        self.feed_seq: int | None = None
        self.leads: bool | None = None
        self.shown = 0
        self.shown_seconds = 0.0
        self._delays: deque[tuple[float, float]] = deque(maxlen=_KEPT)

    def count(self, events: Iterable[Event]) -> None:
        """Count what this process has committed."""
        self.events.update(event.kind.value for event in events)

    def calls_shown(self, events: Iterable[Event]) -> None:
        """Time the calls among these events, whose snapshots have just been sent to the screens."""
        held = clock.simulated()
        speed = (held.speed if held else 0) or 1  # a clock that a test has stopped is read as it is
        for event in events:
            if event.kind in CALLS:
                seconds = max((clock.now() - event.at).total_seconds(), 0) / speed
                self.shown += 1
                self.shown_seconds += seconds
                self._delays.append((time.monotonic(), seconds))

    def percentile(self, share: float) -> float | None:
        """Seconds from a call to its screens that `share` of the last minutes' calls kept to; None without calls."""
        since = time.monotonic() - WINDOW_SECONDS
        recent = sorted(seconds for at, seconds in self._delays if at >= since)
        return recent[min(int(len(recent) * share), len(recent) - 1)] if recent else None


measures = Measures()
