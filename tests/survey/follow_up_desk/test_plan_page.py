"""The desk of follow-up: lowest unsur first, acts beside them, what is late, before and after, who may write."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from queue_app.transaction import reading
from survey import followup
from survey.action import STATUSES
from tests.make import headers
from tests.survey.respondent.make import make_scores
from tests.survey.results_desk.make import BEFORE, DAY, make_visits, said

PLAN, ADD = "/manajer/tindak-lanjut", "/manajer/tindak-lanjut/tambah"
ACT = {"unsur": "waktu", "action": "Buka loket ketiga", "owner": "Samsat Corner", "deadline": "2026-10-31"}


def make_period():
    """Semester I 2026 with waktu, pengaduan and sarpras lowest; waktu better in semester II."""
    make_visits(6, make_scores(4, waktu=2, pengaduan=2, sarpras=3), day=BEFORE)
    make_visits(6, make_scores(4, waktu=3), day=DAY)


def acts():
    with reading() as session:
        return followup.plan(session, site_id=1, period="2026-S1")


def test_the_three_lowest_unsur_stand_in_the_plan_before_anything_is_written(manager):
    make_period()
    page = said(manager(PLAN))
    assert "Semester I 2026, dari tiga unsur terendah" in page
    assert page.index("Waktu penyelesaian indeks 50,00") < page.index("Penanganan pengaduan") < page.index("Sarana")
    assert page.count("Belum ada tindakan. Tambah tindakan untuk") == 3


def test_an_act_appears_beside_its_unsur_with_what_came_of_it(manager):
    make_period()
    assert manager(ADD, ACT, period="2026-S1").status_code == 303
    page = said(manager(PLAN))
    assert "Buka loket ketiga" in page
    assert "31 Oktober 2026 Triwulan IV 2026" in page
    assert "Terlambat" in page
    assert "Waktu penyelesaian +25,00" in page
    assert "50,00 n 6" in page
    assert "75,00 n 6" in page


def test_a_refused_form_keeps_what_was_typed(manager):
    answer = manager(ADD, ACT | {"owner": "Budi 081234567890", "deadline": ""}, period="2026-S1")
    assert answer.status_code == 422
    assert "bukan nomor ponsel" in answer.text
    assert 'value="Budi 081234567890"' in answer.text
    assert acts() == []


def test_a_change_is_saved_with_its_history_and_an_older_form_is_refused(manager, auditor):
    manager(ADD, ACT, period="2026-S1")
    act = acts()[0]
    done = ACT | {"version": "1", "status": "done", "evidence": "Foto loket"}
    assert manager(f"{PLAN}/{act.id}", done).status_code == 303
    late = manager(f"{PLAN}/{act.id}", ACT | {"version": "1", "status": "running"})
    assert (late.status_code, "baru saja diubah" in late.text) == (409, True)
    page = said(auditor(f"{PLAN}/{act.id}"))
    assert "Status: Direncanakan → Selesai" in page
    assert "Simpan" not in page


def test_only_managers_write_and_only_readers_read(client, auditor):
    for role in ("survey", "supervisor", "admin", "counter"):
        assert client.get(PLAN, headers=headers(role)).status_code == 403
    assert auditor(PLAN).status_code == 200
    assert auditor(ADD, ACT).status_code == 403


def test_an_imported_looking_formula_is_text_in_the_file(manager):
    manager(ADD, ACT | {"action": "=HYPERLINK(1)"}, period="2026-S1")
    rows = list(csv.DictReader(StringIO(manager(f"{PLAN}.csv", period="2026-S1").text.removeprefix("\ufeff"))))
    assert rows[0]["tindakan"] == "'=HYPERLINK(1)"
    assert (rows[0]["status"], rows[0]["terlambat"]) == (STATUSES["planned"], "ya")


@pytest.mark.parametrize("query", [{"period": "2026-S9"}, {"agency": "XXX"}, {"period": "1990-S1"}])
def test_an_address_that_names_nothing_is_refused(manager, query):
    assert manager(PLAN, **query).status_code in (404, 422)


def test_a_forum_goes_from_its_agenda_to_minutes_and_acts(manager, client):
    make_period()
    form = manager(f"{PLAN}/fkp/baru").text
    assert "Waktu penyelesaian (indeks 50,00)" in form
    assert "Peninjauan standar pelayanan: " in form
    begun = manager(
        f"{PLAN}/fkp/baru",
        {
            "period": "2026-S1",
            "held_on": "2026-08-12",
            "hours": "09.00",
            "place": "Aula",
            "mode": "luring",
            "chair": "Kepala *DPMPTSP* #panic()",
            "agenda": "Waktu",
        },
    )
    where = begun.headers["Location"]
    wrong = manager(f"{where}/peserta", {"kind": "pengguna", "organisation": "", "came": "2"})
    assert (wrong.status_code, "Wajib diisi." in wrong.text) == (422, True)
    for kind in ("pengguna", "media"):
        manager(f"{where}/peserta", {"kind": kind, "organisation": kind, "came": "2"})
    assert "Baru 2 unsur" in said(manager(where))
    promise = {"unsur": "waktu", "promise": "Loket ketiga", "owner": "Samsat", "deadline": "2026-12-01"}
    assert manager(f"{where}/komitmen", promise).status_code == 303
    assert manager(f"{where}/jadikan-tindakan", {}).status_code == 303
    assert [act.action for act in acts()] == ["Loket ketiga"]
    public = f"/publik/forum/{where.rpartition('/')[2]}.pdf"
    assert (client.get(public).status_code, "berita acara" in client.get("/publik/").text.lower()) == (404, False)
    assert manager(f"{where}/kunci", {}).status_code == 303
    assert f'href="{public}"' in client.get("/publik/").text
    assert "Aula. 4 orang hadir: pengguna layanan, media." in said(client.get("/publik/"))
    published = " ".join(page.extract_text() for page in PdfReader(BytesIO(client.get(public).data)).pages)
    assert ("DAFTAR HADIR" in published, "Loket ketiga" in published, "DRAF" in published) == (True, True, False)
    assert "#panic()" in published
    assert manager(f"{where}/peserta", {"kind": "ormas", "organisation": "x", "came": "1"}).status_code == 409
    pdf = manager(f"{where}/berita-acara.pdf")
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert b"/StructTreeRoot" in pdf.data
    letters = PdfReader(BytesIO(manager(f"{where}/undangan.pdf").data)).pages
    assert [kind in page.extract_text() for kind, page in zip(("pengguna", "media"), letters, strict=True)] == [
        True
    ] * 2
    assert "#panic()" in letters[0].extract_text()


def test_the_official_report_prints_the_plan_as_text_in_every_file(manager):
    make_period()
    manager(ADD, ACT | {"action": "=HYPERLINK(1)", "owner": "+Samsat"}, period="2026-S1")
    files = {
        kind: BytesIO(manager(f"/manajer/laporan/unduh/{kind}", period="2026-S1").data)
        for kind in ("xlsx", "docx", "pdf")
    }
    rows = list(load_workbook(files["xlsx"])["Rencana tindak lanjut"].iter_rows(min_row=4))
    assert [cell.value for cell in rows[0]] == [1, "Waktu penyelesaian", "=HYPERLINK(1)", "31 Oktober 2026", "+Samsat"]
    assert all(cell.data_type in "sn" for row in rows for cell in row)
    plan = next(t for t in Document(files["docx"]).tables if t.cell(0, 2).text == "Rencana tindak lanjut")
    assert [cell.text for cell in plan.rows[1].cells][1:] == [cell.value for cell in rows[0]][1:]
    assert b"w:instrText" not in ZipFile(files["docx"]).read("word/document.xml")
    printed = " ".join(page.extract_text() for page in PdfReader(files["pdf"]).pages)
    assert ("=HYPERLINK(1)" in printed, "+Samsat" in printed) == (True, True)
