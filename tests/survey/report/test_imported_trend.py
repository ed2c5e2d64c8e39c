"""Imported answers of earlier periods stand in the trend only where nobody answered by token, and are called so."""

from __future__ import annotations

from decimal import Decimal

from tests.survey.follow_up_desk.make import make_import
from tests.survey.report.make import PERIOD, make_report, the_one
from tests.survey.report.test_done_in_public import AUTUMN
from tests.survey.respondent.make import make_scores
from tests.survey.results_desk.make import make_visits, said


def test_a_report_calls_an_imported_period_imported_and_does_not_compare_with_it(app):
    make_import("2025-S2")
    made = make_report()
    rows = {row.values[0]: row.values[1:3] for row in made.table("tren").rows}
    assert rows["Semester II 2025, hasil impor"] == (6, Decimal("75.00"))
    assert rows["Semester I 2025"] == (0, None)
    assert "Hasil impor: dari jawaban survei lama" in made.table("tren").note
    assert made.snapshot["change"] == ""


def test_own_answers_are_never_replaced_nor_joined_by_imported_ones(app):
    make_import("2025-S2")
    make_visits(5, make_scores(4), day=AUTUMN)
    rows = {row.values[0]: row.values[1:3] for row in make_report().table("tren").rows}
    assert rows["Semester II 2025"] == (5, Decimal("100.00"))


def test_too_few_own_answers_do_not_make_room_for_imported_ones(app):
    make_import("2025-S2")
    make_visits(2, make_scores(4), day=AUTUMN)
    rows = {row.values[0]: row.values[1:3] for row in make_report().table("tren").rows}
    assert rows["Semester II 2025"] == (None, None)


def test_the_public_page_and_the_desk_say_so_in_words(publish, client, manager):
    make_import("2025-S2")
    publish()
    assert [point["imported"] for point in the_one().snapshot["trend"]] == [False, False, False, True, False]
    page = client.get("/publik/").text
    assert "Semester II 2025, hasil impor 75,00" in page
    assert "bukan dari kode sekali pakai: Semester II 2025." in said(client.get("/publik/"))
    desk = said(client.get(f"/manajer/skm?period={PERIOD}", headers=manager))
    assert "Semester II 2025, hasil impor 6 75,00" in desk
