"""Who comes with a number arrives, prints it again, or answers the survey; a number alone opens nothing of a holder."""

from __future__ import annotations

import pytest
from flask import Flask

from queue_app import ids
from queue_app.consequences import survey_token
from queue_app.line.recovery import recovery_code
from queue_app.line.ticket import Status, Ticket
from tests import make
from tests.kiosk.hall import Kiosk, words

HAVE = "/kiosk/punya-nomor"


@pytest.fixture
def kiosk(app: Flask) -> Kiosk:
    return Kiosk(app)


def from_home(service: str = make.SERVICE) -> Ticket:
    return make.make_ticket(service, present=False)


@pytest.mark.parametrize("written", ["{number}", "{lower}", "{prefix} {digits}", "{prefix}-{digits}"])
def test_a_number_from_home_arrives_by_its_number(kiosk: Kiosk, written: str) -> None:
    ticket = from_home()
    digits = ticket.number.removeprefix(ticket.prefix)
    typed = written.format(number=ticket.number, lower=ticket.number.lower(), prefix=ticket.prefix, digits=digits)
    answer = kiosk.touch(HAVE, kode=typed)
    assert "Kedatangan Anda sudah tercatat" in words(answer.text)
    assert make.again(ticket).present


def test_a_number_alone_shows_nothing_of_its_holder(kiosk: Kiosk) -> None:
    ticket = from_home()
    for _ in range(2):
        shown = kiosk.touch(HAVE, kode=ticket.number).text
        assert ticket.id not in shown
        assert recovery_code(ticket.id)[:4] not in shown


def test_the_keypad_needs_the_digits_only(kiosk: Kiosk) -> None:
    ticket, other = from_home(), from_home("KEU-NPWP")
    assert ticket.ordinal == other.ordinal == 1
    asked = kiosk.touch(HAVE, kode="1")
    assert "Nomor mana milik Anda?" in words(asked.text)
    assert f'value="{ticket.number}"' in asked.text
    kiosk.touch(HAVE, kode=ticket.number)
    assert make.again(ticket).present
    assert "Kedatangan Anda sudah tercatat" in words(kiosk.touch(HAVE, kode="001").text), "one is left"
    assert make.again(other).present


@pytest.mark.parametrize("scanned", ["{site}/tiket/{id}", "{site}/tiket/{id}/", "{site}/tiket/{id}?x=1"])
def test_a_scanned_ticket_arrives_and_comes_out_on_paper(app: Flask, kiosk: Kiosk, scanned: str) -> None:
    ticket = from_home()
    site = app.extensions["config"].public_url
    answer = kiosk.touch(HAVE, kode=scanned.format(site=site, id=ticket.id))
    assert answer.status_code == 303
    assert make.again(ticket).present
    code = recovery_code(ticket.id)
    assert f"{code[:4]}-{code[4:]}" in kiosk.html(answer.location)


def test_the_code_of_a_slip_prints_it_again_and_again(kiosk: Kiosk) -> None:
    ticket = make.make_ticket()
    code = recovery_code(ticket.id)
    first = kiosk.touch(HAVE, kode=f"{code[:4]}-{code[4:]}".lower()).location
    second = kiosk.touch(HAVE, kode=code).location
    assert first != second
    assert f"{code[:4]}-{code[4:]}" in kiosk.html(first)


@pytest.mark.parametrize("brought", ["/tiket/{id}", "/s/{token}", "{token}"])
def test_who_was_served_is_led_to_the_survey_without_the_code_in_an_address(kiosk: Kiosk, brought: str) -> None:
    ticket = make.make_ticket_in(Status.SERVED)
    text = brought.format(id=ticket.id, token=survey_token(ticket))
    answer = kiosk.touch(HAVE, kode=text)
    assert (answer.status_code, answer.location) == (307, "/survei/buka")
    opened = kiosk.touch("/survei/buka", kode=text)
    assert opened.status_code == 200
    assert 'name="answers.persyaratan"' in opened.text


def test_the_code_of_a_slip_opens_the_survey_with_one_more_touch(kiosk: Kiosk) -> None:
    ticket = make.make_ticket_in(Status.SERVED)
    page = kiosk.touch(HAVE, kode=recovery_code(ticket.id)).text
    assert 'action="/survei/buka"' in page
    assert f'name="kode" value="/tiket/{ticket.id}"' in page


def test_the_survey_of_a_kiosk_returns_to_the_kiosk(kiosk: Kiosk) -> None:
    assert kiosk.browser.get("/survei/").location == "/kiosk/"


@pytest.mark.parametrize("status", [Status.CALLED, Status.SERVING, Status.HELD, Status.NO_SHOW, Status.UNFINISHED])
def test_a_number_that_went_on_is_told_how_it_stands(kiosk: Kiosk, status: Status) -> None:
    answer = kiosk.touch(HAVE, kode=make.make_ticket_in(status).number)
    assert answer.status_code == 200
    assert "tercatat" not in words(answer.text)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.EXPIRED])
def test_a_number_that_is_over_says_so(kiosk: Kiosk, status: Status) -> None:
    answer = kiosk.touch(HAVE, kode=make.make_ticket_in(status).number)
    assert answer.status_code == 409
    assert "sekarang berstatus" in words(answer.text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "A999",
        "7",
        "ZZZZZZZZ",
        "/tiket/x",
        "https://evil.example/tiket/../../x",
        "x" * 300,
        "' OR 1=1 --",
        "%00",
    ],
)
def test_what_is_none_of_ours_is_one_sentence_and_kept_in_the_field(kiosk: Kiosk, text: str) -> None:
    answer = kiosk.touch(HAVE, kode=text)
    assert answer.status_code == 422, answer.status_code
    assert "tidak dikenal" in words(answer.text)


def test_a_ticket_of_another_device_s_visit_is_not_guessed(kiosk: Kiosk) -> None:
    make.make_ticket()
    assert kiosk.touch(HAVE, kode=f"/tiket/{ids.handle()}").status_code == 422
    assert kiosk.browser.get("/kiosk/nomor/1").location == "/kiosk/"
