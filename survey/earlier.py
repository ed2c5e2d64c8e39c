"""Read: results of imported answers, period by period; withdrawn imports count nowhere.

A result from imports stands beside results from tokens, never inside them: whoever shows both says
which is which. Population is what the importers stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey import cells, ikm, sampling
from survey.ikm import Tally, UnsurScore
from survey.imports import ImportedAnswerRecord, ImportedRecord, ImportRecord
from survey.instrument import instrument
from survey.periods import parse


@dataclass(frozen=True, slots=True)
class Earlier:
    """The SKM of one period from imports. Too few answers to show: `n` is None and nothing is computed."""

    period: str
    instrument: str
    n: int | None
    population: int
    required: int
    adequate: bool
    index: Decimal | None
    grade: str | None
    unsur: Mapping[str, UnsurScore]
    lowest: tuple[str, ...]


def periods_of(session: Session, *, site_id: int) -> tuple[str, ...]:
    """Codes of the periods that have standing imports, oldest first."""
    query = select(ImportRecord.period).where(ImportRecord.site_id == site_id, ImportRecord.withdrawn_at.is_(None))
    return tuple(sorted(set(session.scalars(query)), key=lambda code: parse(code).start))


def earlier(
    session: Session, *, site_id: int, period: str, agency: str | None = None, weights: str = ikm.EXACT
) -> Earlier | None:
    """The result of a period from its standing imports, of the site or one agency; None without any.

    Imports of one period share an instrument: it is the one in force on the period's first day.
    """
    code = parse(period).code
    standing = _standing(session, site_id, code)
    if not standing:
        return None
    mine = [one for one in standing if agency in (None, one.agency_code)]
    population = sum(one.population for one in mine)
    n, tallies = _tallies(session, [one.id for one in standing], agency)
    if n == 0:
        return None
    used = instrument(standing[0].instrument)
    required = sampling.required(population)
    if n < cells.SMALLEST or any(tallies.get(key, Tally()).n == 0 for key in used.keys):
        return Earlier(code, used.code, None, population, required, False, None, None, {}, ())
    made = ikm.score(used, tallies, weights)
    enough = sampling.adequate(n, population)
    low = ikm.lowest(used, tallies)
    return Earlier(code, used.code, n, population, required, enough, made.index, made.grade, made.unsur, low)


def _standing(session: Session, site_id: int, period: str) -> list[ImportRecord]:
    row = ImportRecord
    query = select(row).where(row.site_id == site_id, row.period == period, row.withdrawn_at.is_(None))
    return list(session.scalars(query))


def _tallies(session: Session, ids: Iterable[int], agency: str | None) -> tuple[int, dict[str, Tally]]:
    form, answer = ImportedRecord, ImportedAnswerRecord
    which = [form.import_id.in_(list(ids)), *([form.agency_code == agency] if agency else [])]
    n = session.scalar(select(func.count()).select_from(form).where(*which)) or 0
    query = (
        select(answer.unsur, func.count(), func.sum(answer.score))
        .join(form, form.id == answer.response_id)
        .where(*which)
        .group_by(answer.unsur)
    )
    return n, {unsur: Tally(count, int(total)) for unsur, count, total in session.execute(query)}
