"""Every invariant of the line that can be read back from its rows (trust.md §4.1): reads only, changes nothing.

Whoever calls this gives a session whose reads see one moment; each day is judged on its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from queue_app.line.check_counters import (
    counter_violations,
    open_ticket_violations,
    phone_violations,
)
from queue_app.line.check_days import day_violations, issued_day_violations
from queue_app.line.check_history import history_violations
from queue_app.line.check_numbers import count_violations, number_violations, quota_violations
from queue_app.line.check_order import OrderCheck
from queue_app.line.check_rows import row_violations
from queue_app.line.check_screens import screen_violations
from queue_app.line.day_log import DayLog, day_logs
from queue_app.violations import Violation


@dataclass(slots=True)
class Checked:
    """How much was looked at: a check that saw nothing proves nothing."""

    days: int = 0
    tickets: int = 0
    events: int = 0
    judged_calls: int = 0


def line_violations(
    session: Session, checked: Checked, *, overlap: timedelta, screens: bool = True
) -> Iterator[Violation]:
    """Every violation of the line, day by day; `checked` counts what was looked at.

    `overlap` is how long two transactions may have run side by side (none on SQLite). `screens` builds every board and
    line of today as well.
    """
    for log in day_logs(session):
        yield from _of_day(session, log, checked, overlap)
        if screens:
            yield from screen_violations(session, log)
    yield from day_violations(session, overlap)
    yield from open_ticket_violations(session)
    yield from phone_violations(session)


def _of_day(session: Session, log: DayLog, checked: Checked, overlap: timedelta) -> Iterator[Violation]:
    yield from number_violations(session, log)
    yield from count_violations(log)
    yield from quota_violations(session, log)
    yield from history_violations(log)
    yield from row_violations(log)
    yield from issued_day_violations(log)
    yield from counter_violations(session, log)
    order = OrderCheck(log, overlap)
    yield from order.violations()
    checked.days += 1
    checked.tickets += len(log.tickets)
    checked.events += len(log.events)
    checked.judged_calls += order.judged
