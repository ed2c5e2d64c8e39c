"""When to leave home so as to be there before the call: from the early end of the window, never from its middle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: To find the floor and confirm the arrival before the earliest call that is expected.
MARGIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Leaving:
    """When to leave, when that is there, and whether the call may come earlier than that."""

    leave_at: datetime
    be_there_at: datetime
    may_miss: bool


def leaving(low: datetime, *, travel_minutes: int, now: datetime | None = None) -> Leaving:
    """The departure for a call that is expected at `low` at the earliest, after a journey of so many minutes.

    Nobody leaves before `now`: whoever should have left already leaves now, and is there later.
    """
    travel = timedelta(minutes=travel_minutes)
    leave_at = low - MARGIN - travel
    if now is not None:
        leave_at = max(leave_at, now)
    return Leaving(leave_at=leave_at, be_there_at=leave_at + travel, may_miss=leave_at + travel > low)
