"""What the holder of a number does with plain HTML forms: arrive, change one's mind, come back, find it again."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.line import lobby_code
from queue_app.line.recovery import recovery_code
from queue_app.line.ticket import Status
from tests import make
from tests.conftest import MONDAY, still
from tests.queue_app.citizen.forms import hidden, send, take, text, the_ticket


def test_the_lobby_code_says_i_am_here(client: FlaskClient, house: Directory) -> None:
    ticket = take(client)
    wrong = send(client, ticket, f"{ticket}/tiba", code="0000x")
    assert wrong.status_code >= 400
    assert 'href="#code"' in wrong.get_data(as_text=True)
    code, _ = lobby_code.current(house, house.hall("H2"))
    assert send(client, ticket, f"{ticket}/tiba", code=code).status_code == 303
    assert "Anda tercatat tiba" in text(client, ticket)
    assert the_ticket(ticket).present


def test_a_camera_held_at_the_hall_s_screen_leads_to_i_am_here(
    app: Flask, client: FlaskClient, house: Directory
) -> None:
    ticket = take(client)
    code, _ = lobby_code.current(house, house.hall("H2"))
    form = f'action="{ticket}/tiba"'
    scanned = f"/tiba?kode={code}"
    for nothing_known in ("/tiba", "/tiba?kode=12", "/tiba?kode=%22%3E%3Cb"):
        page = text(client, nothing_known)
        assert form in page
        assert 'name="code" inputmode="numeric"' in page, "then the code is typed"
    assert form in text(client, scanned)
    assert "Terdaftar – belum tiba" in text(client, ticket), "looking confirms nothing"
    assert send(client, scanned, f"{ticket}/tiba").status_code == 303
    assert "Anda tercatat tiba" in text(client, ticket)
    assert form not in text(client, scanned)
    assert ticket in text(client, scanned)
    somebody_else = text(app.test_client(), scanned)
    assert "Belum ada tiket untuk hari ini" in somebody_else
    assert ticket not in somebody_else


def test_cancelling_asks_first_and_then_frees_the_number(client: FlaskClient) -> None:
    ticket = take(client)
    assert "Batalkan nomor A001?" in text(client, f"{ticket}/batal")
    assert the_ticket(ticket).status is Status.WAITING
    two_tabs = [hidden(text(client, f"{ticket}/batal"), f"{ticket}/batal") for _ in range(2)]
    for form in two_tabs:
        answer = client.post(f"{ticket}/batal", data=form)
        assert (answer.status_code, answer.headers["Location"]) == (303, ticket)
    assert the_ticket(ticket).status is Status.CANCELLED
    for page in ("batal", "ubah"):
        assert client.get(f"{ticket}/{page}").headers["Location"] == ticket


def test_a_number_of_yesterday_that_nobody_closed_says_so_and_leads_to_a_new_one(client: FlaskClient) -> None:
    ticket = take(client)
    clock.install(still(MONDAY + timedelta(days=1)))
    page = text(client, ticket)
    assert "hari itu sudah lewat" in page
    assert "Ambil nomor baru" in page
    assert "Saya sudah tiba" not in page


def test_another_day_is_a_new_number_once_that_day_is_open(client: FlaskClient) -> None:
    ticket = take(client)
    assert "dibuka pukul 15.00" in text(client, f"{ticket}/ubah")
    clock.install(still(MONDAY + timedelta(hours=6, minutes=1)))
    answer = send(client, f"{ticket}/ubah", f"{ticket}/ubah", day="2026-11-24")
    assert answer.headers["Location"] != ticket
    assert the_ticket(answer.headers["Location"]).day.isoformat() == "2026-11-24"
    assert the_ticket(ticket).status is Status.CANCELLED


def test_a_missed_call_can_come_back_within_the_grace_time(client: FlaskClient) -> None:
    missed = make.make_ticket_in(Status.NO_SHOW)
    address = f"/tiket/{missed.id}"
    assert "Antre lagi" in text(client, address)
    assert send(client, address, f"{address}/antre-lagi").status_code == 303
    assert make.again(missed).status is Status.WAITING


def test_after_the_grace_time_the_page_offers_a_new_number_instead(client: FlaskClient) -> None:
    missed = make.make_ticket_in(Status.NO_SHOW)
    clock.install(still(MONDAY + timedelta(minutes=31)))
    page = text(client, f"/tiket/{missed.id}")
    assert f"/tiket/{missed.id}/antre-lagi" not in page
    assert "Ambil nomor baru" in page


def test_who_was_served_but_recorded_as_missed_can_say_so(client: FlaskClient) -> None:
    missed = make.make_ticket_in(Status.NO_SHOW)
    address = f"/tiket/{missed.id}"
    send(client, address, f"{address}/sudah-dilayani")
    assert make.again(missed).claimed_at is not None
    assert "sudah kami catat" in text(client, address)


def test_a_code_opens_the_ticket_on_another_phone(app: Flask, client: FlaskClient) -> None:
    ticket = take(client)
    code = recovery_code(the_ticket(ticket).id).lower()
    with app.app_context():
        other = app.test_client()
        answer = send(other, "/pulihkan", "/pulihkan", code=f"{code[:4]}-{code[4:]}")
        wrong = send(other, "/pulihkan", "/pulihkan", code="ZZZZ-ZZZZ")
    assert answer.headers["Location"] == ticket
    assert wrong.status_code == 404
    assert "Kode tiket tidak ditemukan" in wrong.get_data(as_text=True)


def test_a_phone_lists_its_own_tickets_and_nobody_elses(app: Flask, client: FlaskClient) -> None:
    ticket = take(client)
    assert ticket in text(client, "/tiket-saya")
    assert ticket in text(client, "/")
    with app.app_context():
        assert ticket not in text(app.test_client(), "/tiket-saya")


def test_a_phone_number_can_be_erased_from_the_ticket(client: FlaskClient) -> None:
    ticket = take(client, phone="0812 3456 7890", consent="ya")
    assert "Hapus nomor ponsel" in text(client, ticket)
    send(client, ticket, f"{ticket}/hapus-nomor-ponsel")
    assert "Hapus nomor ponsel" not in text(client, ticket)
