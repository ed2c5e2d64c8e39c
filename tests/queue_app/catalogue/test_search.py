from __future__ import annotations

import csv
from pathlib import Path

import pytest

from queue_app.catalogue.search import clear_best, search, understood
from queue_app.catalogue.spelling import fold, one_edit_apart, stems
from tests.queue_app.catalogue.make import gmsc

DATA = Path(__file__).parents[2] / "data" / "catalogue"
#: Queries and how many there are at least. queries.csv grew with the search; the others were written before anybody
#: looked at what they find: queries_chat.csv as people tell a story or write to a friend.
SETS = {"queries.csv": 60, "queries_fresh.csv": 60, "queries_chat.csv": 40}


def read_queries(name: str) -> list[tuple[str, set[str]]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [(row["query"], set(row["expected"].split(";"))) for row in csv.DictReader(file)]


def found(query: str, limit: int = 20) -> list[str]:
    return [hit.service.code for hit in search(gmsc(), query, limit)]


@pytest.mark.parametrize("name", SETS)
def test_nine_of_ten_real_queries_are_answered_in_the_top_three(name: str) -> None:
    queries = read_queries(name)
    missed = [query for query, expected in queries if not expected & set(found(query)[:3])]
    assert len(queries) >= SETS[name]
    assert len(missed) <= 0.1 * len(queries), missed


@pytest.mark.parametrize("name", SETS)
def test_four_of_five_real_queries_are_answered_first(name: str) -> None:
    queries = read_queries(name)
    missed = [query for query, expected in queries if found(query)[0] not in expected]
    assert len(missed) <= 0.2 * len(queries), missed


def test_every_expected_code_of_the_query_set_exists() -> None:
    expected = set().union(*(codes for name in SETS for _, codes in read_queries(name)))
    assert expected <= set(gmsc().services)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ktp ilang", "ktp hilang"),
        ("KTP HILANG", "ktp hilang"),
        ("ijin usaha", "izin usaha"),
        ("akte lahir", "akta lahir"),
        ("poto ktp", "foto ktp"),
        ("passport hilang", "paspor hilang"),
        ("é-KTP hïlang", "ktp hilang"),
        ("kartu keluarga hilang", "kk hilang"),
        ("kartu kelaurga hilang", "kk hilang"),
        ("gugat cere", "gugat cerai"),
        ("wakap masjid", "wakaf masjid"),
        ("KTP ical", "ktp hilang"),
        ("mbikak wande", "buka warung"),
        ("lost identity card", "ktp hilang"),
        ("renew my driver's license", "perpanjang sim"),
    ],
)
def test_spellings_of_one_wish_find_the_same(typed: str, meant: str) -> None:
    assert found(typed) == found(meant)
    assert found(typed)


def test_a_word_of_one_agency_tells_which_of_many_is_meant() -> None:
    """Many change names of owners; an STNK is a vehicle's, though no alias of this service says so."""
    assert "SAM-BALIKNAMA" in found("balik nama stnk")[:3]


@pytest.mark.parametrize("slip", ["pajka motor", "pajek motor", "paja motor", "pajakk motor"])
def test_one_slip_of_the_finger_is_forgiven(slip: str) -> None:
    assert found(slip)[0] == "SAM-TAHUNAN"


def test_a_beginning_finds_while_the_word_is_still_being_typed() -> None:
    assert "DKC-LAHIR" in found("kelahi")[:3]


def test_the_answer_echoes_the_alias_in_its_proper_spelling() -> None:
    assert search(gmsc(), "ktp ilang")[0].matched == "ktp hilang"
    assert understood(gmsc(), "ktp ilang") == "KTP hilang"
    assert understood(gmsc(), "perpanjang skkc") == "perpanjang SKCK"
    assert understood(gmsc(), "gnti almt ktp") == "ganti alamat KTP", "as chats write it"


def test_an_unknown_word_is_echoed_as_typed() -> None:
    assert understood(gmsc(), "zzyzx ktp") == "zzyzx KTP"


def test_two_agencies_that_answer_equally_are_not_guessed_between() -> None:
    assert clear_best(search(gmsc(), "e-court")) is None
    best = clear_best(search(gmsc(), "ktp hilang"))
    assert best is not None
    assert best.service.code == "DKC-KTP-HILANG"
    assert clear_best([]) is None


@pytest.mark.parametrize("query", ["", "   ", "?!", "qwertyuiop", "zzzzqqqq", "%", "\x00"])
def test_a_query_without_an_answer_finds_nothing(query: str) -> None:
    assert found(query) == []


def test_a_flood_of_words_is_cut_and_still_answered() -> None:
    assert found("ktp hilang " + " ".join(f"zz{n}" for n in range(5000)))[0] == "DKC-KTP-HILANG"


def test_the_limit_holds_and_the_order_is_stable() -> None:
    assert found("surat", limit=5) == found("surat")[:5]
    assert found("surat") == found("surat")


def test_scores_never_rise_down_the_list() -> None:
    scores = [hit.score for hit in search(gmsc(), "surat hilang")]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ("hilang", "hilag", True),
        ("hilang", "hialng", True),
        ("hilang", "hikang", True),
        ("hilang", "hilangg", True),
        ("hilang", "ilanf", False),
        ("pajak", "kajap", False),
        ("abcd", "badc", False),
    ],
)
def test_one_edit_is_one_letter_more_less_different_or_swapped(a: str, b: str, apart: bool) -> None:
    assert one_edit_apart(a, b) is apart
    assert one_edit_apart(b, a) is apart


def test_hyphens_of_short_words_join_and_of_long_words_split() -> None:
    assert fold("e-KTP") == ["ktp"]
    assert fold("AK-1") == ["ak1"]
    assert fold("ekspor-impor") == ["ekspor", "impor"]


def test_stems_drop_usual_beginnings_and_endings() -> None:
    assert "mahal" in stems("kemahalan")
    assert list(stems("ktp")) == []
