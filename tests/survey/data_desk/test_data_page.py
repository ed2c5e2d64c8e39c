"""The desk of answers in and out: tried first, all or nothing, and nothing that leaves points at a person."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
from collections import Counter
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from queue_app.transaction import reading
from survey import imports
from survey import instrument as shelf
from survey.anonymous import COLUMNS, HIDDEN, coarsened
from survey.answer_rows import understand
from survey.answer_table import grids
from survey.cells import SMALLEST
from tests.make import headers
from tests.survey.follow_up_desk.make import make_import
from tests.survey.respondent.make import SKM, make_scores
from tests.survey.results_desk.make import BEFORE, DAY, make_visits, said

DESK = "/manajer/data-jawaban"
HEAD = ",".join(["Nama", *(f"U{n}" for n in range(1, 10))])
STATED = {"period": "2025-S1", "population": "1.200", "order": "body", "printed_index": "96,88", "printed_grade": "A"}


def file_of(*rows: str, name: str = "skm.csv"):
    content, name = text_of(*rows, name=name)
    return (BytesIO(content), name)


def text_of(*rows: str, name: str = "skm.csv") -> tuple[bytes, str]:
    return ("\n".join([HEAD, *rows]).encode(), name)


def kept():
    with reading() as session:
        return [
            (one.period, one.n, one.population, bool(one.withdrawn_at)) for one in imports.imports(session, site_id=1)
        ]


def test_a_file_is_tried_then_brought_in_whole_then_withdrawn_with_a_reason(manager):
    page = manager(f"{DESK}/periksa", STATED | {"file": file_of(*["Budi,4,4,2,4,4,4,4,2,4"] * 6)})
    assert page.status_code == 200
    words = said(page)
    assert "Indeks tercetak 96,88" in words
    assert "Kolom yang tidak disimpan: Nama." in words
    assert kept() == []
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert manager(f"{DESK}/impor", hidden).status_code == 303
    assert kept() == [("2025-S1", 6, 1200, False)]
    assert manager(f"{DESK}/impor", hidden).status_code == 409
    assert manager(f"{DESK}/1/tarik", {"reason": ""}).status_code == 422
    assert manager(f"{DESK}/1/tarik", {"reason": "Salah periode"}).status_code == 303
    assert kept() == [("2025-S1", 6, 1200, True)]
    assert "Salah periode" in said(manager(DESK))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"file": text_of("Budi,4,4,5,4,4,4,4,2,4")}, "Baris 2, kolom U3: '5' bukan nilai 1 sampai 4."),
        ({"file": (b"PK\x03\x04rusak", "a.xlsx")}, "rusak"),
        ({"file": (b"a,b\n1,2", "a.csv")}, "Tidak ada baris judul"),
        ({}, "Berkas ini kosong."),
        ({"file": text_of("Budi,4,4,4,4,4,4,4,2,4"), "population": "0"}, "tidak mungkin lebih kecil"),
        ({"file": text_of("Budi,4,4,4,4,4,4,4,2,4"), "period": "kemarin"}, "Pilih periode"),
        ({"file": text_of("Budi,4,4,4,4,4,4,4,2,4"), "order": ""}, "Nyatakan dahulu urutan nomornya."),
        ({"file": text_of("Budi,4,4,4,4,4,4,4,2,4"), "agency": "XXX"}, "Pilih instansi"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(manager, changed, words):
    sent = {name: (BytesIO(value[0]), value[1]) if name == "file" else value for name, value in changed.items()}
    answer = manager(f"{DESK}/periksa", STATED | sent)
    assert answer.status_code == 422
    assert words in said(answer).replace("&#39;", "'")
    assert kept() == []


def test_the_page_asks_for_the_columns_of_the_questionnaire_that_was_in_force(manager, tmp_path, monkeypatch):
    whole = said(manager(DESK))
    assert "Judul kolom persyaratan … sarpras, nama unsurnya, atau U1–U9." in whole
    assert "U8 sarana dan prasarana, U9 penanganan pengaduan" in whole
    regulation = shelf.INSTRUMENTS / f"{SKM.code}.toml"
    text = regulation.read_text(encoding="utf-8")
    later = text.replace(SKM.code, "uji").replace("from = 2017-01-01", "from = 2026-01-01").replace("sarpras", "gedung")
    body, other = re.findall(r"^(?:body|questionnaire) = (.*)$", later, re.MULTILINE)
    (tmp_path / regulation.name).write_text(text, encoding="utf-8")
    (tmp_path / "uji.toml").write_text(later.replace(other, body), encoding="utf-8")
    both = shelf.shelf(tmp_path)
    monkeypatch.setattr(shelf, "shelf", lambda: both)
    asked = said(manager(DESK))
    assert "Kuesioner sejak 2026: kolom persyaratan … gedung, nama unsurnya, atau U1–U9." in asked
    assert "Kuesioner sejak 2017: kolom persyaratan … sarpras, nama unsurnya, atau U1–U9." in asked
    numbered = STATED | {"period": "2026-S1", "order": "", "file": file_of(*["Budi,4,4,2,4,4,4,4,2,3"] * 6)}
    tried = manager(f"{DESK}/periksa", numbered)
    assert tried.status_code == 200, "numbered in one way only: there is nothing to ask"


def test_fifty_megabytes_are_refused_before_they_are_read(manager):
    answer = manager(f"{DESK}/periksa", STATED | {"file": (BytesIO(b"1" * 50_000_000), "a.csv")})
    assert (answer.status_code, "Kiriman terlalu besar" in answer.text) == (413, True)


def test_only_managers_write(client, auditor):
    for role in ("survey", "supervisor", "admin"):
        assert client.get(DESK, headers=headers(role)).status_code == 403
    assert auditor(DESK).status_code == 200
    assert auditor(f"{DESK}/impor", STATED).status_code == 403


def test_imported_answers_are_not_among_those_given_by_token(manager, client):
    make_visits(6, make_scores(4), day=BEFORE)
    make_import(period="2026-S1", score=1)
    page = said(client.get("/manajer/skm", query_string={"period": "2026-S1"}, headers=headers("manager")))
    assert "100,00" in page
    assert "25,00 A" not in page


def test_an_imported_period_stands_in_for_a_plan_where_nobody_answered_by_token(manager):
    make_import(period="2026-S1")
    page = said(manager("/manajer/tindak-lanjut", period="2026-S1"))
    assert "(hasil impor)" in page


# --- out ----------------------------------------------------------------------------------------------------------


def bundle(manager, period="2026-S1"):
    answer = manager(f"{DESK}/{period}.zip")
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.data)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def test_the_bundle_holds_scores_and_words_for_them_and_nothing_that_joins(manager):
    make_visits(7, make_scores(3, waktu=2), day=BEFORE)
    make_visits(2, make_scores(1), service="BPN-ROYA", day=BEFORE)
    files = bundle(manager)
    rows = list(csv.DictReader(StringIO(files["jawaban.csv"])))
    assert list(rows[0]) == ["periode", "instansi", "layanan", *(f.key for f in SKM.profile), *SKM.keys]
    assert Counter(row["waktu"] for row in rows) == {"2": 7, "1": 2}
    assert {row["periode"] for row in rows} == {"2026-S1"}
    assert "BPN" not in files["jawaban.csv"]
    codes = list(csv.DictReader(StringIO(files["kodebuk.csv"])))
    assert {"kolom": "biaya", "nilai": "4", "arti": "Gratis"}.items() <= next(
        code for code in codes if (code["kolom"], code["nilai"]) == ("biaya", "4")
    ).items()
    assert "VALUE LABELS biaya 1 'Sangat mahal'" in " ".join(files["baca.sps"].split())
    assert 'read.csv("jawaban.csv"' in files["baca.R"]


def test_a_running_period_and_a_small_one_stay_in_the_house(manager):
    make_visits(9, day=DAY)
    make_visits(4, day=BEFORE)
    for period, words in (("2026-S2", "setelah periodenya berakhir"), ("2026-S1", "kurang dari 5")):
        for kind in ("zip", "xlsx"):
            answer = manager(f"{DESK}/{period}.{kind}")
            assert (answer.status_code, words in answer.text) == (409, True)
    assert manager(f"{DESK}/2026-X.zip").status_code == 422


def test_no_two_files_differ_by_fewer_than_five_people(manager):
    make_visits(6, make_scores(3), day=date(2026, 2, 3))
    make_visits(1, make_scores(1), day=date(2026, 3, 3))
    make_visits(4, make_scores(2), day=date(2026, 5, 5))

    def scores(period):
        return sorted(row["waktu"] for row in csv.DictReader(StringIO(bundle(manager, period)["jawaban.csv"])))

    assert scores("2026-TW1") == scores("2026-S1") == ["1", *["3"] * 6], "four of the second quarter are in no file"
    for period in ("2026-02", "2026-03", "2026-TW2"):
        assert manager(f"{DESK}/{period}.zip").status_code == 409
    assert "/2026-0" not in manager(DESK).text


@pytest.mark.parametrize("printed", ["body", "questionnaire"])
def test_the_raw_table_numbers_the_unsur_as_the_regulation_does_and_is_read_back_alike(
    app, manager, monkeypatch, printed
):
    orders = {"survey_form_order": printed, "survey_report_order": printed}
    monkeypatch.setitem(app.extensions, "config", dataclasses.replace(app.extensions["config"], **orders))
    make_visits(6, make_scores(4, sarpras=2), day=BEFORE)
    file = manager(f"{DESK}/2026-S1.xlsx").data
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(file)).active.iter_rows()]
    assert rows[2] == ["No.", *(f"U{n}" for n in range(1, 10))]
    assert (rows[3][8], rows[3][9]) == ("pengaduan", "sarpras")
    assert rows[-1] == ["NRR", 4, 4, 4, 4, 4, 4, 4, 4, 2]
    again = understand(grids("olah.xlsx", file), SKM)
    assert {key: tally.mean for key, tally in again.tallies.items()} == dict(
        zip(rows[3][1:], rows[-1][1:], strict=True)
    )


def test_every_combination_that_leaves_is_shared_by_five_or_more():
    rows = [
        dict(zip(COLUMNS, ("A", f"S{n % 3}", "pl"[n % 2], f"u{n % 5}", f"d{n % 7}", "x", "y"), strict=True), waktu=n)
        for n in range(83)
    ]
    made = coarsened(rows)
    shared = Counter(tuple(row[name] for name in COLUMNS) for row in made)
    assert min(shared.values()) >= SMALLEST
    assert sorted(row["waktu"] for row in made) == list(range(83))
    assert any(HIDDEN in key for key in shared)
    assert len({key[1] for key in shared}) == 3


def test_the_command_tries_and_brings_in(app, tmp_path):
    file = tmp_path / "skm.csv"
    file.write_text("\n".join([",".join(SKM.keys), *["4,4,4,4,4,4,4,4,4"] * 5]), encoding="utf-8")
    run = app.test_cli_runner().invoke
    wanted = ["skm", "import", str(file), "--period", "2025-S1", "--population", "40", "--json"]
    tried = json.loads(run(args=[*wanted, "--dry-run", "--index", "84.20", "--grade", "A"]).output)
    assert (tried["imported"], tried["index"], kept()) == (False, "100.00", [])
    assert len(tried["warnings"]) == 3
    assert json.loads(run(args=wanted).output)["imported"]
    assert kept() == [("2025-S1", 5, 40, False)]
    file.write_text("\n".join([",".join(SKM.keys), "4,4,4,4,4,4,4,4,9"]), encoding="utf-8")
    wrong = run(args=wanted)
    assert (wrong.exit_code, "Baris 2, kolom sarpras" in json.loads(wrong.output)["errors"][0]) == (1, True)
    rows = [f"{said},{','.join('4' * 9)}" for said in ("DKC-KIA", "kartu  identitas anak", "KIA untuk kucing")]
    file.write_text("\n".join([f"layanan,{','.join(SKM.keys)}", *rows]), encoding="utf-8")
    assert [error[:8] for error in json.loads(run(args=wanted).output)["errors"]] == ["Baris 4,"], "codes and names"
