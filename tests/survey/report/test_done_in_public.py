"""The public page tells what was done about what people said, once, with what was published before and after."""

from __future__ import annotations

from datetime import date

from queue_app import clock
from queue_app.transaction import transaction
from survey import followup
from survey.action import read
from tests.survey.make import SKM
from tests.survey.report.make import PERIOD
from tests.survey.respondent.make import make_scores
from tests.survey.results_desk.make import BEFORE, make_served, make_visits, said

AUTUMN = date(2025, 10, 20)


def make_act(action: str, period: str, *, status: str = "done", agency: str | None = None) -> None:
    typed = {"unsur": "waktu", "action": action, "owner": "Samsat Corner", "deadline": "2026-10-31"}
    columns = read(SKM, typed | {"status": status, "evidence": "Foto loket", "reason": "diganti"})
    with transaction() as session:
        where = {"site_id": 1, "period": period, "agency": agency}
        followup.add(session, columns, **where, by="staff:1", at=clock.now(), today=date(2026, 7, 6))


def test_what_was_done_stands_with_what_was_published_before_and_after(publish, client):
    make_visits(6, make_scores(4, waktu=1), day=AUTUMN)
    publish()
    make_act("Buka loket ketiga", "2025-S2")
    alone = said(client.get("/publik/"))
    assert (
        "Buka loket ketiga Samsat Corner · selesai 6 Juli 2026 · rencana Semester II 2025 · bukti: Foto loket" in alone
    )
    assert "Indeks 25,00 pada" not in alone, "the period before is not published"
    publish(period="2025-S2")
    assert "Indeks 25,00 pada Semester II 2025, 67,19 pada Semester I 2026." in said(client.get("/publik/"))


def test_nothing_is_told_twice_and_only_what_is_done_is_called_so(publish, client):
    publish()
    make_act("Buka loket ketiga", PERIOD)
    make_act("Tambah kursi", PERIOD, status="running")
    make_act("Rapat mingguan", PERIOD, status="cancelled")
    page = said(client.get("/publik/"))
    section = page.partition("Anda bilang, kami kerjakan")[2]
    before, _, after = section.partition("Rencana Semester I 2026")
    assert (before.count("Buka loket ketiga"), after.count("Buka loket ketiga")) == (1, 0)
    assert ("Tambah kursi" in before, "Tambah kursi" in after) == (False, True)
    assert "Rapat mingguan" not in before


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
