"""The view as a file: the same filter, the same figures, as CSV (UTF-8 with its mark, commas, decimal
points) or XLSX.

One line for everything that is filtered, then one for each line of the breakdown. A cell is empty
where the page shows nothing: hidden figures, and letters while too few have answered.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from queue_app.spreadsheets import as_text
from queue_app.web.language import gettext as _
from survey.results import Result
from survey.results_desk.figures import Figures
from survey.results_desk.filters import Chosen
from survey.results_desk.shown import Line
from survey.results_desk.story import said_kind

_HEAD = (
    "lingkup kode_instansi instansi kode_layanan layanan dari sampai kuesioner bobot "
    "responden dilayani responden_minimal mencukupi indeks selang_bawah selang_atas mutu"
).split()


def as_csv(chosen: Chosen, figures: Figures, shown: tuple[Line, ...]) -> str:
    """The whole file as text."""
    file = StringIO()
    writer = csv.writer(file)
    for row in _table(chosen, figures, shown):
        writer.writerow([as_text(cell) for cell in row])
    return "\ufeff" + file.getvalue()


def as_xlsx(chosen: Chosen, figures: Figures, shown: tuple[Line, ...]) -> bytes:
    """The same table as a workbook: numbers are numbers, and text is never a formula."""
    file = BytesIO()
    quiet = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, quiet) as book:
        sheet, bold = book.add_worksheet("SKM"), book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        forms = {0: book.add_format({"num_format": "0"})} | {
            places: book.add_format({"num_format": f"0.{'0' * places}"}) for places in (2, 3)
        }
        for at, row in enumerate(_table(chosen, figures, shown)):
            for column, cell in enumerate(row):
                if isinstance(cell, Decimal | int):
                    places = -int(cell.as_tuple().exponent) if isinstance(cell, Decimal) else 0
                    sheet.write_number(at, column, float(cell), forms[places])
                else:
                    sheet.write_string(at, column, str(cell), *([bold] if at == 0 else []))
        sheet.freeze_panes(1, 5)
        sheet.set_column(0, 20, 14)
    return file.getvalue()


def file_name(chosen: Chosen, kind: str) -> str:
    """skm-2026-S2-DISPENDUKCAPIL.csv: letters, digits and hyphens only."""
    window, whose = chosen.window, chosen.service or chosen.agency
    when = window.code if window.code[0].isdigit() else f"{window.start}-{window.end}"
    some = chosen.only[1] if chosen.only else "semua"
    parts = ("skm", when, whose.code if whose else some)
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in "-".join(parts)) + f".{kind}"


def _table(chosen: Chosen, figures: Figures, shown: tuple[Line, ...]) -> Iterator[list[object]]:
    keys = figures.instrument.keys
    yield [*_HEAD, *(f"{key}_{what}" for key in keys for what in _OF_UNSUR)]
    for scope, result in _rows(chosen, figures, shown):
        yield [*scope, *_days(chosen), *_values(result), *_of_unsur(result, keys)]


_OF_UNSUR = ("n", "nrr", "indeks", "mutu")


def _rows(
    chosen: Chosen, figures: Figures, shown: tuple[Line, ...]
) -> Iterator[tuple[tuple[str, str, str, str, str], Result]]:
    agency, service = chosen.agency, chosen.service
    yield (
        (
            said_kind(chosen) or _("keseluruhan"),
            agency.code if agency else "",
            agency.name if agency else "",
            service.code if service else "",
            service.name if service else "",
        ),
        figures.result,
    )
    for line in shown:
        own = (line.agency.code, line.agency.name) if line.agency else ("", "")
        if line.members:
            yield (_("gabungan"), *own, "", "; ".join(line.members)), line.result
        else:
            name = line.service.name if line.service else line.code
            yield (_("layanan"), *own, line.code, name), line.result


def _days(chosen: Chosen) -> tuple[object, ...]:
    return chosen.window.start, chosen.window.end


def _values(result: Result) -> tuple[object, ...]:
    n = "" if result.n is None else result.n
    enough = _("ya") if result.adequate else _("belum")
    grade = result.grade if result.adequate else ""
    index = "" if result.index is None else result.index
    fixed = (result.instrument, result.weights, n, result.population, result.required)
    span = (result.interval.low, result.interval.high) if result.interval else ("", "")
    return *fixed, enough, index, *span, grade


def _of_unsur(result: Result, keys: tuple[str, ...]) -> Iterator[object]:
    for key in keys:
        one = result.unsur.get(key)
        yield from (
            ("", "", "", "")
            if one is None
            else (
                one.n,
                one.nrr,
                one.index,
                one.grade if result.adequate else "",
            )
        )
