"""Files that somebody sends to change a running mall: CSV, XLSX or `standards.toml`, all rows or none.

Unlike a folder of the operator, sent files never end a row that they leave out: they add and change.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from queue_app.catalogue.assembling import merge
from queue_app.catalogue.diff import Changes, changes_between
from queue_app.catalogue.reading import CatalogueFiles, read_catalogue
from queue_app.catalogue.rows import TABLES, Catalogue, CatalogueInvalid, Place, RowProblem
from queue_app.catalogue.workbook import csv_files, is_workbook
from queue_app.errors import N_

HEAVIEST = 2_000_000
_KINDS = (".csv", ".toml")


def changes_of(before: Catalogue, name: str, data: bytes) -> Changes:
    """What a sent file would change. Raises CatalogueInvalid naming sheet, row and column of everything that is wrong;
    writes nothing.
    """
    return _merged(before, _read(name, data))


def _read(name: str, data: bytes) -> list[CatalogueFiles]:
    if not data.strip():
        raise CatalogueInvalid([RowProblem(Place(name or "berkas"), None, N_("berkas ini kosong"))])
    if len(data) > HEAVIEST:
        raise CatalogueInvalid([RowProblem(Place(name), None, N_("berkas lebih besar dari 2 MB"))])
    with tempfile.TemporaryDirectory(prefix="gmsc-impor-") as place:
        folder = Path(place)
        paths = csv_files(name, data, folder) if is_workbook(data) else [_kept(name, data, folder)]
        return _each(paths)


def _kept(name: str, data: bytes, folder: Path) -> Path:
    kind = Path(name).suffix.casefold()
    if kind not in _KINDS:
        sentence = N_("hanya CSV, XLSX, atau standards.toml yang dapat diimpor")
        raise CatalogueInvalid([RowProblem(Place(name or "berkas"), None, sentence)])
    stem = "".join(letter for letter in Path(name).stem if letter.isalnum() or letter in "-_")[:60] or "berkas"
    path = folder / f"{stem}{kind}"
    path.write_bytes(data)
    return path


def _each(paths: Iterable[Path]) -> list[CatalogueFiles]:
    """Every sheet, read; what is wrong in all of them is told at once."""
    found: list[CatalogueFiles] = []
    problems: list[RowProblem] = []
    for path in paths:
        try:
            found.append(read_catalogue(path))
        except CatalogueInvalid as invalid:
            problems += invalid.problems
    if problems:
        raise CatalogueInvalid(problems)
    return found


def _merged(before: Catalogue, files: list[CatalogueFiles]) -> Changes:
    """The sheets one after the other, in the order in which their rows may refer to each other."""
    after, tables = before, set()
    problems: list[RowProblem] = []
    order = sorted(files, key=lambda one: TABLES.index(one.sheet or TABLES[-1]))
    for one in order:
        if one.sheet is None:
            continue
        try:
            after = merge(after, one.sheet, one.rows)
        except CatalogueInvalid as invalid:
            problems += invalid.problems
        tables.add(one.sheet)
    if problems:
        raise CatalogueInvalid(problems)
    return changes_between(before, after, frozenset(tables) | {"counters"}, ending=False)
