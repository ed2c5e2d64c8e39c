"""From the work ahead to a window of clock time.

The simple form: the nominal minutes of everybody ahead, shared by the open counters, with a wide, slightly
pessimistic window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Why there is no window; the only reason allowed is that nobody serves it now (CONTRACT §3).
NO_OPEN_COUNTER = "no-open-counter"
#: … or that the ticket is past waiting, so that there is no call to expect.
NOT_WAITING = "not-waiting"

LOW_SHARE, HIGH_SHARE, SLACK_MINUTES = 0.6, 1.5, 5.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """The window in which the call is expected, meant as an 80 % interval, and when it was computed."""

    low: datetime
    high: datetime
    as_of: datetime


def estimate(*, minutes_ahead: float, counters: int, now: datetime, opens_at: datetime | None) -> Estimate | None:
    """The window for somebody with `minutes_ahead` of nominal work before them at `counters` open counters.

    Nothing is called before `opens_at`. None when no counter is open.
    """
    if counters < 1:
        return None
    begin = max(now, opens_at) if opens_at else now
    expected = minutes_ahead / counters
    low = begin + timedelta(minutes=expected * LOW_SHARE)
    high = begin + timedelta(minutes=expected * HIGH_SHARE + SLACK_MINUTES)
    return Estimate(low=_whole_minute(low), high=_whole_minute(high) + timedelta(minutes=1), as_of=now)


def _whole_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
