"""Read a catalogue folder, or one sheet of it, into plain rows; a person is told every mistake at
once.

The format is described in `gmsc/README.md`. Nothing here touches the database.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from queue_app.catalogue import cells
from queue_app.catalogue.assembling import assemble, check
from queue_app.catalogue.cells import CellProblem
from queue_app.catalogue.directory import Hours
from queue_app.catalogue.rows import (
    WEEKDAYS,
    Catalogue,
    CatalogueInvalid,
    HallRow,
    Place,
    RowProblem,
    SiteRow,
)
from queue_app.catalogue.sheets import Column, Given, read_cell, read_sheet, table_of
from queue_app.catalogue.standards_file import read_standards
from queue_app.errors import N_

SITE = (
    Column("code", cells.site_code),
    *(Column(name, cells.text) for name in ("name", "short_name", "owner", "address")),
    Column("tz_name", cells.zone_name),
)
QUEUE = (
    Column("late_after", cells.whole(0, 100), required=False),
    Column("priority_every", cells.whole(1, 100), required=False),
    Column("grace_minutes", cells.whole(0, 480), required=False),
    Column("remote_share", cells.whole(0, 100), required=False),
    Column("last_ticket_minutes", cells.whole(0, 480), required=False),
    Column("overrun_minutes", cells.whole(0, 480), required=False),
    Column("numbers_from", cells.clock_time, required=False),
    Column("next_day_from", cells.clock_time, required=False),
)
HALL = (Column("code", cells.code), Column("name", cells.text), Column("floor", cells.text))
_HOURS = tuple(Column(day, cells.day_hours, required=False) for day in WEEKDAYS)


@dataclass(frozen=True, slots=True)
class CatalogueFiles:
    """What was read: a whole site (`catalogue` and the `tables` it speaks for), or one sheet
    (`sheet`, `rows`).
    """

    catalogue: Catalogue | None
    tables: frozenset[str]
    sheet: str | None = None
    rows: tuple[Given, ...] = ()


def default_catalogue() -> Path:
    """The catalogue that ships with the product: MPP Gajah Mada."""
    return Path(__file__).parent / "gmsc"


def read_catalogue(path: Path) -> CatalogueFiles:
    """Read a folder (a whole site) or one CSV or `standards.toml` (rows of an existing site).

    Raises CatalogueInvalid naming file, line and column of everything that is wrong.
    """
    problems: list[RowProblem] = []
    try:
        files = _whole_site(path, problems) if path.is_dir() else _one_sheet(path, problems)
    except (OSError, UnicodeDecodeError, csv.Error, tomllib.TOMLDecodeError) as broken:
        raise CatalogueInvalid([*problems, _unreadable(path, broken)]) from broken
    if problems or files is None:
        raise CatalogueInvalid(problems)
    return files


def _unreadable(path: Path, broken: Exception) -> RowProblem:
    if isinstance(broken, UnicodeDecodeError):
        return RowProblem(Place(path.name), None, N_("berkas harus disimpan sebagai UTF-8"))
    if isinstance(broken, OSError):
        name = Path(broken.filename).name if broken.filename else path.name
        return RowProblem(Place(name), None, N_("berkas tidak ada atau tidak dapat dibuka"))
    return RowProblem(Place(path.name), None, N_("isi berkas tidak dapat dibaca: {why}"), {"why": str(broken)})


def _whole_site(path: Path, problems: list[RowProblem]) -> CatalogueFiles | None:
    site, halls, hours = _read_site(path / "site.toml", problems)
    given = {
        table: read_sheet(path / f"{table}.csv", table, whole=True, problems=problems)
        for table in ("lines", "agencies", "services", "counters")
    }
    for table in ("closures", "occasions"):
        if (path / f"{table}.csv").exists():
            given[table] = read_sheet(path / f"{table}.csv", table, whole=True, problems=problems)
    if (path / "standards.toml").exists():
        given["standards"] = read_standards(path / "standards.toml", problems)
    if problems or site is None:
        return None
    places = {(table, row.key): row.place for table, rows in given.items() for row in rows}
    catalogue = assemble(site, halls, given, hours)
    problems += check(catalogue, places)
    return CatalogueFiles(catalogue, frozenset(given) | {"halls"})


def _one_sheet(path: Path, problems: list[RowProblem]) -> CatalogueFiles | None:
    if path.suffix == ".toml":
        rows, table = read_standards(path, problems), "standards"
        return CatalogueFiles(None, frozenset({table}), table, tuple(rows))
    found = table_of(path)
    if found is None:
        sentence = N_("jenis lembar tidak dikenali; namai misalnya services.csv atau agencies.csv")
        problems.append(RowProblem(Place(path.name, 1), None, sentence))
        return None
    rows = read_sheet(path, found, whole=False, problems=problems)
    return CatalogueFiles(None, frozenset({found}), found, tuple(rows))


def _read_site(path: Path, problems: list[RowProblem]) -> tuple[SiteRow | None, dict[str, HallRow], dict[int, Hours]]:
    """site.toml: the site with its settings, its halls by code, the default hours by weekday."""
    before = len(problems)
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    site = _read_table(SITE, found.get("site", {}), path.name, "site", problems)
    queue = _read_table(QUEUE, found.get("queue", {}), path.name, "queue", problems)
    halls = [_read_table(HALL, hall, path.name, "halls", problems) for hall in found.get("halls", [])]
    week = _read_table(_HOURS, found.get("hours", {}), path.name, "hours", problems)
    for name in sorted(set(found) - {"site", "queue", "halls", "hours"}):
        problems.append(RowProblem(Place(path.name), name, N_("bagian ini tidak dikenal")))
    if not halls:
        problems.append(RowProblem(Place(path.name), "halls", N_("paling sedikit satu ruang tunggu harus ada")))
    if len(problems) > before:
        return None, {}, {}
    hours = {number: week[day] for number, day in enumerate(WEEKDAYS) if week[day] is not None}
    settings = {name: value for name, value in queue.items() if value is not None}
    return SiteRow(**site, **settings), {hall["code"]: HallRow(**hall) for hall in halls}, hours


def _read_table(
    columns: tuple[Column, ...],
    found: Mapping[str, Any],
    file: str,
    section: str,
    problems: list[RowProblem],
) -> dict[str, Any]:
    """One TOML table by the same columns as a CSV row."""
    values = {}
    for column in columns:
        try:
            values[column.name] = read_cell(column, str(found.get(column.name, "")).strip())
        except CellProblem as problem:
            problems.append(RowProblem(Place(file), f"{section}.{column.name}", problem.sentence, problem.values))
    for name in sorted(set(found) - {c.name for c in columns}):
        problems.append(RowProblem(Place(file), f"{section}.{name}", N_("kolom ini tidak dikenal")))
    return values
