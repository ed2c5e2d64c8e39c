"""The core of `skm score`: a CSV of raw answers in, the published figures out, by the same
arithmetic as the survey.

The header names semantic unsur keys in any order; other columns are ignored; a blank cell is an
unanswered question. Anybody can check any published table with it. A bad row stops everything: no
figure rests on a table with a fault.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from queue_app.errors import N_, Invalid
from survey import ikm
from survey.ikm import Tally
from survey.instrument import instrument
from survey.questionnaire import Instrument

INSTRUMENT = "permenpanrb-14-2017"


class BadSheet(Invalid):
    """The file is not a table of answers."""

    sentence = N_("Berkas tidak dapat dibaca sebagai CSV (UTF-8).")


class BadColumn(BadSheet):
    """A column that is needed is missing, doubled, empty or unknown."""

    sentence = N_("Kolom {column} tidak ada, ganda, atau tidak berisi jawaban.")


class BadHeader(BadColumn):
    """The header does not name every unsur that is asked for, each once."""

    sentence = N_("Kolom {column} tidak ada atau ganda. Judul kolom yang diharapkan: {expected}.")


class BadRow(BadSheet):
    """One cell is not a score. `row` counts answers from 1, `line` lines of the file."""

    sentence = N_("Baris {row} (baris {line} dalam berkas), kolom {column}: {value} bukan nilai 1-4.")

    def __init__(self, row: int, line: int, column: str, value: str) -> None:
        self.row, self.line, self.column = row, line, column
        field = f"{row}.{column}"
        super().__init__(
            [{"field": field, "message": self.sentence}],
            row=row,
            line=line,
            column=column,
            value=repr(value[:40]),
        )


def score_file(
    path: Path | str,
    unsur: Sequence[str] | None = None,
    weights: str = ikm.EXACT,
    code: str = INSTRUMENT,
) -> dict[str, Any]:
    """Score a CSV file: the dict of CONTRACT §1 `skm score`, unsur in report order, decimals as
    text.

    `unsur`: the keys to use (default all of the instrument); `weights`: "exact" or "0.111" (only
    for all unsur). Raises BadSheet, BadColumn, BadRow, UnknownWeights, or OSError for a file that
    cannot be opened.
    """
    used = instrument(code)
    keys = _wanted(used, unsur)
    n, tallies = _read(Path(path), used, keys)
    for key in keys:
        if tallies[key].n == 0:
            raise BadColumn([{"field": key, "message": BadColumn.sentence}], column=key)
    made = ikm.score(used, tallies, weights)
    return {
        "n": n,
        "unsur": {key: one.as_dict() for key, one in made.unsur.items()},
        "index": str(made.index),
        "grade": made.grade,
        "weights": made.weights,
        "instrument": made.instrument,
    }


def _wanted(used: Instrument, unsur: Sequence[str] | None) -> tuple[str, ...]:
    wanted = used.keys if unsur is None else tuple(unsur)
    for key in wanted:
        if key not in used.keys or wanted.count(key) > 1:
            raise BadColumn([{"field": "unsur", "message": BadColumn.sentence}], column=key)
    if not wanted:
        raise BadColumn([{"field": "unsur", "message": BadColumn.sentence}], column="")
    return wanted


def _read(path: Path, used: Instrument, keys: Sequence[str]) -> tuple[int, dict[str, Tally]]:
    """Count and add up; a row without any answer in the wanted columns is no questionnaire and not counted."""
    allowed = {str(score): score for score in range(used.least, used.most + 1)}
    counts, sums, n = dict.fromkeys(keys, 0), dict.fromkeys(keys, 0), 0
    for row, line, cells in _rows(path, keys):
        answered = {key: value for key, value in cells.items() if value}
        n += bool(answered)
        for key, value in answered.items():
            if value not in allowed:
                raise BadRow(row, line, key, value)
            counts[key] += 1
            sums[key] += allowed[value]
    return n, {key: Tally(counts[key], sums[key]) for key in keys}


def _rows(path: Path, keys: Sequence[str]) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Rows under the header as (row, line, {key: trimmed text}); blank lines are passed over."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            table = csv.reader(file, delimiter=_delimiter(first), strict=True)
            header = [name.strip().lower() for name in next(table, [])]
            places = {key: _place(header, key, keys) for key in keys}
            for row, cells in enumerate((cells for cells in table if any(map(str.strip, cells))), 1):
                if len(cells) > len(header) and any(map(str.strip, cells[len(header) :])):
                    raise BadRow(row, table.line_num, f"{len(header) + 1}", cells[len(header)])
                found = {key: cells[at].strip() if at < len(cells) else "" for key, at in places.items()}
                yield row, table.line_num, found
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadSheet from error


def _delimiter(header: str) -> str:
    """Comma; semicolon or tab where a spreadsheet with Indonesian settings wrote the file."""
    return "," if "," in header else next((mark for mark in ";\t" if mark in header), ",")


def _place(header: Sequence[str], key: str, keys: Sequence[str]) -> int:
    if header.count(key) != 1:
        raise BadHeader([{"field": key, "message": BadHeader.sentence}], column=key, expected=",".join(keys))
    return header.index(key)
