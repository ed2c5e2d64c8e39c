"""The report prints the unsur in the order that the house sets, and how far chance alone may move the index."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from queue_app.transaction import reading
from survey import publication
from survey.report.parts import Points, Report, text
from survey.report.workbook import SHEETS
from survey.results import results
from tests.survey.make import SKM
from tests.survey.report.make import PERIOD, make_report, the_one


def test_the_interval_of_the_index_is_that_of_the_results(app):
    made = make_report()
    with reading() as session:
        days = {"date_from": date(2026, 1, 1), "date_to": date(2026, 6, 30)}
        found = results(session, site_id=1, **days, population=16)
    assert found.interval is not None
    said = [row.values[1] for row in made.table("sampel").rows if "kepercayaan 95" in str(row.values[0])]
    assert said == [f"{text(found.interval.low)}–{text(found.interval.high)}"]
    assert "Selang kepercayaan 95 persen = indeks ± 1,96" in method(made)


def method(made: Report) -> str:
    blocks = [block for section in made.chapters[-1].sections for block in section.blocks]
    points = [block for block in blocks if isinstance(block, Points)]
    return " ".join(item for block in points for item in block.items)


def test_a_report_of_too_few_says_no_interval(app):
    rows = make_report(unit="Dinas").table("sampel").rows
    assert not [row for row in rows if "kepercayaan" in str(row.values[0])]


def test_the_order_of_the_house_is_printed_everywhere(app, publish, client, manager, monkeypatch):
    house = app.extensions["config"]
    orders = {"survey_report_order": "questionnaire", "survey_form_order": "body"}
    monkeypatch.setitem(app.extensions, "config", dataclasses.replace(house, **orders))
    publish()
    one = the_one()
    assert [(u["number"], u["key"]) for u in one.snapshot["unsur"]][7:] == [(8, "sarpras"), (9, "pengaduan")]
    with reading() as session:
        book = load_workbook(BytesIO(publication.original(session, one.code).xlsx))
    printed = [(row[0].value, row[1].value) for row in book[SHEETS["unsur"]].iter_rows(min_row=4, max_row=12)]
    assert printed[7][1].startswith("Sarana")
    assert printed[8][1].startswith("Penanganan")
    asked = [row[1].value for row in book[SHEETS["kuesioner"]].iter_rows(min_row=4, max_row=12)]
    assert asked[7] == next(unsur.question for unsur in SKM.unsur if unsur.key == "pengaduan")
    page = client.get("/publik/?urut=unsur").text
    assert page.index("8. Sarana") < page.index("9. Penanganan")
    desk = client.get(f"/manajer/skm?period={PERIOD}", headers=manager).text
    assert re.search(r"<td>8</td><th scope=\"row\">Sarana", desk)
    sheet = client.get("/publik/skm.csv").text
    assert sheet.index(",sarpras,") < sheet.index(",pengaduan,")
