"""`import` and `seed`: what they would change, what they changed, and every mistake of a file by its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from queue_app.catalogue.directory import directory, forget
from queue_app.catalogue.models import CatalogueChangeRecord
from queue_app.catalogue.reading import default_catalogue
from queue_app.transaction import reading
from tests.queue_app.catalogue.make import make_folder
from tests.queue_app.commands.conftest import Operate

SERVICE = "code,agency_code,line,hall,name,nominal_minutes,online_allowed,certainty\n"
FRESH = "DKC-BARU,DKC,A,H2,Layanan baru,10,ya,typical\n"


@pytest.fixture(autouse=True)
def as_it_was(app: Flask) -> Iterator[None]:
    """Put the mall's own catalogue back: tests share a database whose catalogue stays."""
    before = services()
    yield
    if services() != before:
        app.test_cli_runner().invoke(args=["seed"], catch_exceptions=False)
    assert services() == before


def services() -> dict[str, str]:
    forget()
    with reading() as session:
        return {s.code: s.name for s in directory(session).services.values()}


def changes() -> int:
    with reading() as session:
        return session.query(CatalogueChangeRecord).count()


def sheet(folder: Path, rows: str, name: str = "services.csv") -> Path:
    file = folder / name
    file.write_text(rows, encoding="utf-8")
    return file


def test_every_mistake_is_told_with_file_row_and_column(operate: Operate, tmp_path: Path) -> None:
    wrong = "DKC-A,DKC,A,H2,Satu,sepuluh,ya,typical\nDKC-B,DKC,A,H2,Dua,10,mungkin,yakin\n"
    before = changes()
    code, out, err = operate("import", sheet(tmp_path, SERVICE + wrong))
    assert (code, out) == (2, "")
    told = err.splitlines()
    assert told[0] == "Berkas katalog belum dapat dipakai: 3 hal perlu diperbaiki."
    assert [line.partition(": ")[0] for line in told[1:]] == [
        "  services.csv, baris 2, kolom nominal_minutes",
        "  services.csv, baris 3, kolom online_allowed",
        "  services.csv, baris 3, kolom certainty",
    ]
    assert all(line.partition(": ")[2] for line in told[1:])
    assert changes() == before


def test_seed_tells_the_same_of_a_folder(operate: Operate, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "k", lines_csv="prefix,name\nA,Dukcapil\n")
    code, out, err = operate("seed", "--catalogue", folder)
    assert (code, out) == (2, "")
    assert "services.csv, baris 4, kolom line: huruf antrean S tidak ada di katalog" in err


def test_a_row_that_refers_to_nothing_is_told_with_its_place(operate: Operate, tmp_path: Path) -> None:
    file = sheet(tmp_path, SERVICE + FRESH.replace(",H2,", ",H9,"))
    for flags in ((), ("--dry-run",), ("--json",)):
        code, out, err = operate("import", file, *flags)
        assert (code, out) == (2, "")
        assert "  services.csv, baris 2, kolom hall: ruang tunggu H9 tidak ada di katalog" in err


def test_a_file_that_is_no_sheet_or_is_not_there_is_refused(operate: Operate, tmp_path: Path) -> None:
    code, _out, err = operate("import", sheet(tmp_path, "x", "apa.csv"))
    assert code == 2
    assert "jenis lembar tidak dikenali" in err
    code, _out, err = operate("import", tmp_path / "tidak-ada.csv")
    assert code == 2
    assert "tidak-ada.csv" in err


def test_a_dry_run_says_what_would_change_and_how_certain_it_is(operate: Operate, tmp_path: Path) -> None:
    before = changes()
    code, out, err = operate("import", sheet(tmp_path, SERVICE + FRESH), "--dry-run")
    assert (code, err) == (0, "")
    assert "services: 1 added" in out
    assert "Kepastian instansi: 11 disebut sumber, 13 lazim di tempat lain" in out
    assert "Kepastian jam buka: 11 disebut sumber, 13 anggapan" in out
    assert "Kepastian layanan: 10 disebut sumber, 158 lazim di tempat lain" in out
    assert "Menunggu konfirmasi: 192 dari 192 instansi dan layanan" in out
    assert changes() == before
    assert "DKC-BARU" not in services()


def test_a_dry_run_as_json_counts_certainties(operate: Operate, tmp_path: Path) -> None:
    code, out, _err = operate("import", sheet(tmp_path, SERVICE + FRESH), "--dry-run", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["counts"] == {"services": {"added": 1}, "counters": {"changed": told["counts"]["counters"]["changed"]}}
    assert told["certainty"]["services"] == {"seen": 10, "typical": 158, "confirmed": 0}
    assert told["awaiting"]["hours"] == 24


def test_an_import_changes_the_house_and_says_what(operate: Operate, tmp_path: Path) -> None:
    file = sheet(tmp_path, SERVICE + FRESH)
    code, out, _err = operate("import", file)
    assert code == 0
    assert out.startswith("services: 1 added")
    assert services()["DKC-BARU"] == "Layanan baru"
    assert operate("import", file)[:2] == (0, "Tidak ada perubahan.\n")
    told = json.loads(operate("import", file, "--json")[1])
    assert (told["counts"], "certainty" in told) == ({}, False)


def test_seed_again_changes_only_what_differs(operate: Operate) -> None:
    assert operate("seed") == (0, "Tidak ada perubahan.\n", "")
    assert operate("seed", "--catalogue", default_catalogue())[:2] == (0, "Tidak ada perubahan.\n")
    assert operate("seed", "--catalogue", "tidak-ada")[0] == 2
