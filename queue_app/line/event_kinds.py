"""What can happen in a hall, by the name under which it is kept, sent and shown."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What happened: the verb's past participle."""

    ISSUED = "issued"
    CHECKED_IN = "checked-in"
    CANCELLED = "cancelled"
    CHANGED = "changed"
    REJOINED = "rejoined"
    CALLED = "called"
    RECALLED = "recalled"
    STARTED = "started"
    HELD = "held"
    UNHELD = "unheld"
    FINISHED = "finished"
    MISSED = "missed"
    REQUEUED = "requeued"
    TRANSFERRED = "transferred"
    WALKED_IN = "walked-in"
    CLAIMED_SERVED = "claimed-served"
    CONFIRMED_SERVED = "confirmed-served"
    UNDONE = "undone"
    EXPIRED = "expired"
    LEFT_UNFINISHED = "left-unfinished"
    COUNTER_OPENED = "counter-opened"
    COUNTER_PAUSED = "counter-paused"
    COUNTER_RESUMED = "counter-resumed"
    COUNTER_CLOSED = "counter-closed"
    NOTICE_POSTED = "notice-posted"
    QUOTA_SET = "quota-set"
    TIME_PASSED = "time-passed"
    DEVICE_TROUBLED = "device-troubled"
    DEVICE_RECOVERED = "device-recovered"
    COUNTER_MOVED = "counter-moved"
    NOTICE_CHANGED = "notice-changed"
    NOTICE_ENDED = "notice-ended"
