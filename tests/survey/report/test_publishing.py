"""Publishing freezes a report: what it said, the very file, and in the end why it holds no longer."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from queue_app.people.models import AuditEntryRecord
from queue_app.transaction import reading, transaction
from survey import publication
from survey.publication_record import PublicationRecord
from tests.make import headers
from tests.survey.report.make import PERIOD, all_of_them, the_one
from tests.survey.results_desk.make import BEFORE, make_answered, make_visits


def test_a_published_report_is_found_by_its_code_with_the_fingerprint_of_its_file(publish, client):
    assert publish(number="000.8/12/2026").status_code == 303
    one = the_one()
    file = client.get(f"/publik/laporan/{one.code}.pdf")
    assert file.data.startswith(b"%PDF-")
    assert hashlib.sha256(file.data).hexdigest() == one.sha256
    page = client.get(f"/verifikasi/{one.code.lower().replace('-', ' ')}").text
    assert "Dokumen ini asli" in page
    assert one.sha256 in page
    assert "000.8/12/2026" in page


def test_later_answers_change_nothing_that_was_published(publish, client, manager):
    publish()
    before, files = the_one(), client.get(f"/manajer/laporan/unduh/pdf?period={PERIOD}", headers=manager).data
    make_answered(20, day=BEFORE)
    assert the_one() == before
    assert client.get(f"/manajer/laporan/unduh/pdf?period={PERIOD}", headers=manager).data == files
    assert client.get("/publik/skm.json").json[0]["result"]["n"] == 16


def test_the_trend_of_a_later_report_prints_what_was_published(publish, client, manager):
    publish()
    printed = str(the_one().index)
    make_answered(20, day=BEFORE)
    make_visits(6)
    page = client.get("/manajer/laporan?period=2026-S2", headers=manager).text
    assert f"<dt>Semester I 2026, 16 responden</dt><dd>{printed.replace('.', ',')}" in page
    assert "batas kebetulannya tidak dapat dihitung" in page, "the answers say no longer what was printed"


def test_a_running_period_is_not_published(publish, client):
    make_visits(6)
    answer = publish(period="2026-S2")
    assert answer.status_code == 409
    assert "masih berjalan" in answer.text
    assert all_of_them() == []


def test_a_month_waits_for_its_quarter_of_which_answers_are_held_back(publish):
    make_visits(12, day=date(2026, 10, 20))
    answer = publish(period="2026-10")
    assert (answer.status_code, all_of_them()) == (409, [])
    assert "masih berjalan" in answer.text


def test_fewer_than_five_answers_are_not_published(publish):
    answer = publish(period="2025-S2")
    assert answer.status_code == 409
    assert "terlalu sedikit" in answer.text
    assert all_of_them() == []


def test_the_same_report_sent_twice_is_published_once(publish):
    publish()
    assert publish().status_code == 409
    assert len(all_of_them()) == 1


def test_a_report_is_replaced_for_a_reason_that_everybody_reads(publish, client):
    publish()
    old = the_one()
    assert publish(replacing=old.code).status_code == 422, "without a reason nothing is replaced"
    make_answered(4, day=BEFORE)
    assert publish(replacing=old.code, reason="Empat jawaban kertas ditambahkan").status_code == 303
    new = the_one()
    assert (new.n, old.n) == (20, 16)
    page = client.get(f"/verifikasi/{old.code}").text
    assert "Dokumen ini sudah diganti" in page
    assert "Empat jawaban kertas ditambahkan" in page
    assert new.code in page
    assert client.get(f"/publik/laporan/{old.code}.pdf").status_code == 200


def test_a_withdrawn_report_says_so_and_leaves_the_public_page(publish, client, manager):
    publish()
    one = the_one()
    said = {"period": PERIOD, "code": one.code, "reason": "Salah periode"}
    assert client.post("/manajer/laporan/cabut", data={**said, "reason": ""}, headers=manager).status_code == 422
    assert client.post("/manajer/laporan/cabut", data=said, headers=manager).status_code == 303
    assert "sudah dicabut" in client.get(f"/verifikasi/{one.code}").text
    assert client.get("/publik/skm.json").json == []
    assert "Belum ada hasil" in client.get("/publik/").text
    assert client.post("/manajer/laporan/cabut", data=said, headers=manager).status_code == 409


def test_who_published_and_who_ended_it_is_kept(publish, client, manager):
    publish()
    code = the_one().code
    said = {"period": PERIOD, "code": code, "reason": "Salah periode"}
    client.post("/manajer/laporan/cabut", data=said, headers=manager)
    with reading() as session:
        rows = session.scalars(select(AuditEntryRecord).where(AuditEntryRecord.subject == f"report:{code}")).all()
    assert [row.action for row in rows] == ["report.publish", "report.withdraw"]
    assert all(row.by.startswith("token:") for row in rows)


@pytest.mark.parametrize("role", ["auditor", "admin", "supervisor", "survey", "counter"])
def test_only_a_manager_publishes(publish, client, role):
    answer = client.post("/manajer/laporan/terbitkan", data={"period": PERIOD}, headers=headers(role))
    assert answer.status_code == 403
    assert all_of_them() == []


def test_two_reports_in_force_for_one_period_are_refused_by_the_database(publish):
    publish()
    with reading() as session:
        row = session.scalars(select(PublicationRecord)).one()
        same = {c.name: getattr(row, c.name) for c in PublicationRecord.__table__.columns if c.name != "id"}
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction() as session:
        session.execute(insert(PublicationRecord).values(**same | {"code": "0" * 8}))


def test_a_report_of_another_site_is_not_withdrawn(publish):
    publish()
    with pytest.raises(publication.PublicationUnknown), transaction() as session:
        publication.withdraw(session, the_one().code, site_id=2, reason="x", at=the_one().published_at, by="test")


def test_a_program_reads_of_the_public_what_was_published(publish, client):
    publish()
    one = the_one()
    (found,) = json.loads(client.get("/publik/skm.json").data)
    assert (found["code"], found["result"]["index"], found["sha256"]) == (one.code, str(one.index), one.sha256)


def test_everybody_asks_for_published_periods_and_a_manager_for_all(publish, client, manager):
    make_visits(6, day=date(2026, 2, 20))
    assert client.get("/api/v1/skm").status_code == 404
    publish()
    one = the_one()
    newest = client.get("/api/v1/skm").json
    assert (newest["index"], newest["n"], newest["from"], newest["to"]) == (
        str(one.index),
        one.n,
        "2026-01-01",
        "2026-06-30",
    )
    assert client.get("/api/v1/skm?from=2026-01-01&to=2026-06-30").json == newest
    quarter = "/api/v1/skm?from=2026-01-01&to=2026-03-31"
    assert client.get(quarter).status_code == 404
    assert client.get("/api/v1/skm?agency=DKC").status_code == 404
    assert client.get(quarter, headers=manager).json["n"] == 6
    service = client.get("/api/v1/skm?service=DKC-KTP-HILANG").json
    (line,) = [s for s in one.snapshot["services"] if s["services"] == ["DKC-KTP-HILANG"]]
    assert (service["n"], service["index"]) == (line["n"], line["index"])
    assert client.get("/api/v1/skm?service=BPN-CEK").status_code == 404, "too few to stand alone"
