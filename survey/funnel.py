"""Read: what became of the rights to answer: granted, used, expired, still open; by service, agency, counter or day.

Who was served stands beside it on the desk (the queue knows that). This counts digests of tokens, never answers: how
many of a counter's visitors answered can be seen, what they said cannot. Rights of fewer than `cells.SMALLEST` visits
are merged. That is no secrecy of having answered: who watches a counter that is used once a day can tell whether its
visitor has. What was answered stays unknown to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from survey import cells
from survey.tokens import RightRecord, SpentRecord

By = Literal["service", "agency", "counter", "day"]

_COLUMN = {
    "service": RightRecord.service_code,
    "agency": RightRecord.agency_code,
    "counter": RightRecord.counter_code,
    "day": RightRecord.day,
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Rights of visits: `granted` (not withdrawn) = used + expired + open. Withdrawn ones are counted apart."""

    granted: int
    used: int
    expired: int
    open: int
    withdrawn: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.granted + other.granted,
            self.used + other.used,
            self.expired + other.expired,
            self.open + other.open,
            self.withdrawn + other.withdrawn,
        )


NOTHING = Counts(0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Funnel:
    """`total` of everything, `lines` by code, and the small ones as one: `merged` with their codes. `merged` is None
    when there are none, or when they are too few even together (then `total` is None, too).
    """

    total: Counts | None
    lines: Mapping[str, Counts]
    merged: Counts | None
    merged_codes: tuple[str, ...]


def funnel(
    session: Session,
    *,
    site_id: int,
    by: By,
    date_from: date,
    date_to: date,
    at: datetime,
    agency: str | None = None,
) -> Funnel:
    """The rights of services rendered on business days of a range (both included), as they are at `at`.

    With `agency` only its own services or counters. A visit without a counter counts under "".
    """
    counts = _counts(session, site_id=site_id, by=by, date_from=date_from, date_to=date_to, at=at, agency=agency)
    parts = cells.split({code: one.granted for code, one in counts.items()})
    merged = _sum(counts[code] for code in parts.merged)
    hidden = 0 < merged.granted < cells.SMALLEST
    return Funnel(
        total=None if hidden else _sum(counts.values()),
        lines={code: counts[code] for code in parts.alone},
        merged=merged if parts.merged and not hidden else None,
        merged_codes=parts.merged,
    )


def _counts(
    session: Session, *, site_id: int, by: By, date_from: date, date_to: date, at: datetime, agency: str | None
) -> dict[str, Counts]:
    right, column = RightRecord, _COLUMN[by]
    stands, used = right.withdrawn_at.is_(None), SpentRecord.digest.is_not(None)
    over = right.expires_at <= at
    query = (
        select(
            column,
            _number(stands),
            _number(stands & used),
            _number(stands & ~used & over),
            _number(stands & ~used & ~over),
            _number(~stands),
        )
        .outerjoin(SpentRecord, SpentRecord.digest == right.digest)
        .where(right.site_id == site_id, right.day.between(date_from, date_to))
        .where(*([] if agency is None else [right.agency_code == agency]))
        .group_by(column)
    )
    return {str(code or ""): Counts(*map(int, numbers)) for code, *numbers in session.execute(query)}


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _sum(counts: Iterable[Counts]) -> Counts:
    return sum(counts, NOTHING)
