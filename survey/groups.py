"""Read: the answers of a site over a period, added up by agency and service. What may be shown is decided later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, false, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from queue_app.errors import N_, Invalid
from survey.ikm import Tally
from survey.responses import AnswerRecord, ResponseRecord

#: Stands where an unsur would, in the rows that count filled forms.
RESPONSES = ""

#: A column of the responses (the channel or a profile field) and the values wanted; None stands for left empty.
Only = tuple[str, tuple[str | None, ...]]


class WrongRange(Invalid):
    """The period ends before it begins."""

    sentence = N_("Tanggal akhir harus sama dengan atau setelah tanggal awal.")


@dataclass(frozen=True, slots=True)
class Group:
    """The answers about one service: how many, to which instruments, and each unsur's tally."""

    agency: str
    service: str
    n: int
    instruments: frozenset[str]
    tallies: Mapping[str, Tally]


def answered(session: Session, site_id: int, date_from: date, date_to: date, only: Only) -> list[Group]:
    """What `only` some of a site's respondents answered in a period (business days of submission, both included).

    One statement, so that counts and sums are of the same moment. Raises WrongRange.
    """
    if date_to < date_from:
        raise WrongRange([{"field": "to", "message": WrongRange.sentence}])
    counts: dict[tuple[str, str], int] = {}
    codes: dict[tuple[str, str], set[str]] = {}
    tallies: dict[tuple[str, str], dict[str, Tally]] = {}
    for agency, service, code, unsur, n, total in session.execute(
        _statement(window(site_id, date_from, date_to, only))
    ):
        key = (agency, service)
        if unsur == RESPONSES:
            counts[key] = counts.get(key, 0) + n
            codes.setdefault(key, set()).add(code)
        else:
            mine = tallies.setdefault(key, {})
            mine[unsur] = mine.get(unsur, Tally()) + Tally(n, int(total))
    return [Group(*key, n, frozenset(codes[key]), tallies.get(key, {})) for key, n in sorted(counts.items())]


def forms(session: Session, conditions: Sequence[ColumnElement[bool]]) -> dict[tuple[int, int], int]:
    """(sum of scores, unsur answered) of one respondent → how many respondents are so."""
    response = ResponseRecord
    each = (
        select(func.sum(AnswerRecord.score).label("total"), func.count().label("answered"))
        .join(response, AnswerRecord.response_id == response.id)
        .where(*conditions)
        .group_by(AnswerRecord.response_id)
        .subquery()
    )
    query = select(each.c.total, each.c.answered, func.count()).group_by(each.c.total, each.c.answered)
    return {(int(total), answered): n for total, answered, n in session.execute(query)}


def window(site_id: int, date_from: date, date_to: date, only: Only | None = None) -> tuple[ColumnElement[bool], ...]:
    """The responses of a site and period that count (`survey.steps`), of all respondents or of some."""
    response = ResponseRecord
    span = (response.site_id == site_id, response.day.between(date_from, date_to), response.shown == true())
    if only is None:
        return span
    column, values = getattr(response, only[0]), [value for value in only[1] if value is not None]
    blank = column.is_(None) if None in only[1] else false()
    return *span, or_(column.in_(values), blank)


def of(agency: str | None = None, service: str | None = None) -> tuple[ColumnElement[bool], ...]:
    """Of the responses of a window those of one agency or service, as far as they count in its line."""
    if agency is None and service is None:
        return ()
    column, code = (ResponseRecord.agency_code, agency) if service is None else (ResponseRecord.service_code, service)
    return column == code, ResponseRecord.held == false()


def _statement(window: tuple[ColumnElement[bool], ...]) -> CompoundSelect[Any]:
    """Rows (agency, service, instrument, unsur, n, sum); those of unsur RESPONSES count forms."""
    response = ResponseRecord
    key = (response.agency_code, response.service_code, response.instrument)
    filled = select(*key, literal(RESPONSES), func.count(), literal(0)).where(*window)
    scores = (
        select(*key, AnswerRecord.unsur, func.count(), func.sum(AnswerRecord.score))
        .join(AnswerRecord, AnswerRecord.response_id == response.id)
        .where(*window)
    )
    return union_all(filled.group_by(*key), scores.group_by(*key, AnswerRecord.unsur))
