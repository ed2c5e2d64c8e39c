from __future__ import annotations

from pathlib import Path

import pytest

from queue_app.catalogue.cells import day_hours, hours_text
from queue_app.catalogue.reading import read_catalogue
from queue_app.catalogue.rows import CatalogueInvalid
from tests.queue_app.catalogue.make import SMALL, edit, make_folder


def problems_of(path: Path) -> list[str]:
    with pytest.raises(CatalogueInvalid) as refused:
        read_catalogue(path)
    assert refused.value.status == 422
    assert [e["message"] for e in refused.value.errors] == [str(p) for p in refused.value.problems]
    return [str(p) for p in refused.value.problems]


def test_a_good_folder_is_read_whole(tmp_path: Path) -> None:
    found = read_catalogue(make_folder(tmp_path / "c")).catalogue
    assert found is not None
    assert list(found.services) == ["DKC-KTP", "DKC-KK", "SAM-PAJAK"]
    assert found.services["DKC-KTP"].aliases == ("ktp ilang", "ktp rusak")
    assert found.site.tz_name == "Asia/Makassar"
    assert found.site.late_after == 2


def test_counters_without_a_list_serve_all_of_their_agency(tmp_path: Path) -> None:
    found = read_catalogue(make_folder(tmp_path / "c")).catalogue
    assert found is not None
    assert found.counters["L1"].services == ("DKC-KK", "DKC-KTP")
    assert found.counters["L2"].services == ("DKC-KTP",)


def test_agencies_without_found_hours_get_the_default_of_the_folder(tmp_path: Path) -> None:
    found = read_catalogue(make_folder(tmp_path / "c")).catalogue
    assert found is not None
    week = {day: hours_text(hours) for day, hours in found.agencies["SAM"].hours.items()}
    assert week == {0: "08.00-15.00", 4: "08.00-14.30 jeda 11.30-13.00"}
    assert set(found.agencies["DKC"].hours) == {0, 1}


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "sentence"),
    [
        ("services.csv", "kk,15,ya", "kk,nol,ya", 3, "nominal_minutes", "harus bilangan bulat dari 1 sampai 480"),
        ("services.csv", "kk,15,ya", "kk,15,mungkin", 3, "online_allowed", "harus ya atau tidak"),
        ("services.csv", "Kartu Keluarga,kk", ",kk", 3, "name", "wajib diisi"),
        (
            "services.csv",
            "DKC-KK,DKC",
            "dkc kk,DKC",
            3,
            "code",
            "kode hanya boleh huruf besar, angka, dan tanda hubung, misalnya DKC-LAHIR",
        ),
        ("services.csv", "DKC-KK,DKC,A", "DKC-KK,XXX,A", 3, "agency_code", "instansi XXX tidak ada di katalog"),
        ("services.csv", "SAM,S,H1", "SAM,Z,H1", 4, "line", "huruf antrean Z tidak ada di katalog"),
        ("services.csv", "SAM,S,H1", "SAM,S,H9", 4, "hall", "ruang tunggu H9 tidak ada di katalog"),
        ("services.csv", "DKC-KK,", "DKC-KTP,", 3, None, "DKC-KTP sudah ada di baris 2"),
        ("services.csv", ",kk,15", ",15", 3, None, "ada 8 sel, seharusnya 9"),
        ("services.csv", "certainty", "certainity", 1, "certainity", "kolom ini tidak dikenal"),
        ("agencies.csv", "08.00-14.00", "14.00-08.00", 2, "senin", "jam tutup harus setelah jam buka"),
        ("agencies.csv", "08.00-14.00", "25.00-26.00", 2, "senin", "jam 25.00 tidak dikenal; tulis seperti 08.00"),
        (
            "agencies.csv",
            "08.00-14.00",
            "pagi",
            2,
            "senin",
            "jam buka harus seperti 08.00-14.30 atau 08.00-14.30 jeda 11.30-13.00",
        ),
        (
            "agencies.csv",
            "08.00-14.00",
            "08.00-14.00 jeda 13.00-15.00",
            2,
            "senin",
            "jeda harus berada di dalam jam buka",
        ),
        (
            "agencies.csv",
            "assumed,,,typical",
            "assumed,,,pasti",
            3,
            "certainty",
            "harus salah satu dari: seen, typical, confirmed",
        ),
        ("lines.csv", "S,Samsat", "s1,Samsat", 3, "prefix", "huruf antrean harus satu atau dua huruf besar"),
        ("counters.csv", "L2,2", "L2,1", 3, "number", "nomor loket 1 sudah dipakai L1 di ruang yang sama"),
        ("counters.csv", "DKC,DKC-KTP", "DKC,DKC-XXX", 3, "services", "layanan DKC-XXX tidak ada di katalog"),
        ("closures.csv", "2026-12-25", "25/12/2026", 2, "day", "tanggal harus seperti 2026-12-25"),
        ("closures.csv", "SAM,Pindahan", "XXX,Pindahan", 3, "agency_code", "instansi XXX tidak ada di katalog"),
        ("standards.toml", "[DKC-KTP]", "[DKC-XXX]", 2, "service_code", "layanan DKC-XXX tidak ada di katalog"),
        ("standards.toml", '["Kartu Keluarga"]', "[]", 2, "persyaratan", "harus daftar kalimat, paling sedikit satu"),
        ("standards.toml", '"Gratis"', '" "', 2, "biaya", "wajib diisi"),
        (
            "standards.toml",
            '["jangka_waktu"]',
            '["harga"]',
            2,
            "perlu_konfirmasi",
            "hanya boleh berisi nama komponen standar",
        ),
        (
            "standards.toml",
            'if = "hilang"',
            'jika = "hilang"',
            2,
            "cases",
            "setiap keadaan khusus berisi if (kalimat) dan adds (daftar)",
        ),
        (
            "site.toml",
            "Asia/Makassar",
            "Asia/Mojokerto",
            None,
            "site.tz_name",
            "zona waktu tidak dikenal, misalnya Asia/Jakarta",
        ),
        ("site.toml", 'code = "makassar"', 'kode = "makassar"', None, "site.kode", "kolom ini tidak dikenal"),
    ],
)
def test_a_mistake_is_named_with_file_row_and_column(
    tmp_path: Path, file: str, old: str, new: str, row: int | None, column: str | None, sentence: str
) -> None:
    folder = make_folder(tmp_path / "c")
    if (file, old) == ("standards.toml", "[DKC-KTP]"):
        (folder / file).write_text(SMALL[file].replace("DKC-KTP", "DKC-XXX"), encoding="utf-8")
    else:
        edit(folder / file, old, new)
    where = file + (f", baris {row}" if row else "") + (f", kolom {column}" if column else "")
    assert f"{where}: {sentence}" in problems_of(folder)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c")
    edit(folder / "services.csv", "kk,15,ya", "kk,nol,mungkin")
    edit(folder / "closures.csv", "2026-12-25", "Natal")
    edit(folder / "site.toml", "Asia/Makassar", "Mars")
    assert len(problems_of(folder)) == 4


@pytest.mark.parametrize("file", ["site.toml", "agencies.csv", "services.csv", "counters.csv"])
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    folder = make_folder(tmp_path / "c")
    (folder / file).unlink()
    assert f"{file}: berkas tidak ada atau tidak dapat dibuka" in problems_of(folder)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "x.csv") == ["x.csv: berkas tidak ada atau tidak dapat dibuka"]


def test_other_encodings_than_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_bytes("code,name\nDKC-KK,Kärtu\n".encode("latin-1"))
    assert problems_of(path) == ["services.csv: berkas harus disimpan sebagai UTF-8"]


def test_broken_toml_says_where(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c", site_toml="[site\n")
    assert "isi berkas tidak dapat dibaca" in problems_of(folder)[0]


def test_semicolons_and_a_byte_order_mark_of_spreadsheets_are_understood(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c")
    text = '\ufeffcode;number;name;hall;agency_code;services\nL1;1;Loket 1;H1;DKC;"DKC-KTP;DKC-KK"\n'
    (folder / "counters.csv").write_text(text, encoding="utf-8")
    found = read_catalogue(folder).catalogue
    assert found is not None
    assert found.counters["L1"].services == ("DKC-KK", "DKC-KTP")


def test_a_lone_sheet_is_known_by_its_name_or_its_columns(tmp_path: Path) -> None:
    by_name = tmp_path / "services.csv"
    by_name.write_text("code,name\nDKC-KK,Kartu Keluarga\n", encoding="utf-8")
    by_columns = tmp_path / "layanan baru.csv"
    by_columns.write_text("code,nominal_minutes,catatan\nDKC-KK,20,diukur\n", encoding="utf-8")
    assert read_catalogue(by_name).sheet == "services"
    assert read_catalogue(by_columns).sheet == "services"


def test_a_lone_sheet_that_could_be_anything_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("code,name\nX,Y\n", encoding="utf-8")
    assert "jenis lembar tidak dikenali" in problems_of(path)[0]


def test_a_week_is_given_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_text("code,sabtu\nDKC,08.00-11.00\n", encoding="utf-8")
    assert len(problems_of(path)) == 6


@pytest.mark.parametrize("cell", ["08.00-14.30 jeda 11.30-13.00", "08.00-15.00"])
def test_hours_are_written_as_they_are_read(cell: str) -> None:
    hours = day_hours(cell)
    assert hours is not None
    assert hours_text(hours) == cell


@pytest.mark.parametrize("cell", ["", "tutup"])
def test_an_empty_day_is_closed(cell: str) -> None:
    assert day_hours(cell) is None
