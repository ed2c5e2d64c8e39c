"""Floor: what is dangerous in spreadsheets, in those that come in and in those that go out.

Coming in: an XLSX is a ZIP of XML parts. A small file may unpack into gigabytes, and XML may define entities that grow
as much when they are expanded; no spreadsheet program writes any. Going out: a spreadsheet takes a text that begins
with `=` for a formula, and what somebody typed here would be computed on the reader's machine.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO, Literal
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

#: How a text begins that a spreadsheet takes for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Dangerous(ValueError):
    """These bytes must not be unpacked: no whole ZIP (`broken`), too `large`, or with `entities`."""

    def __init__(self, why: Literal["broken", "large", "entities"]) -> None:
        super().__init__(why)
        self.why = why


def as_text(cell: object) -> str:
    """A value as the text of a CSV cell that no spreadsheet computes; nothing is an empty cell."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else str(cell)


def must_be_harmless(workbook: bytes, most: int) -> None:
    """Look at an XLSX before it is unpacked; `most`: bytes of all its parts together. Raises Dangerous."""
    try:
        with ZipFile(BytesIO(workbook)) as parts:
            if sum(part.file_size for part in parts.infolist()) > most:
                raise Dangerous("large")
            for part in parts.infolist():
                with parts.open(part) as opened:
                    if _has_doctype(opened):
                        raise Dangerous("entities")
    except (BadZipFile, ZlibError, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Dangerous("broken") from error


class _Doctype(Exception):
    """The parser has met a document type, where entities are defined."""


class _Root(Exception):
    """The parser has met the first element; no document type can follow."""


def _has_doctype(part: IO[bytes]) -> bool:
    """Read as far as the first element, whatever the encoding and however long the comments before it."""

    def doctype(*_: object) -> None:
        raise _Doctype

    def root(*_: object) -> None:
        raise _Root

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, root
    try:
        parser.ParseFile(part)
    except _Doctype:
        return True
    except (_Root, expat.ExpatError):  # not XML: a picture, for example
        return False
    return False
