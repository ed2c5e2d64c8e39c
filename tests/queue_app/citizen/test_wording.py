"""What a citizen reads instead of what the line stores."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from flask import Flask

from queue_app.catalogue.standards import Case, Standard
from queue_app.citizen import wording
from queue_app.line.shapes import Window
from queue_app.line.ticket import Status

WIB = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=WIB)


def make_window(low: int, high: int) -> Window:
    """A window that begins and ends these minutes from now."""
    return Window(low=NOW + timedelta(minutes=low), high=NOW + timedelta(minutes=high), as_of=NOW)


def make_standard(*cases: Case) -> Standard:
    return Standard(
        service_code="X",
        persyaratan=("Fotokopi KK",),
        prosedur=(),
        jangka_waktu="",
        biaya="",
        produk="",
        pengaduan="",
        cases=cases,
        dasar_hukum=(),
        source_url="",
        certainty="nasional",
        unconfirmed=frozenset(),
    )


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (25, 40, "25–40 menit"),
        (23, 36, "20–40 menit"),
        (0, 1, "0–5 menit"),
        (-3, 0, "0–5 menit"),
        (80, 120, "80–120 menit"),
        (95, 121, "1,5–2,5 jam"),
        (165, 430, "2,5–7,5 jam"),
        (-3, 240, "0–4 jam"),
    ],
)
def test_a_wait_is_widened_to_steps_of_five_minutes_or_half_an_hour_and_never_narrowed(
    app: Flask, low: int, high: int, said: str
) -> None:
    with app.test_request_context():
        assert wording.wait_words(make_window(low, high), NOW) == said


def test_without_a_window_there_is_no_wait_to_tell() -> None:
    assert wording.wait_words(None, NOW) is None


def test_every_status_has_a_chip_with_a_word(app: Flask) -> None:
    with app.test_request_context():
        labels = {s: wording.state_of(s.value, present=True).label for s in Status}
    assert len(set(labels.values())) == len(Status)


def test_waiting_reads_differently_before_and_after_arrival(app: Flask) -> None:
    with app.test_request_context():
        assert wording.state_of("WAITING", present=False).kind == "belum"
        assert wording.state_of("WAITING", present=True).kind == "menunggu"


def test_a_range_of_days_is_shortened_and_nothing_else_is() -> None:
    assert wording.short_duration("1 hari kerja, paling lama 14 hari kerja") == "1–14 hari kerja"
    for whole in ("1 hari kerja; 2 hari kerja bila lewat 60 hari", "Selesai di loket"):
        assert wording.short_duration(whole) == whole


def test_lost_or_damaged_is_one_question_with_one_answer() -> None:
    assert make_standard(Case("hilang", ()), Case("rusak", ())).exclusive
    assert not make_standard(Case("hilang", ()), Case("diwakilkan", ())).exclusive
    assert not make_standard(Case("hilang", ())).exclusive
    assert make_standard(Case("hilang", ()), Case("rusak", ())).case_words([0, 1, 7]) == ["hilang"]


def test_only_what_a_chosen_case_adds_is_asked_for(app: Flask) -> None:
    standard = make_standard(Case("hilang", ("Surat kehilangan",)), Case("rusak", ("KTP rusak",)))
    with app.test_request_context():
        chosen = wording.needs(standard, ["hilang"])
        unasked = wording.needs(standard, None)
    assert [item["text"] for item in chosen] == ["Fotokopi KK", "Surat kehilangan"]
    assert [item["note"] for item in unasked] == ["", "hanya bila: hilang", "hanya bila: rusak"]
