from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import directory
from queue_app.catalogue.standards import COMPONENTS, Case, outcomes, standard_of
from tests.queue_app.catalogue.make import edit, load, make_folder


def test_a_standard_has_six_components_and_says_which_are_confirmed(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    standard = standard_of(session, directory(session).service("DKC-KTP"))
    assert standard is not None
    assert [standard.component(name) for name in COMPONENTS] == [
        ("Kartu Keluarga",),
        ("Serahkan berkas",),
        "1 hari",
        "Gratis",
        "KTP-el",
        "Meja informasi",
    ]
    assert not standard.confirmed("jangka_waktu")
    assert standard.confirmed("biaya")
    assert standard.cases == (Case("hilang", ("Surat kehilangan", "Kartu Keluarga")),)


def test_a_draft_confirms_nothing(session: Session, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "c")
    edit(folder / "standards.toml", '"nasional"', '"umum-perlu-konfirmasi"')
    load(session, folder)
    standard = standard_of(session, directory(session).service("DKC-KTP"))
    assert standard is not None
    assert not any(standard.confirmed(name) for name in COMPONENTS)


def test_what_may_be_missing_is_every_requirement_once_with_those_of_the_cases(
    session: Session, tmp_path: Path
) -> None:
    load(session, make_folder(tmp_path / "c"))
    house = directory(session)
    assert outcomes(session, house.service("DKC-KTP")) == ("Kartu Keluarga", "Surat kehilangan")
    assert outcomes(session, house.service("DKC-KK")) == ()


def test_a_service_without_a_standard_has_none(session: Session, tmp_path: Path) -> None:
    load(session, make_folder(tmp_path / "c"))
    assert standard_of(session, directory(session).service("SAM-PAJAK")) is None
