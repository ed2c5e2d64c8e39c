"""A catalogue as a workbook: sheets in as the CSV files they stand for, the whole catalogue out to be filled in.

A sheet is known by its name (`services` or Layanan …) or by its header. What the bytes are is checked before anything
is unpacked; formulas are read as the values that were saved with them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from queue_app.catalogue.editing import cells_of
from queue_app.catalogue.rows import Catalogue, CatalogueInvalid, Place, RowProblem
from queue_app.catalogue.sheets import SHEETS
from queue_app.errors import N_
from queue_app.spreadsheets import Dangerous, must_be_harmless

#: What a workbook may unpack to, and how large one of its tables may be.
UNPACKED, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 40_000_000, 5000, 40, 6000

_DANGERS = {
    "broken": N_("berkas XLSX ini rusak atau terkunci dengan kata sandi"),
    "large": N_("isi berkas XLSX ini terlalu besar"),
    "entities": N_("berkas XLSX ini memuat bagian yang tidak diizinkan"),
}

#: What sheets are called by people.
SHEET_NAMES = {
    "lines": "Huruf",
    "agencies": "Instansi",
    "services": "Layanan",
    "counters": "Loket",
    "closures": "Libur",
    "occasions": "Peristiwa",
}
_TABLE_OF = {name.casefold(): table for table, name in SHEET_NAMES.items()} | {table: table for table in SHEETS}


def is_workbook(data: bytes) -> bool:
    """Whether these bytes begin like an XLSX file."""
    return data[:4] == b"PK\x03\x04"


def csv_files(name: str, data: bytes, folder: Path) -> list[Path]:
    """Write each sheet that holds something as a CSV into `folder`; row numbers stay those of the sheet. Raises
    CatalogueInvalid.
    """
    _look_at(name, data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        sheets = [(sheet.title, list(_rows(sheet))) for sheet in book.worksheets]
        book.close()
    except CatalogueInvalid:
        raise
    except Exception as broken:  # openpyxl lets whatever a broken part provokes through; to people it is one thing
        raise _bad(name, N_("berkas XLSX ini rusak; simpan kembali, lalu unggah lagi")) from broken
    written = []
    for title, rows in sheets:
        if any(any(row) for row in rows):
            path = folder / f"{_TABLE_OF.get(title.strip().casefold(), _plain(title))}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
            written.append(path)
    if not written:
        raise _bad(name, N_("buku kerja ini kosong"))
    return written


def workbook(catalogue: Catalogue) -> bytes:
    """The catalogue as a workbook that `csv_files` reads back: to be filled in and brought back."""
    book = Workbook(write_only=True)
    for table, title in SHEET_NAMES.items():
        sheet = book.create_sheet(title)
        columns = [column.name for column in SHEETS[table]]
        sheet.append(columns)
        for row in catalogue.table(table).values():
            cells = cells_of(table, row)
            sheet.append([_text(sheet, cells.get(name, "")) for name in columns])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: object, value: str) -> WriteOnlyCell:
    """A cell that is text even when it looks like a formula."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _look_at(name: str, data: bytes) -> None:
    try:
        must_be_harmless(data, UNPACKED)
    except Dangerous as danger:
        raise _bad(name, _DANGERS[danger.why]) from danger


def _rows(sheet: object) -> Iterable[list[str]]:
    """The rows of a sheet as texts, without the blank columns behind the last heading."""
    width = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)):  # type: ignore[attr-defined]
        if number > MOST_ROWS:
            raise _bad(str(sheet.title), N_("lebih dari {most} baris"), most=MOST_ROWS)  # type: ignore[attr-defined]
        cells = [_said(cell) for cell in row]
        if number == 0:
            width = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
        last = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
        yield [*cells, *[""] * width][: max(width, last)] if last else []


def _said(cell: object) -> str:
    """A cell as a file would have it."""
    match cell:
        case None:
            return ""
        case bool():
            return "ya" if cell else "tidak"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H.%M}"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case _:
            return str(cell).strip()[:LONGEST_CELL]


def _plain(title: str) -> str:
    return "".join(letter for letter in title.casefold() if letter.isalnum())[:40] or "lembar"


def _bad(name: str, sentence: str, **values: object) -> CatalogueInvalid:
    return CatalogueInvalid([RowProblem(Place(name), None, sentence, values)])
