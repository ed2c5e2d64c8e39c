"""Importing one sheet into a site that exists."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from queue_app.catalogue.diff import Kind
from queue_app.catalogue.directory import directory
from queue_app.catalogue.rows import CatalogueInvalid
from queue_app.errors import Unknown
from tests.queue_app.catalogue.make import load, make_folder, preview


def test_a_sheet_changes_only_the_rows_and_columns_it_names(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    sheet = tmp_path / "services.csv"
    sheet.write_text("code,nominal_minutes,quota\nDKC-KK,25,40\n")
    changes = load(session, sheet)
    assert changes.counts() == {"services": {"changed": 1}}
    service = directory(session).service("DKC-KK")
    assert (service.nominal_minutes, service.quota, service.aliases) == (25, 40, ("kk",))
    assert len(directory(session).services) == 3


def test_a_new_service_of_a_sheet_joins_its_agencys_line_hall_and_counters(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    sheet = tmp_path / "services.csv"
    header = "code,agency_code,name,nominal_minutes,online_allowed,certainty\n"
    sheet.write_text(header + "DKC-KIA,DKC,Kartu Identitas Anak,10,ya,typical\n")
    load(session, sheet)
    house = directory(session)
    service = house.service("DKC-KIA")
    assert (service.line.prefix, service.hall.code) == ("A", "H1")
    assert [c.code for c in house.counters_of[service.id]] == ["L1"]


def test_a_sheet_can_end_a_service(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    sheet = tmp_path / "services.csv"
    sheet.write_text("code,active\nDKC-KK,tidak\n")
    changes = load(session, sheet)
    assert [c.kind for c in changes.of("services")] == [Kind.ENDED]
    assert "DKC-KK" not in directory(session).services


def test_new_rows_of_a_sheet_need_what_they_cannot_inherit(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    sheet = tmp_path / "services.csv"
    sheet.write_text("code,agency_code,name\nDKC-KIA,DKC,KIA\nXXX-A,XXX,Apa\n")
    with pytest.raises(CatalogueInvalid) as refused:
        load(session, sheet)
    said = [str(p) for p in refused.value.problems]
    assert "services.csv, baris 2, kolom nominal_minutes: wajib ada untuk baris baru" in said
    assert "services.csv, baris 3, kolom line: wajib ada untuk baris baru" in said


def test_a_sheet_that_refers_to_nothing_is_refused(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    sheet = tmp_path / "services.csv"
    sheet.write_text("code,agency_code\nDKC-KK,XXX\n")
    with pytest.raises(CatalogueInvalid) as refused:
        preview(session, sheet)
    said = [str(p) for p in refused.value.problems]
    assert said == ["services.csv, baris 2, kolom agency_code: instansi XXX tidak ada di katalog"]


def test_a_new_agency_of_a_sheet_without_hours_is_warned_about(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    sheet = tmp_path / "agencies.csv"
    header = "code,name,short_name,category,hours_certainty,certainty\n"
    sheet.write_text(header + "POL,Polres,Polres,polisi,assumed,typical\n")
    changes = load(session, sheet)
    assert [str(w) for w in changes.warnings] == ["Polres belum punya jam buka, jadi selalu tutup"]


def test_a_sheet_of_holidays_adds_them(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    sheet = tmp_path / "closures.csv"
    sheet.write_text("day,agency_code,reason\n2027-01-01,,Tahun baru\n2026-12-01,SAM,Renovasi\n")
    changes = load(session, sheet)
    assert changes.counts() == {"closures": {"changed": 1, "added": 1}}
    assert len(directory(session).agency("SAM").closures) == 3


def test_a_sheet_needs_a_site_to_go_to(session: Session, tmp_path: Path) -> None:
    sheet = tmp_path / "services.csv"
    sheet.write_text("code,nominal_minutes\nDKC-KK,25\n")
    with pytest.raises(Unknown):
        preview(session, sheet)
