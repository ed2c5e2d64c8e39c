"""The catalogue changed from pages: checked as files are, recorded, planned for a day, never under a waiting ticket."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app import clock
from queue_app.catalogue import planned, versions
from queue_app.catalogue.directory import Directory, directory, forget
from queue_app.catalogue.models import CatalogueChangeRecord, SiteRecord
from queue_app.jobs import work
from queue_app.line import desk, issuing
from queue_app.transaction import reading, transaction
from tests.conftest import MONDAY, still
from tests.make import headers
from tests.queue_app.admin.conftest import Send


def house() -> Directory:
    forget()
    with reading() as session:
        return directory(session)


def version_and_changes() -> tuple[int, int]:
    with reading() as session:
        version = session.execute(select(SiteRecord.catalogue_version)).scalar_one()
        return version, len(session.scalars(select(CatalogueChangeRecord.id)).all())


def read(browser: FlaskClient, path: str) -> str:
    return unescape(browser.get(path, headers=headers("admin")).text)


def test_a_change_is_in_force_at_once_with_its_author_and_a_new_version(mall: Flask, send: Send) -> None:
    version, changes = version_and_changes()
    answer = send("/admin/katalog/loket/L4", number="94", name="Loket 94", agency_code="DKC", hall="H2", services="")
    assert answer.status_code == 303
    assert house().counters["L4"].number == 94
    assert version_and_changes() == (version + 1, changes + 1)
    with reading() as session:
        last = session.scalars(select(CatalogueChangeRecord).order_by(CatalogueChangeRecord.id.desc())).first()
    assert last is not None
    assert last.by.startswith("token:")
    assert last.summary["changes"][0]["fields"]["number"] == [4, 94]


@pytest.mark.parametrize(
    ("kind", "form", "field", "says"),
    [
        ("loket", {"number": "x", "agency_code": "DKC"}, "number", "Harus bilangan bulat dari 1 sampai 999."),
        ("loket", {"number": "5", "agency_code": "DKC"}, "number", "Nomor loket 5 sudah dipakai L5"),
        ("layanan", {"agency_code": "DKC", "name": "", "nominal_minutes": "9"}, "name", "Wajib diisi."),
        ("huruf", {"prefix": "ABC", "name": "Uji"}, "prefix", "satu atau dua huruf besar"),
        ("huruf", {"prefix": "A", "name": "Uji"}, "prefix", "Huruf ini sudah dipakai."),
        ("instansi", {"name": "Uji", "short_name": "Uji", "code": "DKC"}, "code", "Kode ini sudah dipakai."),
    ],
)
def test_a_refused_form_says_what_is_wrong_and_keeps_what_was_typed(
    mall: Flask, send: Send, kind: str, form: dict[str, str], field: str, says: str
) -> None:
    before = version_and_changes()
    answer = send(f"/admin/katalog/{kind}/baru", **form)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "Ada yang perlu diperbaiki" in page
    assert re.search(rf'<a href="#{field}">[^<]*{re.escape(says)}', page)
    typed = next(value for value in form.values() if value)
    assert f'value="{typed}"' in page
    assert version_and_changes() == before


def test_nothing_ends_while_somebody_waits_and_afterwards_it_is_inactive_not_gone(mall: Flask, send: Send) -> None:
    service = house().services["SOS-DTSEN"]
    with transaction() as session:
        ticket = issuing.issue(session, house(), service, issuing.Wish(channel="counter"), by="test")
    for path in (f"layanan/{service.code}", "instansi/SOS"):
        answer = send(f"/admin/katalog/{path}/akhiri", when="sekarang")
        assert answer.status_code == 409
        assert "Masih ada 1 nomor" in unescape(answer.text)
    assert service.code in house().services
    with transaction() as session:
        desk.cancel(session, house(), ticket, by="test")
    assert send(f"/admin/katalog/layanan/{service.code}/akhiri", when="sekarang").status_code == 303
    now = house()
    assert service.code not in now.services
    assert not now.service_by_id[service.id].active
    assert send(f"/admin/katalog/layanan/{service.code}/hidupkan").status_code == 303
    assert service.code in house().services


def test_a_planned_change_waits_for_its_day_can_be_taken_back_and_is_applied_once(
    mall: Flask, send: Send, browser: FlaskClient
) -> None:
    def planned_now() -> list[planned.Planned]:
        with reading() as session:
            return planned.pending(session, 1)

    form = {"agency_code": "DKC", "name": "Kartu Identitas Anak besok", "aliases": "kia", "nominal_minutes": "12"}
    form |= {"line": "A", "hall": "H2", "online_allowed": "ya", "quota": "", "popular": "", "certainty": "seen"}
    assert send("/admin/katalog/layanan/DKC-KIA", **form, when="besok").status_code == 303
    assert house().services["DKC-KIA"].name != form["name"]
    page = read(browser, "/admin/katalog/layanan/DKC-KIA")
    assert "Berlaku Selasa, 24 November 2026 pukul 00.00" in page
    (waiting,) = planned_now()
    assert send(f"/admin/rencana/{waiting.id}/tarik").status_code == 303
    assert planned_now() == []
    for day, status in (("2026-11-23", 422), ("x", 422), ("2030-01-01", 422), ("2026-11-25", 303)):
        answer = send("/admin/katalog/layanan/DKC-KIA", **form, when="tanggal", effective_on=day)
        assert answer.status_code == status, day
    for button in ("sekarang", "besok"):
        answer = send("/admin/katalog/layanan/DKC-KIA", **form, when=button, effective_on="2026-11-25")
        assert answer.status_code == 422, "a day that was typed is never passed over"
        assert "Tanggal ini belum dipakai" in answer.text
        assert 'value="2026-11-25"' in answer.text
    work.apply_planned()
    assert house().services["DKC-KIA"].name != form["name"]
    clock.install(still(MONDAY + timedelta(days=2)))
    version, changes = version_and_changes()
    work.apply_planned()
    work.apply_planned()
    assert house().services["DKC-KIA"].name == form["name"]
    assert version_and_changes() == (version + 1, changes + 1)
    assert planned_now() == []


def test_what_no_longer_fits_stays_planned_and_says_why(mall: Flask, send: Send, browser: FlaskClient) -> None:
    form = {"number": "88", "name": "Loket 88", "agency_code": "DKC", "hall": "H2", "services": ""}
    assert send("/admin/katalog/loket/L6", **form, when="besok").status_code == 303
    assert send("/admin/katalog/loket/baru", number="88", agency_code="SAM").status_code == 303
    clock.install(still(MONDAY + timedelta(days=1)))
    work.apply_planned()
    assert house().counters["L6"].number != 88
    assert "Nomor loket 88 sudah dipakai" in read(browser, "/admin/katalog/loket/L6")


def test_a_standard_keeps_its_versions_and_is_previewed_before_it_is_saved(
    mall: Flask, send: Send, browser: FlaskClient
) -> None:
    form = {name: f"{name} baru" for name in ("jangka_waktu", "biaya", "produk", "pengaduan")}
    form |= {"persyaratan": "KTP\nKK", "prosedur": "Datang\nPulang", "cases": "hilang: Surat kehilangan; Materai"}
    form |= {"dasar_hukum": "", "source_url": "", "certainty": "dikonfirmasi", "unconfirmed": "biaya"}
    code = "DKC-KTP-HILANG"
    shown = unescape(send(f"/admin/standar/{code}/pratinjau", **form).text)
    assert "Belum disimpan" in shown
    assert "Surat kehilangan; Materai" in shown
    assert "biaya baru" not in read(browser, f"/admin/standar/{code}")
    assert send(f"/admin/katalog/standar/{code}", **form).status_code == 303
    assert send(f"/admin/katalog/standar/{code}", **(form | {"biaya": "Gratis selamanya"})).status_code == 303
    with reading() as session:
        kept = versions.versions_of(session, house().services[code].id)
    assert [one.body["biaya"] for one in kept][:2] == ["Gratis selamanya", "biaya baru"]
    old = read(browser, f"/admin/standar/{code}?versi={kept[1].number}")
    assert "biaya baru" in old
    assert "belum dikonfirmasi" in old
    wrong = send(f"/admin/katalog/standar/{code}", **(form | {"persyaratan": "", "cases": "tanpa titik dua"}))
    assert wrong.status_code == 422
    assert "Wajib diisi." in wrong.text
    assert "satu keadaan per baris" in wrong.text


def test_a_week_has_its_friday_break_and_an_impossible_one_is_refused(mall: Flask, send: Send) -> None:
    week = {"senin_buka": "08.00", "senin_tutup": "15:00", "jumat_buka": "08.00", "jumat_tutup": "14.30"}
    friday = {"jumat_jeda": "11.30", "jumat_sampai": "13.00", "hours_certainty": "confirmed"}
    assert send("/admin/katalog/jam/SAM", **week, **friday).status_code == 303
    hours = house().agencies["SAM"].hours
    assert sorted(hours) == [0, 4]
    assert f"{hours[4].break_from:%H.%M}-{hours[4].break_to:%H.%M}" == "11.30-13.00"
    wrong = send(
        "/admin/katalog/jam/SAM", **week, jumat_jeda="16.00", jumat_sampai="17.00", hours_certainty="confirmed"
    )
    assert wrong.status_code == 422
    assert "Jeda harus berada di dalam jam buka." in wrong.text
    assert 'value="16.00"' in wrong.text
