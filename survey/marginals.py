"""Read: who answered, and the SKM by channel and by each profile question, of a whole site only.

Counts of respondents are those of `portraits`. Scores by value only for questions whose sums, together with those of
months, agencies, services and the questions before them, uncover nobody (`sturdy`): the order is fixed, so that every
reader meets the same choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from survey.cells import split
from survey.disclosure import Cut, Terms
from survey.groups import window
from survey.portraits import FIELDS, portraits
from survey.responses import ResponseRecord
from survey.sturdy import sturdy

#: How one respondent is alike another: month, agency, service, then FIELDS.
Kinds = Mapping[tuple[object, ...], int]
_OWN = 3


@dataclass(frozen=True, slots=True)
class Share:
    """Respondents with one value, or (several `values`) small ones together; None among them: left empty. `scored`:
    whether their SKM may be shown.
    """

    field: str
    values: tuple[str | None, ...]
    n: int
    scored: bool


def shares(
    session: Session, site_id: int, terms: Terms, *, judged: bool = True, today: date | None = None
) -> dict[str, tuple[Share, ...]]:
    """Field → its shares, largest first, small ones together last; nothing where the period is not of whole cuts, or
    while one of them runs (`today` in it): one more answer would show what kind of respondent gave it.

    Without `judged` nobody asks whose scores may be shown, and `scored` is false: that is the costly part.
    """
    if any(today is not None and cut.span.end >= today for cut in terms.cuts):
        return {}
    found = portraits(session, site_id, terms)
    allowed = _allowed(session, site_id, terms) if judged and found else {}
    return {
        field: tuple(
            Share(field, part.values, part.n, part.alone and part.values[0] in allowed.get(field, ())) for part in parts
        )
        for field, parts in found.items()
    }


def _allowed(session: Session, site_id: int, terms: Terms) -> dict[str, frozenset[str | None]]:
    """Field → the values whose scores may be shown: alone in every cut of the window that holds them."""
    shown: dict[str, set[str | None]] = {}
    refused: dict[str, set[str | None]] = {field: set() for field in FIELDS}
    for cut in terms.cuts:
        kinds = _kinds(session, site_id, cut)
        kept = _kept(cut, kinds)
        for at, field in enumerate(FIELDS, _OWN):
            counts = _folded(kinds, at)
            alone = {value or None for value in split(counts).alone} if field in kept else set()
            shown.setdefault(field, set()).update(alone)
            refused[field].update({value or None for value in counts} - alone)
    return {field: frozenset(values - refused[field]) for field, values in shown.items()}


def _kinds(session: Session, site_id: int, cut: Cut) -> Kinds:
    r = ResponseRecord
    key = (extract("month", r.day), r.agency_code, r.service_code, *(getattr(r, field) for field in FIELDS))
    query = select(*key, func.count()).where(*window(site_id, cut.span.start, cut.span.end))
    return {tuple(value or "" for value in row[:-1]): row[-1] for row in session.execute(query.group_by(*key))}


def _kept(cut: Cut, kinds: Kinds) -> tuple[str, ...]:
    """The fields that may be scored, first come first kept; usually all of them at once."""
    if _sturdy(cut, kinds, FIELDS):
        return FIELDS
    kept: tuple[str, ...] = ()
    for field in FIELDS:
        kept = (*kept, field) if _sturdy(cut, kinds, (*kept, field)) else kept
    return kept


def _sturdy(cut: Cut, kinds: Kinds, fields: tuple[str, ...]) -> bool:
    names = {at: _merged(_folded(kinds, at)) for at, field in enumerate(FIELDS, _OWN) if field in fields}
    rows: dict[tuple[object, ...], int] = {}
    for kind, n in kinds.items():
        own = tuple(names[at][str(kind[at])] for at in names)
        row = (_part(cut, str(kind[1]), str(kind[2])), kind[0] if cut.months else "", *own)
        rows[row] = rows.get(row, 0) + n
    return sturdy(rows)


def _merged(counts: Mapping[str, int]) -> dict[str, str]:
    """value → itself, or one name for all the small ones."""
    small = split(counts).merged
    return {value: "gabungan" if value in small else f"={value}" for value in counts}


def _part(cut: Cut, agency: str, service: str) -> tuple[str, str]:
    if agency not in cut.agencies:
        return "", ""
    return agency, service if (agency, service) in cut.services else ""


def _folded(kinds: Kinds, at: int) -> dict[str, int]:
    folded: dict[str, int] = {}
    for kind, n in kinds.items():
        value = str(kind[at])
        folded[value] = folded.get(value, 0) + n
    return folded
