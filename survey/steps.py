"""A running quarter is shown in steps, so that no reading of it, subtracted from a later one or from the finished
quarter, uncovers fewer than five answers.

An answer waits when it comes in. Whoever reads asks first for what may count by now (`take`); what counts once counts
for good.

- Of each service and month five answers always wait (`RESERVE`) until the quarter is over.
- What waits beyond them counts in the line of its service, its agency and the whole as soon as it is five or more.
- What else waits beyond them counts in the whole only, as one line of many services, once a month has five or more and
  a tenth of what counts already.
- When a quarter is over, every answer in it counts where it belongs; so every report is of all its answers. A quarter
  of one to four answers waits for the end of its semester, in which it is shown (`disclosure`).

Why that is enough. Call the answers about one service in one month a cell. Readings of a running quarter differ by lots
of five or more, all of cells that keep a reserve outside every lot; figures of finished periods weigh all answers of a
cell alike. A combination that uncovers four or fewer weighs everybody else zero: of each reserve at least one, so its
cell as far as it is in no lot, and then of each lot at least one, so the whole lot. What remains is a combination of
finished figures alone, and those are `disclosure`'s to keep safe.

What this leaves open: scores by kind of respondent (`marginals`, only of finished quarters) divide a cell; there it is
the draw that protects: which answers are of a lot is decided by their random keys. And a quarter of one to four answers
after one whose report is known shows in the report of their semester: a report counts every answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, extract, func, or_, select, true, update
from sqlalchemy.orm import Session

from survey import periods
from survey.cells import SMALLEST
from survey.periods import Period
from survey.responses import ResponseRecord

#: (agency, service, month)
Cell = tuple[str, str, int]
#: How many answers of a cell wait until the quarter is over.
RESERVE = SMALLEST
#: One in so many may be missing before what waits is counted together.
LATE = 10
#: Namespace of the advisory locks by which readers on PostgreSQL take their steps one after the other.
_STEPS = 7302


def running(today: date) -> Period:
    """The quarter into which answers still come."""
    return periods.containing("quarter", today)


@dataclass(frozen=True, slots=True)
class Step:
    """Cells of which more may count than before: in lines of their own, or together."""

    own: frozenset[Cell] = frozenset()
    together: frozenset[Cell] = frozenset()


def due(session: Session, site_id: int, today: date) -> bool:
    """Whether a step can be taken; changes nothing."""
    step = _next(session, site_id, today)
    return bool(step.own or step.together) or _over(session, site_id, today)


def take(session: Session, site_id: int, today: date) -> None:
    """Begin to count what may count by now. Writes; may be called as often as anybody reads."""
    _one_after_the_other(session, site_id)
    r = ResponseRecord
    released = (*_held(site_id), r.day < _closed_until(session, site_id, today))
    session.execute(update(r).where(*released).values(shown=True, held=False))
    step = _next(session, site_id, today)
    for cells, held in ((step.own, False), (step.together, True)):
        if cells:
            session.execute(update(r).where(r.id.in_(_beyond(site_id, today, cells))).values(shown=True, held=held))


def waiting(session: Session, site_id: int, start: date, end: date) -> int:
    """How many answers of these days do not count yet; one number for a whole site, for those who read it."""
    r = ResponseRecord
    query = select(func.count()).select_from(r).where(*_held(site_id), ~r.shown, r.day.between(start, end))
    return session.scalar(query) or 0


def next_step(shown: int, waits: Mapping[Cell, int]) -> Step:
    """`shown`: how many count in the running quarter; `waits`: answers that do not, by cell. Pure."""
    beyond = {cell: n - RESERVE for cell, n in waits.items() if n > RESERVE}
    own = {cell for cell, n in beyond.items() if n >= SMALLEST}
    rest: Counter[int] = Counter()
    for cell in beyond.keys() - own:
        rest[cell[-1]] += beyond[cell]
    enough = {month for month, n in rest.items() if n >= max(SMALLEST, shown / LATE)}
    return Step(frozenset(own), frozenset(cell for cell in beyond.keys() - own if cell[-1] in enough))


def _over(session: Session, site_id: int, today: date) -> bool:
    """Whether answers of a quarter that is over are still held."""
    r = ResponseRecord
    late = select(r.id).where(*_held(site_id), r.day < _closed_until(session, site_id, today)).limit(1)
    return session.scalar(late) is not None


def _closed_until(session: Session, site_id: int, today: date) -> date:
    """The first day whose answers do not all count: of the running quarter, or of one before it that is too small."""
    r, now = ResponseRecord, running(today)
    before = now.previous
    if periods.containing("semester", before.start) != periods.containing("semester", now.start):
        return now.start
    few = select(r.id).where(r.site_id == site_id, r.day.between(before.start, before.end)).limit(SMALLEST)
    return before.start if len(session.scalars(few).all()) < SMALLEST else now.start


def _next(session: Session, site_id: int, today: date) -> Step:
    r, start = ResponseRecord, running(today).start
    cell = _cell()
    by_cell = select(*cell, func.count()).where(*_waits(site_id, start)).group_by(*cell)
    waits = {(agency, service, int(month)): n for agency, service, month, n in session.execute(by_cell)}
    if not any(n > RESERVE for n in waits.values()):
        return Step()
    counts = select(func.count()).select_from(r).where(r.site_id == site_id, r.day >= start, r.shown == true())
    return next_step(session.scalar(counts) or 0, waits)


def _beyond(site_id: int, today: date, cells: frozenset[Cell]) -> Select[str]:
    """The answers of these cells that wait, but for a reserve: which, their keys decide."""
    r, cell = ResponseRecord, _cell()
    place = func.row_number().over(partition_by=cell, order_by=r.id)
    columns = (column.label(name) for column, name in zip(cell, ("agency", "service", "month"), strict=True))
    line = select(r.id, place.label("place"), *columns).where(*_waits(site_id, running(today).start)).subquery()
    c = line.c
    which = or_(*(and_(c.agency == a, c.service == s, c.month == month) for a, s, month in sorted(cells)))
    return select(c.id).where(c.place > RESERVE, which)


def _cell() -> tuple[Any, Any, Any]:
    return ResponseRecord.agency_code, ResponseRecord.service_code, extract("month", ResponseRecord.day)


def _waits(site_id: int, start: date) -> tuple[ColumnElement[bool], ...]:
    return *_held(site_id), ResponseRecord.day >= start, ~ResponseRecord.shown


def _held(site_id: int) -> tuple[ColumnElement[bool], ...]:
    return ResponseRecord.site_id == site_id, ResponseRecord.held == true()


def _one_after_the_other(session: Session, site_id: int) -> None:
    """Two steps at once could show one answer more than each alone. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_STEPS, site_id)))
