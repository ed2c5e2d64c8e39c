"""Moments of life are data of a mall: read from its files, refused with line and column, absent where none are."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import directory
from queue_app.catalogue.reading import read_catalogue
from queue_app.catalogue.rows import CatalogueInvalid
from tests.queue_app.catalogue.make import gmsc, load, make_folder

HEADER = "code,name,name_en,service_codes\n"
PAPERS = HEADER + "PAPERS,Kehilangan dokumen,Lost documents,DKC-KTP;DKC-KK\n"


def test_a_mall_without_the_file_has_no_occasions(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "mall"))
    assert directory(session).occasions == {}


def test_an_occasion_names_its_services_in_its_own_order_and_in_the_reader_s_language(
    session: Session, tmp_path: Path
) -> None:
    load(session, make_folder(tmp_path / "mall", occasions_csv=PAPERS.replace("DKC-KTP;DKC-KK", "DKC-KK;DKC-KTP")))
    occasion = directory(session).occasion("PAPERS")
    assert occasion.service_codes == ("DKC-KK", "DKC-KTP")
    assert [occasion.called(each) for each in ("id", "en", "jv")] == [
        "Kehilangan dokumen",
        "Lost documents",
        "Kehilangan dokumen",
    ]


def test_importing_it_again_changes_nothing_and_a_missing_one_is_ended(session: Session, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "mall", occasions_csv=PAPERS)
    load(session, folder)
    assert not load(session, folder)
    (folder / "occasions.csv").write_text(HEADER, encoding="utf-8")
    load(session, folder)
    assert directory(session).occasions == {}


def test_what_is_offered_no_more_is_left_out_and_an_occasion_without_services_too(
    session: Session, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "mall", occasions_csv=PAPERS + "CAR,Kendaraan,,SAM-PAJAK\n")
    load(session, folder)
    ended = tmp_path / "services.csv"
    ended.write_text("code,active\nDKC-KTP,tidak\nSAM-PAJAK,tidak\n", encoding="utf-8")
    load(session, ended)
    assert {code: one.service_codes for code, one in directory(session).occasions.items()} == {"PAPERS": ("DKC-KK",)}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("X,Apa saja,,DKC-TIDAK-ADA", "occasions.csv, baris 2, kolom service_codes: layanan DKC-TIDAK-ADA tidak ada"),
        ("X,Apa saja,,", "occasions.csv, baris 2, kolom service_codes: wajib diisi"),
        ("x,Apa saja,,DKC-KK", "occasions.csv, baris 2, kolom code: kode hanya boleh"),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_its_place(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(CatalogueInvalid) as refused:
        read_catalogue(make_folder(tmp_path / "mall", occasions_csv=f"{HEADER}{row}\n"))
    assert refused.value.lines[0].startswith(says)


def test_the_mall_s_own_occasions_are_translated_and_short_enough_to_read() -> None:
    house = gmsc()
    assert {"ANAK-LAHIR", "PINDAH-RUMAH", "MENIKAH", "USAHA-BARU", "DOKUMEN-HILANG"} <= set(house.occasions)
    for one in house.occasions.values():
        assert one.name_en, one.code
        assert one.name_jv, one.code
        assert 2 <= len(one.service_codes) <= 8, one.code
