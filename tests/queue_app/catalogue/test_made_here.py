"""A requirement leads to the desk that makes it, and never to a service that merely sounds like it."""

from __future__ import annotations

import pytest

from queue_app.catalogue.made_here import made_before, made_here
from tests.queue_app.catalogue.make import gmsc


@pytest.mark.parametrize(
    ("requirement", "service", "maker"),
    [
        ("Surat keterangan kehilangan dari kepolisian", "DKC-KTP-HILANG", "POL-HILANG"),
        ("Bukti lunas BPHTB dan PPh (bila terutang)", "BPN-BALIKNAMA", "PDA-BPHTB"),
        ("Fotokopi Kartu Keluarga", "IMI-BARU", None),
        ("Kartu Keluarga", "BKS-DAFTAR", None),
        ("Surat keterangan", "DKC-KTP-HILANG", None),
        ("Membawa surat keterangan kehilangan", "DKC-KTP-HILANG", None),
        ("Surat keterangan kehilangan", "POL-INFO", None),
        ("", "DKC-KIA", None),
    ],
)
def test_only_a_paper_of_another_agency_that_is_named_outright_is_made_here(
    requirement: str, service: str, maker: str | None
) -> None:
    found = made_here(gmsc(), requirement, of=gmsc().service(service))
    assert (found.code if found else None) == maker


def test_a_desk_that_makes_two_papers_is_told_once() -> None:
    twice = ["Surat keterangan kehilangan dari kepolisian", "Surat keterangan kehilangan KTP-el", "Pasfoto"]
    assert [s.code for s in made_before(gmsc(), twice, of=gmsc().service("DKC-KK-HILANG"))] == ["POL-HILANG"]
