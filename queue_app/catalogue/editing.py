"""One row of the catalogue changed from a form: typed cells in, a change set out, checked by the very columns that read
files.

Nothing here writes. `edited` says what would change; `queue_app.line.catalogue_change` writes it, `planned` keeps it
for a later day. What a form refuses is `Invalid` naming columns, so that the page can show each sentence at its field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.catalogue import cells
from queue_app.catalogue.assembling import merge
from queue_app.catalogue.cells import CellProblem
from queue_app.catalogue.diff import Change, Changes, Kind, changes_between
from queue_app.catalogue.directory import Hours
from queue_app.catalogue.held import held
from queue_app.catalogue.models import SiteRecord
from queue_app.catalogue.reading import HALL, QUEUE, SITE
from queue_app.catalogue.rows import (
    STANDARD_CERTAINTY,
    TABLES,
    WEEKDAYS,
    Catalogue,
    CatalogueInvalid,
    Place,
    Row,
)
from queue_app.catalogue.sheets import SHEETS, Column, Given, as_given, read_cell
from queue_app.catalogue.standards import COMPONENTS
from queue_app.errors import Invalid, Unknown

STANDARD = (
    Column("service_code", cells.code),
    Column("persyaratan", cells.lines),
    Column("prosedur", cells.lines),
    *(Column(name, cells.text) for name in ("jangka_waktu", "biaya", "produk", "pengaduan")),
    Column("cases", cells.cases, required=False, blank=()),
    Column("dasar_hukum", cells.lines, required=False, blank=()),
    Column("source_url", cells.url, required=False, blank=""),
    Column("certainty", cells.one_of(STANDARD_CERTAINTY)),
    Column("unconfirmed", cells.some_of((*COMPONENTS, "cases", "dasar_hukum")), required=False, blank=()),
)

#: The columns of everything that a form can change; a setting of the queue is never blank here.
COLUMNS: dict[str, dict[str, Column]] = {
    table: {column.name: column for column in columns}
    for table, columns in {
        **SHEETS,
        "halls": HALL,
        "standards": STANDARD,
        "site": (*SITE, *(replace(column, required=True) for column in QUEUE)),
    }.items()
}

#: Columns whose values stand one per line in a form.
_ONE_PER_LINE = ("persyaratan", "prosedur", "dasar_hukum")
_FORM = Place("formulir")


@dataclass(frozen=True, slots=True)
class Edit:
    """One row as a form sent it: `cells` by column name (only those the form has). `ends` ends the row they name."""

    table: str
    cells: Mapping[str, str]
    ends: bool = False

    def as_json(self) -> dict[str, Any]:
        """For keeping until its day comes."""
        return {"table": self.table, "cells": dict(self.cells), "ends": self.ends}


def current(session: Session, site_id: int, *, writing: bool = False) -> Catalogue:
    """The site as it is now. `writing` makes a second writer wait until the first has committed. Raises Unknown."""
    query = select(SiteRecord).where(SiteRecord.id == site_id).execution_options(populate_existing=True)
    site = session.scalars(query.with_for_update() if writing else query).one_or_none()
    if site is None:
        raise Unknown()
    return held(session, site)


def edited(before: Catalogue, edits: Iterable[Edit]) -> Changes:
    """What these edits, one after the other, change in a site. Raises Invalid naming columns, Unknown for an ending of
    what is not there.
    """
    edits = tuple(edits)
    after, ended = before, []
    for edit in edits:
        if edit.ends:
            after, change = _ended(after, edit)
            ended.append(change)
        else:
            after = _merged(after, edit)
    tables = frozenset(edit.table for edit in edits if not edit.ends) & frozenset(TABLES) | {"counters"}
    changes = changes_between(before, after, tables, ending=False)
    return replace(changes, rows=(*changes.rows, *ended))


def require_new(catalogue: Catalogue, table: str, key: str, *, column: str, sentence: str) -> None:
    """Raise Invalid naming `column` when the site has this row already: adding never changes what is there."""
    if key in catalogue.table(table):
        raise Invalid([{"field": column, "message": sentence}])


def cells_of(table: str, row: Row) -> dict[str, str]:
    """A row as a form shows it: reading these cells gives the same row."""
    shown = {name: _cell(name, getattr(row, name)) for name in COLUMNS[table] if hasattr(row, name)}
    if table == "agencies":
        week: Mapping[int, Hours] = getattr(row, "hours", {})
        shown |= {day: cells.hours_text(week[n]) if n in week else "" for n, day in enumerate(WEEKDAYS)}
    return shown


def _merged(before: Catalogue, edit: Edit) -> Catalogue:
    given = _read(edit)
    if edit.table == "site":
        return replace(before, site=replace(before.site, **given.values))
    try:
        return merge(before, edit.table, [given])
    except CatalogueInvalid as invalid:
        raise Invalid([_line(p.column or "", p.sentence, p.values) for p in invalid.problems]) from invalid


def _read(edit: Edit) -> Given:
    columns = COLUMNS[edit.table]
    values: dict[str, Any] = {}
    errors = []
    for name, cell in edit.cells.items():
        try:
            values[name] = read_cell(columns[name], cell.strip())
        except CellProblem as problem:
            errors.append(_line(name, problem.sentence, problem.values))
    if errors:
        raise Invalid(errors)
    return as_given(edit.table, values, _FORM)


def _line(column: str, sentence: str, values: Mapping[str, object]) -> dict[str, str]:
    said = sentence.format(**values)
    return {"field": column, "message": f"{said[:1].upper()}{said[1:]}{'' if said.endswith('.') else '.'}"}


def _ended(before: Catalogue, edit: Edit) -> tuple[Catalogue, Change]:
    given = _read(edit)
    row = before.table(edit.table).get(given.key)
    if row is None or not getattr(row, "active", True):
        raise Unknown()
    kept = {key: one for key, one in before.table(edit.table).items() if key != given.key}
    changed: dict[str, Any] = {edit.table: kept}
    return replace(before, **changed), Change(edit.table, given.key, Kind.ENDED, (), row)


def _cell(name: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ya" if value else "tidak"
        case time():
            return f"{value:%H.%M}"
        case tuple() if name == "cases":
            return cells.cases_text(value)
        case tuple():
            return ("\n" if name in _ONE_PER_LINE else "; ").join(str(item) for item in value)
        case _:
            return str(value)
