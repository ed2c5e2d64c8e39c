"""Read: how many respondents are of which kind, of a whole site or of one agency; counts only, no scores.

A table is made of whole cuts (`disclosure`), and two readers who subtract tables from each other uncover nobody: in
each cut a site shows a value alone that at least five gave, small ones together; an agency shows alone what the site
shows alone and five of its own gave. What is then left, by agency and value, is known by its sums only, and these must
be `sturdy`; else agencies lose their table, the smallest first. A longer period shows alone what each of its cuts does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.cells import SMALLEST, split
from survey.disclosure import Cut, Terms
from survey.groups import window
from survey.questionnaire import PROFILE_KEYS
from survey.responses import ResponseRecord
from survey.sturdy import sturdy

FIELDS = ("channel", *PROFILE_KEYS)
#: (agency, value) → respondents; a value is empty where the question was left out.
Table = Mapping[tuple[str, str], int]
#: The name under which the small values of a site are one.
_TOGETHER = "\0"


@dataclass(frozen=True, slots=True)
class Part:
    """Respondents with one value, or (several `values`) small ones together; None among them: left empty."""

    values: tuple[str | None, ...]
    n: int

    @property
    def alone(self) -> bool:
        """Whether it is of one value."""
        return len(self.values) == 1


def portraits(session: Session, site_id: int, terms: Terms, agency: str | None = None) -> dict[str, tuple[Part, ...]]:
    """Field → its parts, largest first, small ones together last. A field is left out where nothing of it may be shown;
    everything is where the window is not of whole cuts.
    """
    if not terms.detail or (agency is not None and agency not in terms.agencies):
        return {}
    cuts = [(cut, _tables(session, site_id, cut)) for cut in terms.cuts]
    found = {field: _of_field([(cut, tables[field]) for cut, tables in cuts], agency) for field in FIELDS}
    return {field: parts for field, parts in found.items() if parts}


def shown_alone(table: Table, standing: frozenset[str]) -> dict[str | None, frozenset[str]]:
    """Of one cut: whose table shows which values alone; None is the site. Agencies without a table are left out.

    `standing`: the agencies whose answers may stand alone at all. Pure.
    """
    return _shown_alone(frozenset(table.items()), standing)


@lru_cache(maxsize=64)
def _shown_alone(
    items: frozenset[tuple[tuple[str, str], int]], standing: frozenset[str]
) -> dict[str | None, frozenset[str]]:
    """The same of a table's items. Kept, since it is the costly part and answers of a quarter that is over stay."""
    table = dict(sorted(items))
    site = frozenset(split(_summed(table)).alone)
    names = {value: value if value in site else _TOGETHER for _, value in table}
    by_size = sorted(standing, key=lambda one: (-sum(n for (owner, _), n in table.items() if owner == one), one))
    shown: dict[str | None, frozenset[str]] = {}
    for owner in by_size:
        own = _own(table, names, owner)
        if own is not None and sturdy(_left(table, names, standing, {**shown, owner: own})):
            shown[owner] = own
    return {None: site, **shown}


def _own(table: Table, names: Mapping[str, str], owner: str) -> frozenset[str] | None:
    """The values one agency could show alone; None where the others would be too few even together."""
    counts: Counter[str] = Counter()
    for (agency, value), n in table.items():
        if agency == owner:
            counts[names[value]] += n
    together = counts.pop(_TOGETHER, 0)
    parts = split({**counts, _TOGETHER: together})
    left = sum(n for name, n in {**counts, _TOGETHER: together}.items() if name not in parts.alone)
    return frozenset(parts.alone) - {_TOGETHER} if not 0 < left < SMALLEST else None


def _left(
    table: Table, names: Mapping[str, str], standing: frozenset[str], shown: Mapping[str | None, frozenset[str]]
) -> dict[tuple[Hashable, ...], int]:
    """What is known by its sums only: by agency (those that do not stand alone as one) and value."""
    left: Counter[tuple[Hashable, ...]] = Counter()
    for (agency, value), n in table.items():
        if n and names[value] not in shown.get(agency, frozenset()):
            left[agency if agency in standing else "", names[value]] += n
    return left


def _of_field(cuts: Iterable[tuple[Cut, Table]], agency: str | None) -> tuple[Part, ...]:
    counts: Counter[str] = Counter()
    alone: set[str] = set()
    hidden: set[str] = set()
    for cut, table in cuts:
        mine = Counter({v: n for (a, v), n in table.items() if a == agency}) if agency else _summed(table)
        if not mine:
            continue
        shown = shown_alone(table, cut.agencies)
        if agency not in shown:
            return ()
        counts.update(mine)
        alone |= shown[agency]
        hidden |= set(mine) - shown[agency]
    return _parts(counts, alone - hidden)


def _parts(counts: Counter[str], alone: set[str]) -> tuple[Part, ...]:
    single = [Part((value or None,), n) for value, n in counts.most_common() if value in alone]
    small = tuple(sorted(value for value in counts if value not in alone))
    together = sum(counts[value] for value in small)
    if 0 < together < SMALLEST:
        return ()
    return (*single, *([Part(tuple(value or None for value in small), together)] if small else []))


def _summed(table: Table) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (_, value), n in table.items():
        counts[value] += n
    return counts


def _tables(session: Session, site_id: int, cut: Cut) -> dict[str, dict[tuple[str, str], int]]:
    """Field → its table, all of one moment."""
    r = ResponseRecord
    key = (r.agency_code, *(getattr(r, field) for field in FIELDS))
    query = select(*key, func.count()).where(*window(site_id, cut.span.start, cut.span.end)).group_by(*key)
    tables: dict[str, dict[tuple[str, str], int]] = {field: {} for field in FIELDS}
    for agency, *values, n in session.execute(query):
        for field, value in zip(FIELDS, values, strict=True):
            cell = (agency, value or "")
            tables[field][cell] = tables[field].get(cell, 0) + n
    return tables
