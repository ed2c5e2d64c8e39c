"""A file of answers as a grid of texts: CSV or XLSX in, rows with their numbers out; nothing of its meaning.

Whatever the bytes are, the answer is a grid or a `BadFile` with a sentence for the person who sent
them. A workbook is a ZIP of XML: its size is known before anything is unpacked, and formulas are read
as the values that were saved with them, never computed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from zipfile import BadZipFile
from zlib import error as ZlibError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from queue_app.errors import N_, Invalid
from queue_app.spreadsheets import Dangerous, must_be_harmless

#: What a file may weigh, as it is sent and unpacked, and how large its table may be.
HEAVIEST, UNPACKED = 5_000_000, 120_000_000
MOST_ROWS, MOST_COLUMNS = 50_000, 200
#: Nobody answers a survey in a longer cell; longer ones are cut, they are never shown whole.
CELL = 500


_DANGERS = {
    "broken": N_("Berkas XLSX ini rusak atau terkunci dengan kata sandi."),
    "large": N_("Isi berkas XLSX ini terlalu besar."),
    "entities": N_("Berkas XLSX ini memuat bagian yang tidak diizinkan."),
}


class BadFile(Invalid):
    """The file is no table that can be read."""

    sentence = N_("Berkas ini tidak dapat dibaca.")

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__([{"field": "file", "message": sentence.format(**values)}], sentence, **values)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name and its rows as (number in the file, trimmed cells); blank rows are left out."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    blank: int


def grids(file_name: str, data: bytes) -> list[Grid]:
    """Every sheet of a file, by its content: a workbook is known by its first bytes. Raises BadFile."""
    if not data.strip():
        raise BadFile(N_("Berkas ini kosong."))
    if len(data) > HEAVIEST:
        raise BadFile(N_("Berkas lebih besar dari 5 MB. Bagi menjadi beberapa berkas."))
    if data[:4] == b"PK\x03\x04":
        return _workbook(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadFile(N_("Berkas XLS lama tidak dapat dibaca. Simpan sebagai XLSX atau CSV, lalu unggah kembali."))
    return [_csv(file_name, data)]


def _workbook(data: bytes) -> list[Grid]:
    _look_at(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        try:
            return [_grid(sheet.title, _sheet_rows(sheet)) for sheet in book.worksheets]
        finally:
            book.close()
    except BadFile:
        raise
    except (BadZipFile, ZlibError, InvalidFileException, KeyError, ValueError, TypeError, OSError, EOFError) as error:
        raise BadFile(N_("Berkas XLSX ini rusak atau bukan buku kerja. Simpan kembali, lalu unggah lagi.")) from error
    except Exception as error:
        # openpyxl lets whatever a broken part provokes through; to the person it is one thing.
        raise BadFile(N_("Berkas XLSX ini rusak atau bukan buku kerja. Simpan kembali, lalu unggah lagi.")) from error


def _look_at(data: bytes) -> None:
    try:
        must_be_harmless(data, UNPACKED)
    except Dangerous as danger:
        raise BadFile(_DANGERS[danger.why]) from danger


def _sheet_rows(sheet: object) -> Iterator[list[str]]:
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)  # type: ignore[attr-defined]
    for row in rows:
        yield [_said(cell) for cell in row]


def _said(cell: object) -> str:
    """A cell as a person reads it: 4.0 is 4."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()[:CELL]


def _csv(file_name: str, data: bytes) -> Grid:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(N_("Berkas ini bukan XLSX dan bukan CSV berkode UTF-8. Simpan sebagai CSV UTF-8.")) from error
    if "\x00" in text:
        raise BadFile(N_("Berkas ini bukan tabel CSV."))
    lines = text.splitlines()[:20]
    mark = max(",;\t", key=lambda one: max((line.count(one) for line in lines), default=0))
    try:
        table = csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True)
        return _grid(file_name, ([cell.strip()[:CELL] for cell in row[:MOST_COLUMNS]] for row in table))
    except csv.Error as error:
        raise BadFile(N_("Berkas CSV ini rusak: tanda kutip atau barisnya tidak lengkap.")) from error


def _grid(name: str, found: Iterator[list[str]]) -> Grid:
    rows: list[tuple[int, tuple[str, ...]]] = []
    blank = 0
    for number, cells in enumerate(found, 1):
        if number > MOST_ROWS * 2 or len(rows) > MOST_ROWS:
            raise BadFile(N_("Berkas memuat lebih dari {most} baris. Bagi menjadi beberapa berkas."), most=MOST_ROWS)
        if any(cells):
            rows.append((number, tuple(cells)))
        else:
            blank += 1
    return Grid(name, tuple(rows), blank)
