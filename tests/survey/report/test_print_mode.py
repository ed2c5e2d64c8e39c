"""The index may be printed with the rounded weight 0,111, and every file says so; what is published is always exact."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from survey.report.making import MAKERS
from tests.survey.report.make import PERIOD, make_answers_of_a_semester, the_one
from tests.survey.report.test_done_in_public import AUTUMN
from tests.survey.respondent.make import make_scores
from tests.survey.results_desk.make import make_visits

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
SAID = "Cara cetak dengan bobot 0,111, bukan bobot tepat 1/9"


def test_the_page_and_every_file_say_the_weight_they_were_printed_with(client, manager):
    make_answers_of_a_semester()
    page = client.get("/manajer/laporan", query_string={"period": PERIOD, "cetak": "0.111"}, headers=manager).text
    exact = client.get("/manajer/laporan", query_string={"period": PERIOD}, headers=manager).text
    assert "Cara cetak bobot 0,111" in exact
    assert index_of(page) < index_of(exact)
    assert "Hanya hitungan dengan bobot tepat yang diterbitkan." in page
    files = {
        kind: client.get(
            f"/manajer/laporan/unduh/{kind}", query_string={"period": PERIOD, "cetak": "0.111"}, headers=manager
        )
        for kind in MAKERS
    }
    assert all("bobot-0-111" in file.headers["Content-Disposition"] for file in files.values())
    assert SAID in " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(files["pdf"].data)).pages).split())
    book = load_workbook(BytesIO(files["xlsx"].data))
    assert any(SAID in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_line_through_the_periods_is_of_one_mode_also_where_a_period_is_published_exactly(publish, client, manager):
    make_visits(5, make_scores(4, waktu=1), day=AUTUMN)
    publish(period="2025-S2")
    lines = {}
    for way in ("exact", "0.111"):
        query = {"period": PERIOD, "cetak": way}
        file = client.get("/manajer/laporan/unduh/xlsx", query_string=query, headers=manager).data
        sheet = load_workbook(BytesIO(file))["Tren"]
        lines[way] = sheet["A1"].value, {row[0]: row[2] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert lines["exact"][1]["Semester II 2025"] == 91.67
    assert lines["0.111"][1]["Semester II 2025"] == 91.58, "25 x 0,111 x (8 x 4 + 1), from the published sums"
    assert "cara cetak bobot 0,111" in lines["0.111"][0]
    assert "cara cetak" not in lines["exact"][0]


def test_a_weight_that_nobody_uses_is_refused_and_what_is_published_is_exact(publish, client, manager):
    assert client.get("/manajer/laporan?cetak=0.11", headers=manager).status_code == 422
    publish(cetak="0.111")
    assert the_one().snapshot["result"]["weights"] == "exact"


def index_of(page: str) -> float:
    return float(page.partition('report-index"><strong>')[2].partition("<")[0].replace(",", "."))
