"""Floor: the only place that asks what time it is.

`now()` is an aware UTC instant. A demo, a lesson or a test installs another clock: a start instant and a speed,
anchored so that every process and every restart agrees (the anchor row lives in the database, see `db.ClockAnchor`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Clock:
    """Product time as a straight line over real time: `start + (real - anchor) * speed`."""

    start: datetime
    anchor: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        return self.start + (real_now() - self.anchor) * self.speed


_installed: Clock | None = None


def real_now() -> datetime:
    """The machine's own UTC time; only for anchoring clocks, deadlines on wires and log lines."""
    return datetime.now(UTC)


def now() -> datetime:
    """The product's time: aware, UTC."""
    return real_now() if _installed is None else _installed.now()


def install(clock: Clock | None) -> None:
    """Make `clock` the product's time in this process; None is real time."""
    global _installed
    _installed = clock


def simulated() -> Clock | None:
    """The installed clock when time is simulated, so that pages can say so."""
    return _installed


@lru_cache(maxsize=64)
def zone(tz_name: str) -> ZoneInfo:
    """Time zone by name, read once."""
    return ZoneInfo(tz_name)


def business_day(tz_name: str, at: datetime | None = None) -> date:
    """The calendar date in the site's own zone: the day a number belongs to."""
    return (at or now()).astimezone(zone(tz_name)).date()
