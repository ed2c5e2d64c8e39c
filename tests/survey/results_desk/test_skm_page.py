"""The page of managers and auditors: who may read it, and that it says exactly what was answered."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest

from queue_app.catalogue.directory import directory
from queue_app.line import calling
from queue_app.line.ticket import Status
from queue_app.live.snapshots import holders_view
from queue_app.transaction import reading
from survey.sampling import required
from tests.make import again, do, headers, make_open_counter, make_ticket
from tests.survey.respondent.make import SKM, make_form, make_scores, words
from tests.survey.results_desk.make import BEFORE, letters, make_answered, make_served, make_visits

OTHERS = ("counter", "supervisor", "survey", "admin", "integrator", "kiosk", "display")


@pytest.fixture
def read(app, client):
    """Read the desk as a manager: `read(period="2026-S2")`."""
    bearer = headers("manager")
    return lambda path="/manajer/skm", **query: client.get(path, query_string=query, headers=bearer)


def said(answer) -> str:
    return words(answer.text)


def table(read, **query) -> list[dict[str, str]]:
    answer = read("/manajer/skm.csv", **query)
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))


def services_of(agency: str) -> list[str]:
    with reading() as session:
        house = directory(session)
        return sorted(s.code for s in house.services.values() if s.agency.code == agency)


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
    methods = {m for r in app.url_map.iter_rules() if r.endpoint.startswith("results_desk.") for m in r.methods}
    assert methods == {"GET", "HEAD", "OPTIONS"}


# --- figures -----------------------------------------------------------------------------------------------------


def test_visits_answered_on_a_phone_are_what_the_manager_reads(client, read):
    make_open_counter()
    for score in (4, 4, 3, 3, 2):
        ticket = make_ticket()
        for verb in (calling.call_next, calling.start, calling.finish):
            do(verb)
        ticket = again(ticket)
        assert ticket.status is Status.SERVED
        with reading() as session:
            address = holders_view(session, directory(session), ticket)["survey_url"]
        assert client.post(address, data=make_form(score, biaya=4)).status_code == 200
    page = said(read())
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
    make_visits(4, day=BEFORE)
    make_visits(6)
    answer = read()
    assert "Belum ada hasil sebelumnya yang dapat dibandingkan." in said(answer)
    assert "tick-before" not in answer.text


def test_days_of_ones_own_are_compared_with_as_many_days_before(read):
    make_visits(5, make_scores(2), day=BEFORE)
    make_visits(5, make_scores(4), day=BEFORE.replace(day=30))
    page = said(read(period="tanggal", **{"from": "2026-05-21", "to": "2026-05-31"}))
    assert "+50,00 dari 10–20 Mei 2026 (5 responden)" in page


# --- filters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["2026-11", "2026-TW4", "2026-S2", "2026"])
def test_each_kind_of_period_holds_its_answers_and_no_others(read, period):
    make_visits(5, make_scores(4))
    make_visits(7, make_scores(1), day=BEFORE.replace(year=2025))
    assert "Responden 5 Dilayani 5" in said(read(period=period))


def test_without_a_period_it_is_this_semester(read):
    make_visits(5)
    make_visits(7, day=BEFORE)
    page = said(read())
    assert "Semester II 2026, 1 Juli – 31 Desember 2026" in page
    assert "Masih berjalan" in page
    assert "Responden 5 Dilayani 5" in page


def test_agency_and_service_narrow_answers_and_population_alike(read):
    dkc, (other, *_) = services_of("DKC"), services_of("SAM")
    make_visits(6, service=dkc[0])
    make_visits(7, service=dkc[1])
    make_visits(8, service=other)
    assert "Responden 21 Dilayani 21" in said(read())
    assert "Responden 13 Dilayani 13" in said(read(agency="DKC"))
    assert "Responden 7 Dilayani 7" in said(read(service=dkc[1]))


def test_the_address_is_kept_as_short_as_what_it_means(read):
    (other, *_) = services_of("SAM")
    form = {"agency": "DKC", "service": other, "period": "2026-S2", "from": "", "to": ""}
    answer = read(**form)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/manajer/skm?period=2026-S2&agency=DKC"
    assert read(period="2026-S2", agency="DKC").status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"period": "2026-S3"}, "period"),
        ({"period": "kemarin"}, "period"),
        ({"period": "2015"}, "period"),
        ({"period": "tanggal"}, "from"),
        ({"period": "tanggal", "from": "2026-11-31", "to": "2026-11-30"}, "from"),
        ({"period": "tanggal", "from": "2026-11-30", "to": "2026-11-01"}, "to"),
        ({"period": "tanggal", "from": "0001-01-01", "to": "9999-12-31"}, "from"),
    ],
)
def test_a_wrong_period_is_said_beside_its_field(read, query, field):
    answer = read(**query)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}"' in answer.text
    assert read("/manajer/skm.csv", **query).status_code == 422


@pytest.mark.parametrize("query", [{"agency": "XXX"}, {"service": "XXX"}, {"agency": "x" * 500}])
def test_what_the_catalogue_never_had_is_not_found(read, query):
    assert read(**query).status_code == 404


# --- small groups --------------------------------------------------------------------------------------------------


def test_a_small_service_is_merged_and_never_shown_alone(read):
    dkc = services_of("DKC")
    make_visits(9, service=dkc[0])
    make_visits(3, make_scores(1), service=dkc[1])
    make_visits(3, make_scores(1), service=dkc[2])
    lines = table(read)
    assert [(one["lingkup"], one["kode_layanan"], one["responden"]) for one in lines] == [
        ("keseluruhan", "", "15"),
        ("layanan", dkc[0], "9"),
        ("gabungan", "", "6"),
    ]
    page = said(read())
    assert "Gabungan 2 layanan" in page
    assert "Layanan dengan kurang dari 5 jawaban tidak ditampilkan sendiri." in page


def test_a_hidden_result_shows_no_figure_of_its_answers(read):
    dkc = services_of("DKC")
    make_visits(9, service=dkc[0])
    make_visits(3, make_scores(1), service=dkc[1])
    answer = read(service=dkc[1])
    page = said(answer)
    assert "Jawaban masih terlalu sedikit untuk ditampilkan" in page
    assert "bar25" not in answer.text
    assert "index-value" not in answer.text
    (line,) = table(read, service=dkc[1])
    assert {line[key] for key in ("responden", "indeks", "mutu", "waktu_n", "waktu_indeks")} == {""}


def test_small_agencies_are_merged_with_each_other(read):
    make_visits(4, service=services_of("DKC")[0])
    make_visits(4, service=services_of("SAM")[0])
    assert [(one["lingkup"], one["responden"]) for one in table(read)] == [
        ("keseluruhan", "8"),
        ("gabungan", "8"),
    ]
    assert "terlalu sedikit" in said(read(agency="DKC"))


def test_a_service_that_would_uncover_a_small_one_is_merged_with_it(read):
    dkc = services_of("DKC")
    make_visits(9, service=dkc[0])
    make_visits(2, service=dkc[1])
    assert [one["lingkup"] for one in table(read)] == ["keseluruhan", "gabungan"]
    assert "terlalu sedikit" in said(read(service=dkc[0]))


def test_nothing_answered_yet_is_a_page_of_its_own(read):
    make_served(12)
    answer = read()
    page = said(answer)
    assert answer.status_code == 200
    assert "Belum ada jawaban pada Semester II 2026" in page
    assert "12 orang sudah dilayani dan mendapat kode penilaian." in page
    assert "0,00" not in page
    assert len(table(read)) == 1


# --- download ------------------------------------------------------------------------------------------------------


def test_the_download_says_what_the_page_says(read):
    dkc = services_of("DKC")
    make_visits(6, make_scores(3, waktu=2), service=dkc[0])
    make_visits(8, make_scores(4), service=dkc[1])
    page = said(read(agency="DKC"))
    lines = table(read, agency="DKC")
    assert [one["lingkup"] for one in lines] == ["keseluruhan", "layanan", "layanan"]
    assert {one["kode_instansi"] for one in lines} == {"DKC"}
    for one in lines:
        assert one["indeks"].replace(".", ",") in page
        assert one["mutu"] in "ABCD"
    whole = lines[0]
    assert (whole["responden"], whole["dilayani"], whole["mencukupi"]) == ("14", "14", "ya")
    assert (whole["kuesioner"], whole["bobot"]) == ("permenpanrb-14-2017", "exact")
    assert (whole["dari"], whole["sampai"]) == ("2026-07-01", "2026-12-31")
    # waktu: (6 x 2 + 8 x 4) / 14 = 44/14
    assert (whole["waktu_n"], whole["waktu_nrr"], whole["waktu_indeks"]) == ("14", "3.143", "78.57")


def test_the_download_is_a_file_with_a_name_of_its_own(read):
    answer = read("/manajer/skm.csv", period="2026-TW4", agency="DKC")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="skm-2026-TW4-DKC.csv"'
    own = read("/manajer/skm.csv", period="tanggal", **{"from": "2026-11-01", "to": "2026-11-02"})
    assert 'filename="skm-2026-11-01-2026-11-02-semua.csv"' in own.headers["Content-Disposition"]


def test_too_few_answers_get_no_letter_in_the_download_either(read):
    make_served(100)
    make_answered(9)
    assert {one["mutu"] for one in table(read)} == {""}
    assert {one["waktu_mutu"] for one in table(read)} == {""}


def test_the_page_is_kept_by_nobody_else(read):
    assert read().headers["Cache-Control"] == "no-store"
    assert read("/manajer/skm.csv").headers["Cache-Control"] == "no-store"
