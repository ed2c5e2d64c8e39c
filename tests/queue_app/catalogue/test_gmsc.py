"""The catalogue that ships: complete, faithful to its sources, and nothing in it sold as confirmed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import pytest

from queue_app.catalogue.prefixes import prefix_warnings
from queue_app.catalogue.reading import default_catalogue, read_catalogue
from queue_app.catalogue.rows import Catalogue
from tests.queue_app.catalogue.make import gmsc

#: SHA-256 of every requirement list with its cases, as they came from the sources. An agency that confirms or corrects
#: its list changes this on purpose.
REQUIREMENTS = "6b039e2eecb7686b6c6e219ce68041b493f46438d242e65805b19995a8e0b5c7"

SEEN_SERVICES = {
    "DKC-KTP-REKAM",
    "DKC-LAHIR",
    "IMI-BARU",
    "IMI-GANTI",
    "IMI-HILANG",
    "SAM-TAHUNAN",
    "POL-SIM-PANJANG",
    "POS-KIRIM",
    "ULD-DAMPING",
    "KOM-BELAJAR",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found = read_catalogue(default_catalogue()).catalogue
    assert found is not None
    return found


def test_it_has_24_agencies_167_services_and_67_standards(catalogue: Catalogue) -> None:
    assert len(catalogue.agencies) == 24
    assert len(catalogue.services) == 167
    assert len(catalogue.standards) == 67


def test_every_standard_keeps_its_real_requirement_lists(catalogue: Catalogue) -> None:
    lists = {
        s.service_code: [list(s.persyaratan), [[c["if"], list(c["adds"])] for c in s.cases]]
        for s in catalogue.standards.values()
    }
    text = json.dumps(lists, sort_keys=True, ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == REQUIREMENTS


def test_every_component_of_every_standard_has_words(catalogue: Catalogue) -> None:
    for standard in catalogue.standards.values():
        assert standard.persyaratan
        assert standard.prosedur
        assert all((standard.jangka_waktu, standard.biaya, standard.produk, standard.pengaduan))


def test_every_standard_names_its_public_source(catalogue: Catalogue) -> None:
    assert all(s.source_url.startswith("http") for s in catalogue.standards.values())
    assert all(s.source_url.startswith("http") for s in catalogue.services.values())
    assert all(a.source_url.startswith("http") for a in catalogue.agencies.values())


def test_certainty_is_that_of_the_sources(catalogue: Catalogue) -> None:
    agencies = Counter(a.certainty for a in catalogue.agencies.values())
    standards = Counter(s.certainty for s in catalogue.standards.values())
    assert agencies == {"seen": 11, "typical": 13}
    assert standards == {"nasional": 30, "daerah-lain": 19, "umum-perlu-konfirmasi": 18}
    seen = {s.code for s in catalogue.services.values() if s.certainty == "seen"}
    assert seen == SEEN_SERVICES


def test_no_complaint_channel_and_no_hours_are_confirmed(catalogue: Catalogue) -> None:
    assert all("pengaduan" in s.unconfirmed for s in catalogue.standards.values())
    assert {a.hours_certainty for a in catalogue.agencies.values()} == {"seen", "assumed"}


def test_citizens_find_all_1025_words(catalogue: Catalogue) -> None:
    assert sum(len(s.aliases) for s in catalogue.services.values()) == 1025


def test_no_two_prefixes_of_the_hall_look_or_sound_alike(catalogue: Catalogue) -> None:
    assert prefix_warnings({"H2": set(catalogue.lines)}) == []
    assert len(catalogue.lines) == 24
    assert {s.line for s in catalogue.services.values() if s.agency_code == "DKC"} == {"A"}


def test_every_agency_has_hours_and_counters_that_serve_all_of_it(catalogue: Catalogue) -> None:
    for agency in catalogue.agencies.values():
        counters = [c for c in catalogue.counters.values() if c.agency_code == agency.code]
        offered = {s.code for s in catalogue.services_of(agency.code)}
        assert agency.hours
        assert counters
        assert offered
        assert all(set(c.services) == offered for c in counters)


def test_counters_are_numbered_from_one_without_gaps(catalogue: Catalogue) -> None:
    numbers = [c.number for c in catalogue.counters.values()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [c.code for c in catalogue.counters.values()] == [f"L{n}" for n in numbers]


def test_eight_popular_services_come_in_a_clear_order(catalogue: Catalogue) -> None:
    ranks = sorted(s.popular for s in catalogue.services.values() if s.popular)
    assert ranks == [1, 2, 3, 4, 5, 6, 7, 8]


def test_only_new_passports_have_a_quota_because_only_they_have_a_source(
    catalogue: Catalogue,
) -> None:
    quotas = {s.code: s.quota for s in catalogue.services.values() if s.quota is not None}
    assert quotas == {"IMI-BARU": 50}


def test_holidays_of_2026_and_2027_close_the_whole_site(catalogue: Catalogue) -> None:
    years = Counter(c.day.year for c in catalogue.closures.values())
    assert years == {2026: 25, 2027: 25}
    assert all(c.agency_code == "" for c in catalogue.closures.values())


def test_the_directory_serves_every_service_at_some_counter() -> None:
    house = gmsc()
    assert len(house.services) == 167
    assert all(house.counters_of[s.id] for s in house.services.values())
    assert house.site.tz_name == "Asia/Jakarta"
    assert house.service("DKC-KTP-HILANG").hall.floor == "2"
