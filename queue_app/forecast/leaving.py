"""When to leave home so as to be there before the call: from the early end of the window, never from its middle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: To find the floor and confirm the arrival before the earliest call that is expected.
MARGIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Leaving:
    """When to leave, and when to be there at the latest; the first may have passed."""

    leave_at: datetime
    be_there_at: datetime


def leaving(low: datetime, *, travel_minutes: int) -> Leaving:
    """The departure for a call that is expected at `low` at the earliest, after a journey of so many minutes."""
    be_there_at = low - MARGIN
    return Leaving(leave_at=be_there_at - timedelta(minutes=travel_minutes), be_there_at=be_there_at)
