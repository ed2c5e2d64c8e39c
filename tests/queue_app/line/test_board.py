"""What a hall sees and hears: the newest calls, made from what happened, in words that can be said aloud."""

from __future__ import annotations

import pytest
from flask import Flask

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.errors import Refused
from queue_app.line import acks, attendance, calling, notices, serving
from queue_app.line.acks import display_acks
from queue_app.line.spoken import cardinal, spell, spoken_call
from queue_app.transaction import reading, transaction
from queue_app.web import encode
from tests import make
from tests.queue_app.line.scene import at_counter, later, now, rows, shown


def call(code: str = make.COUNTER) -> None:
    at_counter(calling.call_next, code=code)


def test_the_board_shows_the_newest_call_of_each_ticket_first(app: Flask) -> None:
    make.make_open_counter()
    make.make_open_counter("L5")
    for _ in range(3):
        make.make_ticket()
    call()
    call("L5")
    at_counter(calling.recall)
    (recalled, other) = shown("board", "H2")["calls"]
    assert (recalled["number"], recalled["recall"], recalled["counter_name"]) == ("A001", 1, "Loket 4")
    assert (other["number"], other["counter_number"], other["floor"]) == ("A002", 5, "2")
    assert recalled["spoken"].endswith("Panggilan kedua.")
    assert recalled["event"] > other["event"]


def test_a_person_called_back_is_called_on_the_board_too(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    call()
    at_counter(serving.hold)
    make.make_ticket()
    call()
    at_counter(calling.miss)
    at_counter(calling.unhold, now(ticket))
    assert [c["number"] for c in shown("board", "H2")["calls"]] == ["A001", "A002"]


def test_the_board_shows_open_and_paused_counters_and_why(app: Flask) -> None:
    make.make_open_counter()
    make.make_open_counter("L5")
    at_counter(attendance.pause, reason="Salat Asar", code="L5")
    assert shown("board", "H2")["counters"] == [
        {"code": "L4", "name": "Loket 4", "open": True, "paused": False},
        {"code": "L5", "name": "Loket 5", "open": False, "paused": True, "reason": "Salat Asar"},
    ]


def test_a_board_of_a_full_hall_weighs_at_most_four_kilobytes_and_keeps_the_newest_calls(app: Flask) -> None:
    with reading() as session:
        counters = list(directory(session).counters)
    for code in counters:
        make.make_open_counter(code)
    for _ in range(3):
        notice("Pelayanan Imigrasi hari ini sampai pukul 14.00. Mohon maaf.")
    for _ in range(12):
        make.make_ticket()
        call()
        at_counter(calling.miss)
        later(seconds=1.234567)
    board = shown("board", "H2")
    assert len(encode.dumps(board).encode()) <= 4096
    assert len(board["counters"]) == len(counters) >= 30
    assert [c["number"] for c in board["calls"]][:4] == ["A012", "A011", "A010", "A009"]


def test_a_line_with_a_hundred_waiting_weighs_at_most_one_kilobyte(app: Flask) -> None:
    make.make_open_counter()
    services = ("DKC-KIA", "DKC-LAHIR", "DKC-KK-BARU")
    for n in range(100):
        make.make_ticket(services[n % 3 if n > 40 else 0])
    later(seconds=1.234567)
    line = shown("line", "A")
    assert len(encode.dumps(line).encode()) <= 1024
    assert len(line["order"]) == 100
    assert line["services"][0]["code"] == "DKC-KIA"


# --- notices -----------------------------------------------------------------------------------------------------


def notice(text: str, **named: object) -> None:
    with transaction() as session:
        notices.post_notice(session, directory(session), text=text, by="staff:1", **named)  # type: ignore[arg-type]


def test_the_three_newest_notices_are_shown_until_their_time_or_the_end_of_the_day(app: Flask) -> None:
    soon = clock.now()
    for n in range(4):
        notice(f"Pengumuman {n}")
    notice("Sebentar", until=soon.replace(hour=3))
    assert [n["text"] for n in shown("board", "H2")["notices"]] == ["Sebentar", "Pengumuman 3", "Pengumuman 2"]
    later(hours=1, minutes=1)
    assert shown("board", "H2")["notices"][0]["text"] == "Pengumuman 3"
    later(days=1)
    assert shown("board", "H2")["notices"] == []


def test_an_emergency_stands_before_every_newer_notice_and_the_oldest_of_yesterday_before_none(app: Flask) -> None:
    for n in range(4):
        notice(f"Kemarin {n}", kind="darurat")
    later(days=1)
    notice("Listrik padam", kind="gangguan")
    notice("Evakuasi", kind="darurat")
    for n in range(4):
        notice(f"Pengumuman {n}")
    assert [n["text"] for n in shown("board", "H2")["notices"]] == ["Evakuasi", "Listrik padam", "Pengumuman 3"]


@pytest.mark.parametrize("wrong", [{"text": " "}, {"text": "x" * 201}, {"text": "x", "kind": "iklan"}])
def test_a_notice_is_short_and_of_a_known_kind(app: Flask, wrong: dict[str, str]) -> None:
    with pytest.raises(Refused) as no:
        notice(**wrong)
    assert no.value.type == "invalid"
    assert shown("board", "H2")["notices"] == []


# --- acknowledgements --------------------------------------------------------------------------------------------


def acknowledge(event: int, **named: object) -> None:
    with transaction() as session:
        house = directory(session)
        told = {"shown_at": None, "heard_at": None} | named
        acks.acknowledge(session, house, house.hall("H2"), event, by="token:1", **told)  # type: ignore[arg-type]


def test_a_screen_says_what_it_showed_and_said_and_a_second_report_adds_to_the_first(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    call()
    event = shown("board", "H2")["calls"][0]["event"]
    acknowledge(event, shown_at=clock.now())
    acknowledge(event)
    acknowledge(event, heard_at=clock.now())
    (row,) = rows(display_acks)
    assert (row.display, row.event) == ("token:1", event)
    assert row.shown_at is not None
    assert row.heard_at is not None


def test_only_a_call_of_this_hall_can_be_acknowledged(app: Flask) -> None:
    make.make_open_counter()
    for event in (1, 999):
        with pytest.raises(Refused) as no:
            acknowledge(event)
        assert no.value.type == "unknown"


# --- words -------------------------------------------------------------------------------------------------------


def test_a_call_is_said_letter_by_letter_and_digit_by_digit_with_its_zeros() -> None:
    assert spoken_call("A012", 5, "2", 0) == ("Nomor antrean, A, nol satu dua. Silakan menuju, loket lima, lantai dua.")
    assert spoken_call("NP105", 12, "Dasar", 2).endswith("loket dua belas, lantai Dasar. Panggilan ketiga.")
    assert spell("NP105") == "N P, satu nol lima"
    assert spell("A1234") == "A, satu dua tiga empat"


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (34, "tiga puluh empat"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (250, "dua ratus lima puluh"),
        (999, "sembilan ratus sembilan puluh sembilan"),
    ],
)
def test_numbers_of_counters_are_said_as_people_say_them(n: int, words: str) -> None:
    assert cardinal(n) == words


@pytest.mark.parametrize("n", [0, -1, 1000])
def test_a_number_without_a_word_is_not_said_wrongly(n: int) -> None:
    with pytest.raises(ValueError, match="no word"):
        cardinal(n)
