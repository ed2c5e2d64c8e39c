"""A running quarter is shown in steps, so that reading before and after one more answer does not show that answer.

An answer waits when it comes in. Whoever reads asks first for what may count by now (`take`); what counts once counts
for good.

- A service's answers count in its line, its agency's and the whole as soon as five of them wait.
- What else waits counts in the whole only, as one line of many services, once it is five or more and a tenth of what
  counts already: the first reader of a quarter sees every answer, and later ones miss few.
- So every line is a sum of lots of five or more, and no two readings differ by fewer. When a quarter is over, every
  answer in it counts where it belongs.

What this leaves open: at the end of a quarter the last waiting answers of a service, fewer than five, begin to count at
once. A report is of all answers of its period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, true, update
from sqlalchemy.orm import Session

from survey import periods
from survey.cells import SMALLEST
from survey.periods import Period
from survey.responses import ResponseRecord

#: (agency, service)
Key = tuple[str, str]
#: One in so many may be missing before what waits is counted together.
LATE = 10


def running(today: date) -> Period:
    """The quarter into which answers still come."""
    return periods.containing("quarter", today)


@dataclass(frozen=True, slots=True)
class Step:
    """Services whose waiting answers may count: in lines of their own, or together."""

    own: frozenset[Key] = frozenset()
    together: frozenset[Key] = frozenset()


def due(session: Session, site_id: int, today: date) -> bool:
    """Whether a step can be taken; changes nothing."""
    over, step = _now(session, site_id, today)
    return over or bool(step.own or step.together)


def take(session: Session, site_id: int, today: date) -> None:
    """Begin to count what may count by now. Writes; may be called as often as anybody reads."""
    r, start = ResponseRecord, running(today).start
    over, step = _now(session, site_id, today)
    if over:
        session.execute(update(r).where(*_held(site_id), r.day < start).values(shown=True, held=False))
    for keys, held in ((step.own, False), (step.together, True)):
        if keys:
            which = or_(*(and_(r.agency_code == agency, r.service_code == service) for agency, service in sorted(keys)))
            waits = (*_held(site_id), r.day >= start, ~r.shown)
            session.execute(update(r).where(*waits, which).values(shown=True, held=held))


def waiting(session: Session, site_id: int, start: date, end: date) -> int:
    """How many answers of these days do not count yet; one number for a whole site, for those who read it."""
    r = ResponseRecord
    query = select(func.count()).select_from(r).where(*_held(site_id), ~r.shown, r.day.between(start, end))
    return session.scalar(query) or 0


def next_step(shown: int, new: Mapping[Key, int]) -> Step:
    """`shown`: how many count in the running quarter; `new`: answers that wait, by service. Pure."""
    own = {key for key, n in new.items() if n >= SMALLEST}
    rest = sum(n for key, n in new.items() if key not in own)
    if not rest or (shown and rest < max(SMALLEST, shown / LATE)):
        return Step(frozenset(own))
    for key in sorted(own, key=lambda one: (new[one], one)):
        if rest >= SMALLEST:
            break
        own.discard(key)
        rest += new[key]
    return Step(frozenset(own), frozenset(new) - own) if rest >= SMALLEST else Step()


def _now(session: Session, site_id: int, today: date) -> tuple[bool, Step]:
    """Whether answers of an earlier quarter are still held, and the step of the running one."""
    r, start = ResponseRecord, running(today).start
    over = session.scalar(select(r.id).where(*_held(site_id), r.day < start).limit(1)) is not None
    waits = (*_held(site_id), r.day >= start, ~r.shown)
    by_service = select(r.agency_code, r.service_code, func.count()).where(*waits)
    new = {(a, s): n for a, s, n in session.execute(by_service.group_by(r.agency_code, r.service_code))}
    if not new:
        return over, Step()
    counts = select(func.count()).select_from(r).where(r.site_id == site_id, r.day >= start, r.shown == true())
    return over, next_step(session.scalar(counts) or 0, new)


def _held(site_id: int) -> tuple[ColumnElement[bool], ...]:
    return ResponseRecord.site_id == site_id, ResponseRecord.held == true()
