"""What the desk shows is what the address asks for, and never a small group alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from queue_app import clock
from tests.conftest import still
from tests.survey.respondent.make import make_scores
from tests.survey.results_desk.make import (
    BEFORE,
    make_answered,
    make_served,
    make_visits,
    said,
    services_of,
    table,
)

# --- filters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["2026-11", "2026-TW4", "2026-S2", "2026"])
def test_each_kind_of_period_holds_its_answers_and_no_others(read, period):
    make_visits(5, make_scores(4), day=date(2026, 11, 20))
    make_visits(7, make_scores(1), day=BEFORE.replace(year=2025))
    clock.install(still(datetime(2027, 1, 4, 2, tzinfo=UTC)))
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


def test_answers_that_wait_are_not_called_none(read):
    make_visits(6, day=date(2026, 11, 20))
    page = said(read())
    assert "Jawaban pada Semester II 2026 belum dapat ditampilkan" in page
    assert "6 jawaban belum dihitung" in page
    assert "Belum ada jawaban" not in page


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
    assert 'filename="skm-2026-11-01-2026-11-30-semua.csv"' in own.headers["Content-Disposition"]


def test_too_few_answers_get_no_letter_in_the_download_either(read):
    make_served(100)
    make_answered(9)
    assert {one["mutu"] for one in table(read)} == {""}
    assert {one["waktu_mutu"] for one in table(read)} == {""}


def test_the_page_is_kept_by_nobody_else(read):
    assert read().headers["Cache-Control"] == "no-store"
    assert read("/manajer/skm.csv").headers["Cache-Control"] == "no-store"
