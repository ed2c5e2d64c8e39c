"""Every number of a report is the same on the screen, in the workbook, in the document, in what the PDF is drawn from,
and in the public data; and no text of a person is ever more than text.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from math import floor
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from queue_app.transaction import reading
from survey.report import pdf
from survey.report.document import report_docx
from survey.report.parts import Chart, Report, text
from survey.report.workbook import SHEETS, report_xlsx
from survey.results import results
from tests.survey.report.make import PERIOD, make_report, the_one

#: What these tests read is one report of one database, made once: `test_results` reads on both databases.
_once: dict[str, Any] = {}
pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def made(app) -> Report:
    if "report" not in _once:
        _once["report"] = make_report()
        start, end = (date.fromisoformat(str(_once["report"].snapshot[name])) for name in ("from", "to"))
        with reading() as session:
            _once["results"] = results(session, site_id=1, date_from=start, date_to=end, population=16)
    report: Report = _once["report"]
    return report


@pytest.fixture
def pdf_file(made: Report) -> PdfReader:
    if "pdf" not in _once:
        _once["pdf"] = pdf.report_pdf(made)
    return PdfReader(BytesIO(_once["pdf"]))


def test_the_screen_the_table_and_the_public_data_say_the_same(publish, client, manager):
    publish()
    one = the_one()
    screen = list(csv.DictReader(StringIO(_get(client, f"/manajer/skm.csv?period={PERIOD}", manager).lstrip("\ufeff"))))
    whole = screen[0]
    public = list(csv.DictReader(StringIO(_get(client, "/publik/skm.csv"))))
    assert (whole["indeks"], whole["responden"]) == (public[0]["indeks"], public[0]["responden"])
    (frozen,) = client.get("/publik/skm.json").json
    for row, unsur in zip(public[1:], frozen["unsur"], strict=True):
        key = row["unsur"]
        ours = (whole[f"{key}_n"], whole[f"{key}_nrr"], whole[f"{key}_indeks"])
        assert ours == (row["responden"], row["nrr"], row["indeks"])
        assert ours == (str(unsur["n"]), unsur["nrr"], unsur["index"])
    page = client.get("/publik/").text
    assert text(one.index) in page
    assert all(text(Decimal(unsur["index"])) in page for unsur in frozen["unsur"])


def test_the_report_says_what_the_results_say(made):
    found = _once["results"]
    rows = made.table("unsur").rows
    assert [r.values[2:7] for r in rows[:-1]] == [
        (one.sum, one.n, one.nrr, _thousandths(Fraction(one.sum, 9 * one.n)), one.index) for one in found.unsur.values()
    ]
    weighted = sum(Fraction(one.sum, 9 * one.n) for one in found.unsur.values())
    assert rows[-1].values[5:7] == (_thousandths(weighted), found.index)
    assert made.cover.index == found.index == round(Decimal(floor(2500 * weighted + Fraction(1, 2))) / 100, 2)


def _thousandths(value: Fraction) -> Decimal:
    """Half up to three places, without the product's own arithmetic."""
    return Decimal(floor(1000 * value + Fraction(1, 2))) / 1000


def test_every_table_of_the_workbook_is_the_report_with_its_number_formats(made):
    book = load_workbook(BytesIO(report_xlsx(made)))
    assert made.tables
    for table in made.tables:
        sheet = book[SHEETS[table.key]]
        for row, said in zip(table.rows, sheet.iter_rows(min_row=4), strict=False):
            for value, cell in zip(row.values, said, strict=False):
                assert _same(value, cell), (table.key, value, cell.value, cell.number_format)
    unsur = book[SHEETS["unsur"]]
    assert unsur["E4"].number_format == "#,##0.000"
    assert unsur["F4"].number_format == "#,##0.000"
    assert unsur["G4"].number_format == "#,##0.00"
    assert unsur._charts


def test_every_table_of_the_document_is_the_report(made):
    document = Document(BytesIO(report_docx(made)))
    kept = {table.cell(0, 0).text + str(len(table.columns)) + str(len(table.rows)): table for table in document.tables}
    for table in made.tables:
        found = kept[table.columns[0].label + str(len(table.columns)) + str(len(table.rows) + 1)]
        for row, line in zip(table.rows, found.rows[1:], strict=True):
            said = [cell.text for cell in line.cells]
            assert said == [text(v, c.kind) for v, c in zip(row.values, table.columns, strict=True)]


def test_every_cell_of_every_table_stands_in_the_file_that_is_printed(made, pdf_file):
    read = Counter(" ".join(page.extract_text() for page in pdf_file.pages).split())
    wanted: Counter[str] = Counter()
    for table in (*made.tables, made.cover.lowest):
        for row in table.rows:
            said = [text(v, c.kind) for v, c in zip(row.values, table.columns, strict=True)]
            wanted.update(word for cell in said for word in cell.split() if any(map(str.isdigit, word)))
    for bar in (bar for block in made.blocks() if isinstance(block, Chart) for bar in block.bars):
        wanted[text(bar.value)] += 1
    wanted[text(made.cover.index)] += 1
    assert len(wanted) > 50
    assert {word: n for word, n in wanted.items() if read[word] < n} == {}


def test_the_chapters_are_those_of_the_layout(made):
    assert [(c.number, c.title) for c in made.chapters] == [
        ("BAB I", "Pendahuluan"),
        ("BAB II", "Analisis data"),
        ("BAB III", "Hasil tindak lanjut periode sebelumnya"),
        ("BAB IV", "Kesimpulan dan saran"),
        ("Lampiran 1", "Kuesioner"),
        ("Lampiran 2", "Metode pengolahan"),
    ]
    assert [t.key for t in made.tables] == ["sampel", "responden", "unsur", "layanan", "tren", "kuesioner", "mutu"]


TYPED = ("=SUM(A1:A9)", "+62", "-1", "@cmd", '#{ panic("x") }', "*tebal* $x$ ]", "猫 \x07")


def test_what_a_person_typed_stays_text(app):
    for typed in TYPED:
        book = load_workbook(BytesIO(report_xlsx(make_report(signer_name=typed, unit=typed))))
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    everything = make_report(signer_name=" ".join(TYPED), unit=" ".join(TYPED))
    assert report_docx(everything).startswith(b"PK")
    printed = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf.report_pdf(everything))).pages)
    assert '#{ panic("x") }' in printed
    assert "*tebal* $x$ ]" in printed


def test_the_pdf_is_tagged_for_screen_readers_and_carries_its_fonts(pdf_file):
    root = pdf_file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("id")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "Survei Kepuasan Masyarakat" in pdf_file.metadata.title
    assert b"<pdfuaid:part>1" in root["/Metadata"].get_data()
    kinds = Counter(_kinds(root["/StructTreeRoot"]))
    assert kinds["Table"] >= 7
    assert min(kinds["TH"], kinds["H1"], kinds["H2"], kinds["Figure"]) > 0
    fonts = {font["/BaseFont"] for page in pdf_file.pages for font in page["/Resources"]["/Font"].values()}
    assert all("PlusJakartaSans" in font for font in fonts)


def _kinds(node: Any) -> Iterator[str]:
    """The kinds of everything in the structure that a screen reader walks."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from _kinds(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]).lstrip("/")
        yield from _kinds(node.get("/K", []))


def _get(client: Any, path: str, headers: Any = None) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.text


def _same(value: Any, cell: Any) -> bool:
    if value is None or isinstance(value, str):
        return (cell.value or "") == (value or "")
    places = max(0, -value.as_tuple().exponent) if isinstance(value, Decimal) else 0
    wanted = f"#,##0.{'0' * places}" if places else "#,##0"
    return Decimal(str(cell.value)) == value and cell.number_format == wanted
