"""The ticket's page in every state: what it says, what it offers, and what it never gives away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.consequences import survey_token
from queue_app.line import desk, serving
from queue_app.line.notices import post_notice
from queue_app.line.ticket import TRANSITIONS, Status, find
from queue_app.transaction import transaction
from survey import responses
from survey.instrument import effective
from tests import make
from tests.conftest import MONDAY, still

#: state → words that answer "what do I do now?"
SAYS = {
    Status.WAITING: "Anda tercatat tiba",
    Status.CALLED: "Silakan menuju",
    Status.SERVING: "Anda sedang dilayani",
    Status.HELD: "ditunda sebentar",
    Status.SERVED: "Bagaimana pelayanan kami?",
    Status.NO_SHOW: "antre lagi",
    Status.CANCELLED: "sudah dibatalkan",
    Status.EXPIRED: "sudah tutup",
    Status.UNFINISHED: "Loket tutup sebelum",
}
#: verb of the holder → where its form or page is.
OFFERED = {"cancel": "/batal", "change": "/ubah", "rejoin": "/antre-lagi"}


def page_of(client: FlaskClient, status: Status) -> str:
    ticket = make.make_ticket_in(status)
    answer = client.get(f"/tiket/{ticket.id}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("status", Status)
def test_every_state_answers_what_to_do_now(client: FlaskClient, status: Status) -> None:
    assert SAYS[status] in page_of(client, status)


@pytest.mark.parametrize("status", Status)
def test_a_page_offers_exactly_the_verbs_its_state_allows(client: FlaskClient, status: Status) -> None:
    page = page_of(client, status)
    for verb, address in OFFERED.items():
        allowed = status in TRANSITIONS[verb][0]
        assert (re.search(rf'/tiket/[\w-]+{address}"', page) is not None) is allowed, verb


@pytest.mark.parametrize("status", Status)
def test_gold_is_for_being_called_only(client: FlaskClient, status: Status) -> None:
    assert ("on-call" in page_of(client, status)) is (status is Status.CALLED)


def test_who_has_answered_is_thanked_and_not_asked_again(client: FlaskClient) -> None:
    ticket = make.make_ticket_in(Status.SERVED)
    with transaction() as session:
        given = {"answers": dict.fromkeys(effective(ticket.day).keys, 4), "at": clock.now(), "day": ticket.day}
        responses.submit(session, survey_token(ticket), instrument=effective(ticket.day), **given)
    page = client.get(f"/tiket/{ticket.id}").text
    assert "Penilaian Anda sudah kami terima" in page
    assert 'href="/s/' not in page


def test_an_invitation_that_is_over_is_not_made_any_more(client: FlaskClient) -> None:
    ticket = make.make_ticket_in(Status.SERVED)
    clock.install(still(MONDAY + timedelta(days=8)))
    page = client.get(f"/tiket/{ticket.id}").text
    assert "sudah berakhir" in page
    assert 'href="/s/' not in page


def test_who_lacked_a_paper_sees_which_and_can_take_a_number_again(client: FlaskClient) -> None:
    make.make_ticket_in(Status.SERVING)
    ticket = make.do(serving.finish, outcome=serving.Outcome("berkas-kurang", ("KK asli",)))
    page = client.get(f"/tiket/{ticket.id}").text
    assert "KK asli" in page
    assert re.search(rf'href="/layanan/{make.SERVICE}"[^>]*>Ambil nomor lagi', page)
    assert "Ambil nomor lagi" not in client.get(f"/tiket/{make.make_ticket_in(Status.SERVED).id}").text


@pytest.mark.parametrize("status", Status)
def test_only_the_served_are_invited_to_the_survey(client: FlaskClient, status: Status) -> None:
    assert ('href="/s/' in page_of(client, status)) is (status is Status.SERVED)


def test_the_served_can_have_their_code_on_paper(client: FlaskClient) -> None:
    page = page_of(client, Status.SERVED)
    (address,) = re.findall(r'href="(/s/[^"]+/cetak)">Cetak kode penilaian', page)
    slip = client.get(address)
    assert slip.status_code == 200
    assert address.split("/")[2] in slip.text


@pytest.mark.parametrize("status", Status)
def test_the_part_that_changes_is_served_alone(client: FlaskClient, status: Status) -> None:
    ticket = make.make_ticket_in(status)
    part = client.get(f"/tiket/{ticket.id}?bagian=kartu").get_data(as_text=True)
    assert part.lstrip().startswith('<div class="ticket-state"')
    assert "<html" not in part


def test_the_number_and_the_desk_are_there_to_be_read_at_once(client: FlaskClient) -> None:
    page = page_of(client, Status.CALLED)
    assert '<span class="tk-p">A</span>001' in page
    assert re.search(r"<dt>Loket</dt><dd>4</dd>", page)
    assert re.search(r"<dt>Lantai</dt><dd>2</dd>", page)


def test_a_moved_ticket_says_where_to_and_keeps_its_number(client: FlaskClient) -> None:
    ticket = make.make_ticket_in(Status.SERVING)
    with transaction() as session:
        from queue_app.catalogue.directory import directory
        from queue_app.line import serving

        house = directory(session)
        serving.transfer(session, house, house.counter(make.COUNTER), service=house.service("DKC-KK-BARU"), by="test")
    page = client.get(f"/tiket/{ticket.id}").get_data(as_text=True)
    assert "Dialihkan ke" in page
    assert f"Nomor Anda tetap {ticket.number}" in page


def test_looking_at_a_ticket_changes_nothing(app: Flask, client: FlaskClient) -> None:
    ticket = make.make_ticket_in(Status.CALLED)
    for page in ("", "/batal", "/ubah", "?bagian=kartu"):
        client.get(f"/tiket/{ticket.id}{page}")
    assert make.again(ticket) == ticket


def test_a_ticket_page_is_kept_by_nobody_and_told_to_nobody(client: FlaskClient) -> None:
    answer = client.get(f"/tiket/{make.make_ticket().id}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert 'content="noindex"' in answer.get_data(as_text=True)


def test_the_recovery_code_on_the_page_is_the_one_that_works(client: FlaskClient) -> None:
    ticket = make.make_ticket()
    page = client.get(f"/tiket/{ticket.id}").get_data(as_text=True)
    shown = re.search(r"code nb\">([0-9A-Z]{4}-[0-9A-Z]{4})<", page)
    assert shown
    with transaction() as session:
        assert desk.recover(session, shown[1]) == find(session, id=ticket.id)


def test_an_emergency_stands_above_the_number_and_above_every_way_to_one(client: FlaskClient) -> None:
    ticket = make.make_ticket()
    quake, outage = "Gempa. Keluar lewat tangga.", "Server pusat sedang gangguan."
    with transaction() as session:
        for kind, text in (("darurat", quake), ("gangguan", outage)):
            post_notice(session, directory(session), text=text, kind=kind, until=None, by="uji")
    for path in ("/", f"/layanan/{make.SERVICE}"):
        page = client.get(path).text
        assert -1 < page.index(quake) < page.index(outage) < page.index("<h1"), path
    page = client.get(f"/tiket/{ticket.id}").text
    assert page.index("Keadaan darurat") < page.index(quake) < page.index("<h1") < page.index(outage)
