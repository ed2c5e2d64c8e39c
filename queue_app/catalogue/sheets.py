"""One table of a catalogue as a spreadsheet would save it: which columns it has, and how its rows
are read.

A `Given` is a row as far as the file gives it: a sheet that lacks a column says nothing about that
field.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from queue_app.catalogue import cells
from queue_app.catalogue.cells import CellProblem, Reader
from queue_app.catalogue.rows import (
    CERTAINTY,
    HOURS_CERTAINTY,
    ROW_OF,
    WEEKDAYS,
    Place,
    RowProblem,
    key_of,
)
from queue_app.errors import N_

#: A column every sheet may have and nobody loads.
REMARK = "catatan"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; a blank cell is an error when `required`, else it means `blank`."""

    name: str
    read: Reader
    required: bool = True
    blank: Any = None


@dataclass(frozen=True, slots=True)
class Given:
    """One row as given by a file: `values` by field, for the columns the file has."""

    key: str
    values: Mapping[str, Any]
    place: Place


_ACTIVE = Column("active", cells.yes_no, required=False, blank=True)
_SOURCE = Column("source_url", cells.url, required=False, blank="")

SHEETS: dict[str, tuple[Column, ...]] = {
    "lines": (Column("prefix", cells.prefix), Column("name", cells.text)),
    "agencies": (
        Column("code", cells.code),
        Column("name", cells.text),
        Column("short_name", cells.text),
        Column("category", cells.text),
        Column("hours_certainty", cells.one_of(HOURS_CERTAINTY)),
        *(Column(day, cells.day_hours, required=False) for day in WEEKDAYS),
        _SOURCE,
        Column("certainty", cells.one_of(CERTAINTY)),
        _ACTIVE,
    ),
    "services": (
        Column("code", cells.code),
        Column("agency_code", cells.code),
        Column("line", cells.prefix),
        Column("hall", cells.code),
        Column("name", cells.text),
        Column("aliases", cells.words, required=False, blank=()),
        Column("nominal_minutes", cells.whole(1, 480)),
        Column("quota", cells.whole(0), required=False),
        Column("online_allowed", cells.yes_no),
        Column("popular", cells.whole(1, 1000), required=False),
        _SOURCE,
        Column("certainty", cells.one_of(CERTAINTY)),
        _ACTIVE,
    ),
    "counters": (
        Column("code", cells.code),
        Column("number", cells.whole(1, 999)),
        Column("name", cells.text),
        Column("hall", cells.code),
        Column("agency_code", cells.code),
        Column("services", cells.codes, required=False, blank=()),
        _ACTIVE,
    ),
    "closures": (
        Column("day", cells.iso_date),
        Column("agency_code", cells.code, required=False, blank=""),
        Column("reason", cells.text),
    ),
    "occasions": (
        Column("code", cells.code),
        Column("name", cells.text),
        Column("name_en", cells.text, required=False, blank=""),
        Column("name_jv", cells.text, required=False, blank=""),
        Column("service_codes", cells.codes),
        _ACTIVE,
    ),
}


def table_of(path: Path) -> str | None:
    """Which table a lone CSV holds: by its file name, else by its header. None when that is not
    clear.
    """
    if path.stem in SHEETS:
        return path.stem
    header = set(_header(path)) - {REMARK}
    fitting = [table for table, columns in SHEETS.items() if header <= {c.name for c in columns}]
    complete = [t for t in fitting if {c.name for c in SHEETS[t] if c.required} <= header]
    candidates = complete or fitting
    return candidates[0] if len(candidates) == 1 else None


def read_sheet(path: Path, table: str, *, whole: bool, problems: list[RowProblem]) -> list[Given]:
    """The rows of a CSV. `whole` asks for every required column; what is wrong is added to
    `problems`.
    """
    header = _header(path)
    columns = {c.name: c for c in SHEETS[table]}
    if not _header_fits(path, table, header, whole, problems):
        return []
    absent = _blanks(table, header) if whole else {}
    rows = []
    for place, found in _lines(path, len(header), problems):
        values = _values(columns, header, found, place, problems)
        if values is not None:
            rows.append(as_given(table, absent | values, place))
    return _without_repetition(rows, problems)


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [name.strip() for name in next(csv.reader(file, delimiter=_delimiter(path)), [])]


def _delimiter(path: Path) -> str:
    """Comma, or the semicolon that spreadsheets write where the comma is the decimal sign."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
    return ";" if first.count(";") > first.count(",") else ","


def _header_fits(path: Path, table: str, header: list[str], whole: bool, problems: list[RowProblem]) -> bool:
    place = Place(path.name, 1)
    known = {c.name for c in SHEETS[table]}
    needed = {c.name for c in SHEETS[table] if c.required and (whole or c.name in ROW_OF[table].KEY)}
    found = len(problems)
    for name in header:
        if name not in known and name != REMARK:
            problems.append(RowProblem(place, name, N_("kolom ini tidak dikenal")))
        elif header.count(name) > 1:
            problems.append(RowProblem(place, name, N_("kolom ini muncul lebih dari sekali")))
    if not whole and set(WEEKDAYS) & set(header):
        needed |= set(WEEKDAYS)  # a week is given whole or not at all
    for name in sorted(needed - set(header)):
        problems.append(RowProblem(place, name, N_("kolom ini wajib ada")))
    return len(problems) == found


def _lines(path: Path, width: int, problems: list[RowProblem]) -> Iterator[tuple[Place, list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=_delimiter(path))
        next(reader, None)
        for found in reader:
            place = Place(path.name, reader.line_num)
            if not any(cell.strip() for cell in found):
                continue
            if len(found) != width:
                sentence = N_("ada {found} sel, seharusnya {width}")
                problems.append(RowProblem(place, None, sentence, {"found": len(found), "width": width}))
                continue
            yield place, [cell.strip() for cell in found]


def _blanks(table: str, header: list[str]) -> dict[str, Any]:
    """What the optional columns mean that this whole-site sheet leaves out."""
    return {c.name: c.blank for c in SHEETS[table] if not c.required and c.name not in header}


def _values(
    columns: Mapping[str, Column],
    header: list[str],
    found: list[str],
    place: Place,
    problems: list[RowProblem],
) -> dict[str, Any] | None:
    """Read each cell; None when one of them is wrong."""
    values: dict[str, Any] = {}
    before = len(problems)
    for name, cell in zip(header, found, strict=True):
        if name == REMARK:
            continue
        try:
            values[name] = read_cell(columns[name], cell)
        except CellProblem as problem:
            problems.append(RowProblem(place, name, problem.sentence, problem.values))
    return values if len(problems) == before else None


def as_given(table: str, values: dict[str, Any], place: Place) -> Given:
    """A row from its values by column: known by its key, the days of an agency folded into its week."""
    key = key_of(ROW_OF[table], values)
    return Given(key, _with_week(values) if table == "agencies" else values, place)


def read_cell(column: Column, cell: str) -> Any:
    """One cell as its column reads it. Raises CellProblem."""
    if cell:
        return column.read(cell)
    if column.required:
        raise CellProblem(N_("wajib diisi"))
    return column.blank


def _with_week(values: dict[str, Any]) -> dict[str, Any]:
    """Fold the seven day columns into `hours` by weekday."""
    if any(day in values for day in WEEKDAYS):
        week = {number: values.pop(day, None) for number, day in enumerate(WEEKDAYS)}
        values["hours"] = {n: hours for n, hours in week.items() if hours is not None}
    return values


def _without_repetition(given: list[Given], problems: list[RowProblem]) -> list[Given]:
    first: dict[str, Given] = {}
    for row in given:
        if row.key in first:
            values = {"key": row.key, "line": first[row.key].place.line}
            problems.append(RowProblem(row.place, None, N_("{key} sudah ada di baris {line}"), values))
        else:
            first[row.key] = row
    return list(first.values())
