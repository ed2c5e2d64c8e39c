"""The report as a workbook: one sheet of the cover, one for each table, native charts under their tables.

Numbers are numbers with the places they are printed with; every text is written as text, so that none is ever taken
for a formula.
"""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from survey.report.parts import Chart, Column, Report, Row, Table, Value

#: A sheet's name by the key of its table; Excel allows 31 characters.
SHEETS = {
    "sampel": "Populasi dan sampel",
    "responden": "Responden",
    "unsur": "Nilai per unsur",
    "layanan": "IKM per layanan",
    "rencana": "Rencana tindak lanjut",
    "tren": "Tren",
    "tindak-lanjut": "Hasil tindak lanjut",
    "kuesioner": "Kuesioner",
    "mutu": "Nilai dan mutu",
}
COVER = "Ringkasan"
_HEAD_ROW = 2
#: Points of one line of text.
_LINE = 15


def report_xlsx(report: Report) -> bytes:
    """The whole workbook."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{report.cover.title}, {report.cover.subject}", "author": report.cover.unit})
    looks = _Looks(book)
    _cover(book, looks, report)
    charts = {block.table: block for block in report.blocks() if isinstance(block, Chart)}
    for table in report.tables:
        _sheet(book, looks, table, charts.get(table.key))
    book.close()
    return kept.getvalue()


class _Looks:
    """The formats of the workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, str], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"italic": True, "text_wrap": True, "valign": "top", "font_size": 9})

    def of(self, number: str = "", *, strong: bool = False, side: str = "left", rule: int = 4) -> Any:
        key = (number + str(rule), strong, side)
        if key not in self._made:
            said = {"bold": strong, "align": side, "valign": "top", "text_wrap": side == "left", "bottom": rule}
            self._made[key] = self._book.add_format(said | ({"num_format": number} if number else {}))
        return self._made[key]


def _cover(book: Any, looks: _Looks, report: Report) -> None:
    cover, sheet = report.cover, book.add_worksheet(COVER)
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 4, 24)
    for row, said in enumerate((cover.government, cover.unit, cover.address)):
        sheet.write_string(row, 0, said)
    sheet.write_string(4, 0, f"{cover.title}, {cover.subject}", looks.title)
    sheet.write_string(5, 0, cover.span)
    lines: list[tuple[str, Value]] = [("Nomor", cover.number)] if cover.number else []
    lines += [("Indeks Kepuasan Masyarakat", cover.index), ("Mutu", cover.letter), ("Kinerja", cover.words)]
    lines += [(fact.label, fact.value) for fact in cover.facts]
    for row, (label, value) in enumerate(lines, 7):
        sheet.write_string(row, 0, label, looks.of())
        _write(sheet, looks, row, 1, value, Column("", "words"), strong=True)
    row = 8 + len(lines)
    sheet.merge_range(row, 0, row, 4, "", looks.note)
    sheet.write_string(row, 0, cover.summary, looks.note)
    sheet.merge_range(row + 1, 0, row + 1, 4, "", looks.note)
    sheet.write_string(row + 1, 0, report.locked, looks.note)
    sheet.set_row(row, 45)
    _rows(sheet, looks, cover.lowest, row + 2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _sheet(book: Any, looks: _Looks, table: Table, chart: Chart | None) -> None:
    sheet = book.add_worksheet(SHEETS.get(table.key, table.key)[:31])
    sheet.write_string(0, 0, table.caption, looks.title)
    for number in range(len(table.columns)):
        sheet.set_column(number, number, _width(table, number))
    last = _rows(sheet, looks, table, _HEAD_ROW)
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if table.wide:
        sheet.set_landscape()
    if table.note:
        sheet.merge_range(last + 1, 0, last + 1, max(len(table.columns) - 1, 1), "", looks.note)
        sheet.write_string(last + 1, 0, table.note, looks.note)
        sheet.set_row(last + 1, 45)
    if chart is not None:
        _chart(book, sheet, table, chart, last + 3)


def _rows(sheet: Any, looks: _Looks, table: Table, top: int) -> int:
    """Head and rows from a line on; the line after the last."""
    for number, column in enumerate(table.columns):
        side = "left" if column.kind == "words" else "right"
        sheet.write_string(top, number, column.label, looks.of(strong=True, side=side, rule=1))
    for line, row in enumerate(table.rows, top + 1):
        _row(sheet, looks, line, table, row)
        sheet.set_row(line, _LINE * _lines(table, row))
    return top + 1 + len(table.rows)


def _row(sheet: Any, looks: _Looks, line: int, table: Table, row: Row) -> None:
    for number, (value, column) in enumerate(zip(row.values, table.columns, strict=True)):
        _write(sheet, looks, line, number, value, column, strong=row.strong)


def _write(sheet: Any, looks: _Looks, line: int, number: int, value: Value, column: Column, *, strong: bool) -> None:
    if value is None or isinstance(value, str):
        side = "left" if column.kind == "words" else "center" if column.kind == "letter" else "right"
        sheet.write_string(line, number, value or "", looks.of("@", strong=strong, side=side))
        return
    sheet.write_number(line, number, value, looks.of(number_format(value), strong=strong, side="right"))


def number_format(value: int | Decimal) -> str:
    """How Excel is to show it: as many places as it is printed with."""
    places = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _width(table: Table, number: int) -> int:
    """As wide as the longest word or number needs, and sentences in lines of up to 46 characters."""
    column = table.columns[number]
    if column.kind != "words":
        return max(9, len(column.label) + 2)
    return min(46, max([12, len(column.label) + 2, *(len(str(row.values[number] or "")) + 2 for row in table.rows)]))


def _lines(table: Table, row: Row) -> int:
    """How many lines the longest text of a row takes: a program that does not measure text itself cuts nothing off."""
    texts = ((str(value or ""), at) for at, value in enumerate(row.values) if table.columns[at].kind == "words")
    return max([1, *(-(-len(said) // (_width(table, at) - 2)) for said, at in texts)])


def _chart(book: Any, sheet: Any, table: Table, chart: Chart, below: int) -> None:
    """Bars of the index column under its table, from 25; the last line of the unsur table is the whole, not a bar."""
    labels = next(i for i, column in enumerate(table.columns) if column.kind == "words")
    index = next(i for i, column in enumerate(table.columns) if column.label in ("Indeks", "IKM"))
    first = _HEAD_ROW + 1 + next(i for i, row in enumerate(table.rows) if row.values[index] is not None)
    last = first + len(chart.bars) - 1
    drawn = book.add_chart({"type": "bar"})
    drawn.add_series(
        {
            "name": table.columns[index].label,
            "categories": [sheet.name, first, labels, last, labels],
            "values": [sheet.name, first, index, last, index],
            "fill": {"color": "#1D3B6B"},
            "data_labels": {"value": True, "num_format": "0.00"},
        }
    )
    drawn.set_x_axis({"min": 25, "max": 100, "major_gridlines": {"visible": False}})
    drawn.set_y_axis({"reverse": True})
    drawn.set_title({"name": table.caption, "name_font": {"size": 11}})
    drawn.set_legend({"none": True})
    drawn.set_size({"width": 640, "height": 360})
    sheet.insert_chart(below, 0, drawn, {"description": chart.alt})
