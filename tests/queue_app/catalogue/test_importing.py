from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.catalogue import models as m
from queue_app.catalogue.diff import Kind
from queue_app.catalogue.directory import directory, site_codes
from queue_app.catalogue.hours import opens_at
from queue_app.catalogue.reading import default_catalogue
from queue_app.catalogue.rows import CatalogueInvalid
from tests.queue_app.catalogue.make import at, edit, load, make_folder, preview


def rows_of(session: Session) -> dict[str, int]:
    tables = [mapper.class_ for mapper in m.Record.registry.mappers if mapper.class_.__module__ == m.__name__]
    return {t.__tablename__: session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def version(session: Session) -> int:
    return session.scalars(select(m.SiteRecord.catalogue_version)).one()


def test_the_shipped_catalogue_loads_into_an_empty_database(session: Session) -> None:
    changes = load(session, default_catalogue())
    counts = rows_of(session)
    assert (counts["agencies"], counts["services"], counts["service_standards"]) == (24, 167, 67)
    assert changes.new_site
    assert changes.warnings == ()
    assert version(session) == 1


def test_a_second_import_of_the_same_files_finds_nothing(session: Session) -> None:
    load(session, default_catalogue())
    before = rows_of(session)
    again = load(session, default_catalogue())
    assert not again
    assert again.rows == ()
    assert rows_of(session) == before
    assert version(session) == 1


def test_each_shipped_sheet_alone_finds_nothing_after_the_folder(session: Session) -> None:
    load(session, default_catalogue())
    sheets = [*sorted(default_catalogue().glob("*.csv")), default_catalogue() / "standards.toml"]
    assert len(sheets) == 7
    assert {sheet.name: preview(session, sheet).rows for sheet in sheets} == {sheet.name: () for sheet in sheets}


def test_a_dry_run_changes_nothing(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    edit(tmp_path / "c" / "services.csv", "kk,15,ya", "kk,20,ya")
    before = rows_of(session)
    changes = preview(session, tmp_path / "c")
    assert changes
    assert not session.new
    assert not session.dirty
    assert rows_of(session) == before
    assert directory(session).service("DKC-KK").nominal_minutes == 15


def test_a_changed_field_is_shown_before_and_after_and_written(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    edit(tmp_path / "c" / "services.csv", "kk,15,ya", "kk;kartu kk,20,ya")
    changes = load(session, tmp_path / "c")
    assert changes.counts() == {"services": {"changed": 1}}
    assert changes.as_dict()["changes"] == [
        {
            "table": "services",
            "key": "DKC-KK",
            "kind": "changed",
            "fields": {"aliases": [["kk"], ["kk", "kartu kk"]], "nominal_minutes": [15, 20]},
        }
    ]
    service = directory(session).service("DKC-KK")
    assert (service.nominal_minutes, service.aliases) == (20, ("kk", "kartu kk"))
    assert version(session) == 2


def test_who_changed_what_is_recorded(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    edit(tmp_path / "c" / "lines.csv", "S,Samsat", "S,Samsat Corner")
    load(session, tmp_path / "c")
    records = list(session.scalars(select(m.CatalogueChangeRecord).order_by("id")))
    assert [r.by for r in records] == ["test", "test"]
    assert records[1].summary["changes"][0]["fields"] == {"name": ["Samsat", "Samsat Corner"]}
    assert json.dumps(records[0].summary)


def test_hours_and_closures_are_replaced(session: Session, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c")
    load(session, folder)
    edit(folder / "agencies.csv", "09.00-12.00", "")
    edit(folder / "closures.csv", "2026-12-01,SAM,Pindahan\n", "2026-12-24,,Cuti bersama\n")
    changes = load(session, folder)
    assert changes.counts() == {"agencies": {"changed": 1}, "closures": {"added": 1, "ended": 1}}
    house = directory(session)
    assert set(house.agency("DKC").hours) == {0}
    assert {str(day) for day in house.agency("SAM").closures} == {"2026-12-24", "2026-12-25"}
    assert not preview(session, folder)


def test_a_missing_service_is_ended_and_kept(session: Session, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c")
    load(session, folder)
    edit(folder / "services.csv", "DKC-KK,DKC,A,H1,Kartu Keluarga,kk,15,ya,typical\n", "")
    changes = load(session, folder)
    assert [c.key for c in changes.of("services") if c.kind is Kind.ENDED] == ["DKC-KK"]
    assert rows_of(session)["services"] == 3
    assert "DKC-KK" not in directory(session).services
    assert not preview(session, folder)


def test_an_ended_service_that_returns_is_the_same_row(session: Session, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c")
    load(session, folder)
    was = directory(session).service("DKC-KK").id
    row = "DKC-KK,DKC,A,H1,Kartu Keluarga,kk,15,ya,typical\n"
    edit(folder / "services.csv", row, "")
    load(session, folder)
    load(session, make_folder(folder))
    service = directory(session).service("DKC-KK")
    assert service.id == was
    assert {c.code for c in directory(session).counters_of[was]} == {"L1"}
    assert not preview(session, folder)


def test_an_ended_agency_takes_its_services_from_the_citizens_view(session: Session, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c")
    load(session, folder)
    edit(folder / "agencies.csv", "SAM,Samsat,Samsat,pajak,assumed,,,typical\n", "")
    edit(folder / "services.csv", "SAM-PAJAK,SAM,S,H1,Pajak tahunan,pajak motor,8,tidak,typical\n", "")
    edit(folder / "counters.csv", "L3,3,Loket 3,H1,SAM,\n", "")
    edit(folder / "closures.csv", "2026-12-01,SAM,Pindahan\n", "")
    load(session, folder)
    house = directory(session)
    assert set(house.agencies) == {"DKC"}
    assert set(house.counters) == {"L1", "L2"}
    assert rows_of(session)["agencies"] == 2
    assert not preview(session, folder)


def test_new_agencies_and_changed_ones_go_together(session: Session, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c")
    load(session, folder)
    edit(folder / "agencies.csv", "Dinas Dukcapil,", "Dinas Dukcapil Kota,")
    with (folder / "agencies.csv").open("a") as file:
        file.write("POL,Polres,Polres,polisi,assumed,,,typical\n")
    with (folder / "lines.csv").open("a") as file:
        file.write("P,Polres\n")
    with (folder / "services.csv").open("a") as file:
        file.write("POL-SKCK,POL,P,H1,SKCK,skck,10,ya,typical\n")
    changes = load(session, folder)
    assert directory(session).service("POL-SKCK").line.prefix == "P"
    assert [str(w) for w in changes.warnings] == ["POL-SKCK tidak dilayani loket mana pun"]


def test_two_sites_share_a_prefix_and_keep_their_own_time(session: Session, tmp_path: Path) -> None:
    load(session, default_catalogue())
    load(session, make_folder(tmp_path / "c"))
    assert site_codes(session) == ["gmsc", "makassar"]
    west, east = directory(session, "gmsc"), directory(session, "makassar")
    assert west.line("A").id != east.line("A").id
    assert len(west.services) == 167
    assert len(east.services) == 3
    monday = at("2026-11-23 08.00").date()
    west_opens = opens_at(west.site, west.agency("DKC"), monday)
    east_opens = opens_at(east.site, east.agency("DKC"), monday)
    assert west_opens == at("2026-11-23 08.00", "Asia/Jakarta")
    assert east_opens == at("2026-11-23 07.00", "Asia/Jakarta")
    assert not preview(session, default_catalogue())
    assert not preview(session, tmp_path / "c")


def test_broken_files_change_nothing(session: Session, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c")
    load(session, folder)
    before = rows_of(session)
    edit(folder / "services.csv", "kk,15,ya", "kk,nol,ya")
    with pytest.raises(CatalogueInvalid):
        load(session, folder)
    assert rows_of(session) == before
    assert version(session) == 1


def test_prefixes_that_sound_alike_are_warned_about_and_imported(session: Session, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c", lines_csv="prefix,name\nB,Dukcapil\nD,Samsat\n")
    services = (folder / "services.csv").read_text()
    services = services.replace(",A,H1", ",B,H1").replace(",S,H1", ",D,H1")
    (folder / "services.csv").write_text(services)
    changes = load(session, folder)
    assert [str(w) for w in changes.warnings] == ["B dan D terdengar mirip di pengeras suara"]
    assert set(directory(session).lines) == {"B", "D"}
