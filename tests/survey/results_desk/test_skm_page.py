"""The page of managers and auditors: who may read it, and that it says exactly what was answered."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.line import calling, serving
from queue_app.line.ticket import Status
from queue_app.live.snapshots import holders_view
from queue_app.transaction import reading
from survey.sampling import required
from tests.conftest import still
from tests.make import again, do, headers, make_open_counter, make_ticket
from tests.survey.respondent.make import SKM, make_form, make_scores, words
from tests.survey.results_desk.make import (
    BEFORE,
    letters,
    make_answered,
    make_served,
    make_visits,
    said,
)

OTHERS = ("counter", "supervisor", "survey", "admin", "integrator", "kiosk", "display")


# --- who ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/manajer/", "/manajer/skm", "/manajer/skm.csv"])
def test_who_is_not_signed_in_is_led_to_the_sign_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/masuk?next=")


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_reads_results(client, role):
    bearer = headers(role)
    for path in ("/manajer/", "/manajer/skm", "/manajer/skm.csv"):
        assert client.get(path, headers=bearer).status_code == 403


@pytest.mark.parametrize("role", ["manager", "auditor"])
def test_managers_and_auditors_begin_at_the_survey(client, role):
    bearer = headers(role)
    answer = client.get("/manajer/", headers=bearer)
    assert answer.headers["Location"] == "/manajer/skm"
    assert client.get("/manajer/skm", headers=bearer).status_code == 200


def test_the_desk_has_no_way_to_change_an_answer(app):
    own = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("results_desk.")]
    writes = {rule.rule for rule in own if rule.methods - {"GET", "HEAD", "OPTIONS"}}
    assert writes == {"/manajer/saran/<key>"}  # reads a suggestion and sorts it; the words stay


# --- figures -----------------------------------------------------------------------------------------------------


def test_visits_answered_on_a_phone_are_what_the_manager_reads(client, read):
    make_open_counter()
    for score in (4, 4, 3, 3, 2):
        ticket = make_ticket()
        for verb in (calling.call_next, serving.start, serving.finish):
            do(verb)
        ticket = again(ticket)
        assert ticket.status is Status.SERVED
        with reading() as session:
            address = holders_view(session, directory(session), ticket)["survey_url"]
        assert client.post(address, data=make_form(score, biaya=4)).status_code == 200
    clock.install(still(datetime(2027, 1, 4, 2, tzinfo=UTC)))  # the quarter is over: every answer counts
    page = said(read(period="2026-TW4"))
    # eight unsur 16/5 and biaya 4: 25 x (8 x 3.2 + 4) / 9 = 82.222…
    assert "82,22" in page
    assert "Responden 5 Dilayani 5 Responden minimal 5 Yang menjawab 100,0 %" in page
    assert "Responden mencukupi" in page
    assert "B Baik" in page


def test_index_grades_and_means_are_exact(read):
    make_visits(5, make_scores(4, waktu=2))
    make_visits(3, make_scores(3, waktu=3))
    answer = read()
    page = said(answer)
    # waktu: 19/8 = 2.375 (2.38 half up, 59.375 → 59.38); the others 29/8 = 3.625 (3.63, 90.625 → 90.63)
    assert re.search(r"3 Waktu penyelesaian terendah 1 8 2,38 59,38 D", page)
    assert re.search(r"1 Persyaratan terendah 2 8 3,63 90,63 A", page)
    # 25 x (8 x 29/8 + 19/8) / 9 = 87.1527…
    assert "87,15" in page
    assert "B Baik" in page


def test_unsur_stand_in_the_official_order_of_the_report(read):
    make_visits(5)
    page = read().text
    names = re.findall(r'<span class="bar-name">([^<]+)', page)
    assert names == [unsur.short for unsur in SKM.unsur]
    assert re.findall(r'<span class="bar-number">(\d)', page) == list("123456789")


def test_each_bar_is_as_long_as_its_value(read):
    make_visits(5, make_scores(3, waktu=1, biaya=4))
    widths = re.findall(r'class="fill fill-\w+"[^>]*width="([\d.]+)%"', read().text)
    assert widths == ["66.67", "66.67", "0.00", "100.00", *["66.67"] * 5]


def test_the_three_lowest_are_named_in_words_worst_first(read):
    make_visits(5, make_scores(4, sarpras=1, waktu=2, pengaduan=3))
    page = read().text
    low = words(page[page.index('class="card lowest"') :])
    order = [low.index(f"{short} ") for short in ("Sarana dan prasarana", "Waktu penyelesaian", "Penanganan pengaduan")]
    assert order == sorted(order)
    marks = re.findall(r'bar-name">([^<]+)<span class="rank">.*?terendah (\d)', page, re.DOTALL)
    assert sorted((rank, name) for name, rank in marks) == [
        ("1", "Sarana dan prasarana"),
        ("2", "Waktu penyelesaian"),
        ("3", "Penanganan pengaduan"),
    ]


def test_too_few_answers_get_no_letter_anywhere(read):
    make_served(100)
    make_answered(required(100) - 1, make_scores(4))
    answer = read()
    page = said(answer)
    assert "Responden belum mencukupi" in page
    assert "Mutu (A–D) tampil setelah 80 orang menjawab." in page
    assert letters(answer.text) == []
    assert "fill-A" not in answer.text
    assert "Sangat baik" not in page
    assert "100,00" in page
    make_answered(1, make_scores(4))
    assert "A Sangat baik" in said(read())


def test_answers_of_earlier_visits_are_explained_not_counted_as_a_rate(read):
    make_answered(6)
    page = said(read())
    assert "Responden 6 Dilayani 0 Responden minimal –" in page
    assert "Sebagian jawaban berasal dari kunjungan sebelum periode ini." in page
    assert "Yang menjawab" not in page


def test_instrument_and_weight_are_named(read):
    make_visits(5)
    page = said(read())
    assert "Peraturan Menteri PANRB Nomor 14 Tahun 2017, bobot tepat 1/9." in page


# --- the period before ---------------------------------------------------------------------------------------------


def test_the_period_before_is_compared_with_its_number_of_answers(read):
    make_visits(5, make_scores(3), day=BEFORE)
    make_visits(6, make_scores(3, waktu=4))
    answer = read()
    page = said(answer)
    # (8 x 75 + 100) / 9 = 77.78, before 75.00
    assert "+2,78 dari Semester I 2026 (5 responden)" in page
    assert "garis tegak: Semester I 2026" in page
    assert len(re.findall(r'class="tick-before" x1="66\.67%"', answer.text)) == 9
    assert re.search(r"3 Waktu penyelesaian 6 4,00 100,00 A 75,00 \+25,00", page)


def test_what_cannot_be_compared_is_not(read):
    make_visits(4, day=BEFORE.replace(year=2025))
    make_visits(6)
    answer = read(period="2026")
    assert "Belum ada hasil sebelumnya yang dapat dibandingkan." in said(answer)
    assert "tick-before" not in answer.text


def test_months_of_ones_own_are_compared_with_as_many_months_before(read):
    make_visits(5, make_scores(2), day=BEFORE.replace(month=4))
    make_visits(5, make_scores(4), day=BEFORE)
    page = said(read(period="tanggal", **{"from": "2026-05-01", "to": "2026-05-31"}))
    assert "+50,00 dari 1–30 April 2026 (5 responden)" in page


def test_a_range_of_days_is_led_to_the_whole_months_that_hold_it(read):
    answer = read(period="tanggal", **{"from": "2026-05-21", "to": "2026-06-02"})
    assert answer.headers["Location"] == "/manajer/skm?period=tanggal&from=2026-05-01&to=2026-06-30"
