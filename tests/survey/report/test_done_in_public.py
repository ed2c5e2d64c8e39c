"""The public page tells what was done about what people said, once, with what was published before and after."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from math import hypot, sqrt
from statistics import variance

from openpyxl import load_workbook
from pypdf import PdfReader

from queue_app import clock
from queue_app.transaction import transaction
from survey import evidence, followup
from survey.action import read
from tests.survey.make import SKM
from tests.survey.report.make import PERIOD, the_one
from tests.survey.respondent.make import make_scores
from tests.survey.results_desk.make import BEFORE, make_served, make_visits, said

AUTUMN = date(2025, 10, 20)
LINK = "https://gmsc.test/surat-tugas"


def make_act(
    action: str, period: str, *, status: str = "done", agency: str | None = None, proof: str = "Foto loket"
) -> None:
    typed = {"unsur": "waktu", "action": action, "owner": "Samsat Corner", "deadline": "2026-10-31"}
    link = "" if proof else LINK
    columns = read(SKM, typed | {"status": status, "evidence": proof, "link": link, "reason": "ruang dipakai"})
    with transaction() as session:
        where = {"site_id": 1, "period": period, "agency": agency}
        followup.add(session, columns, **where, by="staff:1", at=clock.now(), today=date(2026, 7, 6))


def test_what_was_done_stands_with_what_was_published_before_and_after(publish, client):
    make_visits(3, make_scores(4, waktu=1), day=AUTUMN)
    make_visits(3, make_scores(4, waktu=2), day=AUTUMN)
    make_served(20, day=AUTUMN)
    make_served(40, day=BEFORE)
    publish()
    make_act("Buka loket ketiga", "2025-S2")
    alone = said(client.get("/publik/"))
    assert (
        "Buka loket ketiga Samsat Corner · selesai 6 Juli 2026 · rencana Semester II 2025 · bukti: Foto loket" in alone
    )
    assert "Indeks 37,50 pada" not in alone, "the period before is not published"
    publish(period="2025-S2")
    chance = f"{hypot(_margin([25, 25, 25, 50, 50, 50], 26), _margin([50] * 5 + [75] * 11, 56)):.2f}".replace(".", ",")
    page = said(client.get("/publik/"))
    assert (
        "Indeks 37,50 pada Semester II 2025 (6 responden), 67,19 pada Semester I 2026 (16 responden), "
        f"lebih dari kebetulan (±{chance})." in page
    )


def _margin(values: list[float], served: int) -> float:
    """1.96 standard errors of a mean drawn without replacement: the textbook's formula in plain numbers."""
    n = len(values)
    return 1.96 * sqrt(variance(values) / n * (1 - n / served))


def test_a_change_is_never_told_without_its_n_and_its_chance(publish, client, manager):
    """Cover, summary and conclusion of the report, desk and public page, by the formula that the method states."""
    make_visits(6, make_scores(4, waktu=1), day=AUTUMN)
    make_visits(6, make_scores(3), day=AUTUMN)
    make_served(200, day=AUTUMN)
    make_served(200, day=BEFORE)
    publish(period="2025-S2")
    publish()
    before = [25 * total / 9 for total in [33] * 6 + [27] * 6]
    now = [25 * total / 9 for total in [33] * 5 + [27] * 3 + [26] * 3 + [28] * 5]
    step = round(sum(now) / 16, 2) - round(sum(before) / 12, 2)
    chance = hypot(_margin(now, 216), _margin(before, 212))
    assert 0 < -step < chance
    judged = f"dalam batas kebetulan (±{chance:.2f})".replace(".", ",")
    words = f"turun {-step:.2f} dari Semester II 2025 (12 responden), ".replace(".", ",") + judged
    public = client.get("/publik/skm.json").json
    code = next(one["code"] for one in public if one["period"] == PERIOD)
    paper = PdfReader(BytesIO(client.get(f"/publik/laporan/{code}.pdf").data))
    read = [" ".join(page.extract_text().split()) for page in paper.pages]
    assert words in said(client.get("/publik/")).replace("Turun", "turun")
    client.post("/tampilan", data={"bahasa": "en"})
    english = said(client.get("/publik/"))
    assert re.search(r"Down \S+ from second half of 2025 \(12 respondents\), within what chance explains \(±", english)
    assert "Exact weight 1/9" in english
    client.post("/tampilan", data={"bahasa": "id"})
    assert words in said(client.get(f"/manajer/laporan?period={PERIOD}", headers=manager))
    assert f"Indeks {words}" in read[0]
    assert f"Perubahan, {judged} −" in read[0]
    assert "Semester II 2025, 12 responden" in read[0]
    assert sum(words in page for page in read) == 2, "the summary and the conclusion"


def test_nothing_is_told_twice_and_only_what_is_done_is_called_so(publish, client):
    publish()
    make_act("Buka loket ketiga", PERIOD)
    make_act("Tambah kursi", PERIOD, status="running")
    make_act("Rapat mingguan", PERIOD, status="cancelled")
    make_act("Buka pendaftaran daring", PERIOD, proof="")
    page = said(client.get("/publik/"))
    section = page.partition("Anda bilang, kami kerjakan")[2]
    before, _, after = section.partition("Rencana Semester I 2026")
    assert (before.count("Buka loket ketiga"), after.count("Buka loket ketiga")) == (1, 0)
    assert ("Tambah kursi" in before, "Tambah kursi" in after) == (False, True)
    assert "Rapat mingguan" not in before
    assert "Dibatalkan · alasan: ruang dipakai" in after
    assert "Buka pendaftaran daring" in before
    assert f'href="{LINK}"' in client.get("/publik/").text


def test_the_next_report_prints_what_proves_an_act_and_why_another_was_dropped(publish, client, manager):
    make_act("Buka pendaftaran daring", "2025-S2", proof="")
    make_act("Tambah kursi", "2025-S2")
    make_act("Rapat mingguan", "2025-S2", status="cancelled")
    with transaction() as session:
        (act,) = (one for one in followup.plan(session, site_id=1, period="2025-S2") if one.action == "Tambah kursi")
        evidence.keep(session, act.id, "kursi.pdf", b"%PDF-1", site_id=1, by="", by_name="", at=clock.now())
    publish()
    table = {
        row[2]: row[4:]
        for row in load_workbook(
            BytesIO(client.get(f"/manajer/laporan/unduh/xlsx?period={PERIOD}", headers=manager).data)
        )["Hasil tindak lanjut"].iter_rows(min_row=4, values_only=True)
    }
    assert table["Buka pendaftaran daring"] == ("Sudah, 6 Juli 2026", LINK)
    assert table["Tambah kursi"] == ("Sudah, 6 Juli 2026", "Foto loket; berkas kursi.pdf")
    assert table["Rapat mingguan"] == ("Dibatalkan", "Alasan: ruang dipakai. Foto loket")


def test_the_poster_is_one_page_however_long_the_promises_are_and_says_its_weight(publish, client):
    for n in range(4):
        make_act(f"{n} " + "Buka loket tambahan pada jam sibuk bagi semua warga. " * 7, PERIOD, status="planned")
    publish()
    for paper in ("a4", "a3"):
        read = PdfReader(BytesIO(client.get(f"/publik/poster/{the_one().code}-{paper}.pdf").data))
        (page,) = read.pages
        assert all(words in page.extract_text() for words in ("Bobot tepat 1/9", "Sarana", "Terima kasih"))


def test_an_agency_s_page_tells_its_own_acts_and_the_whole_s_names_whose_they_are(publish, client):
    publish()
    publish(agency="BPN")
    make_act("Buka loket ketiga", PERIOD)
    make_act("Perbaiki formulir", PERIOD, agency="BPN")
    own = said(client.get(f"/publik/?hasil={PERIOD}.BPN"))
    assert ("Perbaiki formulir" in own, "Buka loket ketiga" in own) == (True, False)
    whole = said(client.get(f"/publik/?hasil={PERIOD}")).partition("Perbaiki formulir")[2]
    assert whole.startswith(" Samsat Corner · ")
    assert "BPN" in whole.partition("selesai")[0].upper()


def test_too_few_respondents_are_said_once_with_how_many_are_needed(publish, client):
    make_served(40, day=BEFORE)
    publish()
    page = said(client.get("/publik/"))
    assert page.count("Responden belum mencukupi") == 1
    assert "Paling sedikit 49 responden diperlukan. Karena itu mutu A–D tidak dinyatakan." in page
