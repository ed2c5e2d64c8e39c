"""The board is true before any script runs, public, and only an installed screen learns the lobby code."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.line import calling, lobby_code, steps
from queue_app.line.ticket import Status
from queue_app.people.models import AccessTokenRecord
from queue_app.people.tokens import revoke_token
from queue_app.qr import qr_svg
from queue_app.transaction import transaction
from tests.conftest import still
from tests.make import do, headers, make_bearer, make_ticket_in
from tests.queue_app.counter.desk import words
from tests.queue_app.test_qr import drawn

BOARD = "/display/H2"


def test_the_newest_call_stands_on_the_page_itself(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.CALLED)
    page = client.get(BOARD).text
    assert f"Terakhir dipanggil {ticket.prefix} {ticket.number[1:]} Loket 4, Lantai 2" in words(page)
    assert 'data-state="idle"' in page


def test_a_board_without_calls_says_so(client: FlaskClient) -> None:
    page = client.get(BOARD).text
    assert 'data-state="empty"' in page
    assert "Belum ada nomor yang dipanggil hari ini." in words(page)


def test_a_call_that_was_taken_back_is_gone(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.CALLED)
    do(steps.undo)
    assert ticket.number[1:] not in words(client.get(BOARD).text)


def test_no_board_shows_a_handle(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.SERVED)
    assert ticket.id not in client.get(BOARD).text


def test_one_hall_needs_no_choice(client: FlaskClient) -> None:
    assert client.get("/display/").location == BOARD


def test_an_unknown_board_is_not_found(client: FlaskClient) -> None:
    for path in ("/display/X9", "/display/X9/kode", "/display/X9/pasang"):
        assert client.get(path).status_code == 404


def test_every_word_of_the_script_comes_from_the_page(client: FlaskClient) -> None:
    page = client.get(BOARD).text
    found = re.search(r'data-words="([^"]*)"', page)
    assert found
    words_of_page = json.loads(unescape(found[1]))
    scripts = "".join(client.get(f"/static/display/{name}.js").text for name in ("display", "below"))
    used = set(re.findall(r"words\.(\w+)", scripts)) | {"gangguan", "darurat"}
    assert used == set(words_of_page) - {"loket", "lantai"}, "those two stand in the page"


def test_the_public_board_keeps_the_lobby_code_to_itself(client: FlaskClient, house: Directory) -> None:
    code = lobby_code.current(house, house.hall("H2"))[0]
    page = client.get(BOARD).text
    assert f">{code}<" not in page
    assert "/kode" not in page
    assert client.get(f"{BOARD}/kode", headers={"Accept": "application/json"}).status_code == 401


def test_a_screen_with_its_token_shows_the_code(app: Flask, client: FlaskClient, house: Directory) -> None:
    install(client)
    code = lobby_code.current(house, house.hall("H2"))[0]
    answer = client.get(BOARD)
    assert f">{code}<" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    told = client.get(f"{BOARD}/kode")
    assert told.get_json()["code"] == code
    base = app.extensions["config"].public_url
    scanned = drawn(str(qr_svg(f"{base}/tiba?kode={code}", quiet=2)))
    assert drawn(told.get_json()["qr"]) == scanned, "a camera needs nothing typed"
    assert drawn(answer.text) == scanned
    assert told.headers["Cache-Control"] == "no-store"


def test_no_script_can_read_the_token_of_a_screen(client: FlaskClient) -> None:
    answer = client.post(f"{BOARD}/pasang", data={"token": make_bearer("display")}, headers=headers("admin"))
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize("role", ["kiosk", "supervisor", "admin", "counter"])
def test_only_a_token_of_a_screen_installs_one(client: FlaskClient, role: str) -> None:
    answer = client.post(f"{BOARD}/pasang", data={"token": make_bearer(role)}, headers=headers("admin"))
    assert answer.status_code == 403
    assert client.get_cookie("display") is None
    assert "Layar belum terpasang" in words(answer.text)


def test_a_token_that_is_none_is_refused_in_the_form(client: FlaskClient) -> None:
    answer = client.post(f"{BOARD}/pasang", data={"token": "tak-mungkin-benar"}, headers=headers("admin"))
    assert answer.status_code == 401
    assert "Token tidak berlaku." in words(answer.text)
    assert "tak-mungkin-benar" not in answer.text


def test_a_revoked_screen_goes_back_to_the_public_board(client: FlaskClient) -> None:
    install(client)
    with transaction() as session:
        newest = session.query(AccessTokenRecord).order_by(AccessTokenRecord.id.desc()).first()
        assert newest
        revoke_token(session, newest.id, by="test")
    assert "data-code=" not in client.get(BOARD).text
    assert client.get(f"{BOARD}/kode", headers={"Accept": "application/json"}).status_code == 401


def test_the_code_follows_the_minute(client: FlaskClient, house: Directory) -> None:
    install(client)
    first = client.get(f"{BOARD}/kode").get_json()
    until = datetime.fromisoformat(first["expires_at"])
    assert timedelta(0) < until - clock.now() <= timedelta(seconds=60)
    clock.install(still(until))
    assert client.get(f"{BOARD}/kode").get_json()["expires_at"] != first["expires_at"]


def test_a_recall_is_a_new_call_of_the_same_number(client: FlaskClient) -> None:
    make_ticket_in(Status.CALLED)
    do(calling.recall)
    calls = client.get("/api/v1/boards/H2").get_json()["calls"]
    assert [call["recall"] for call in calls] == [1]


def install(client: FlaskClient) -> None:
    """Make the client's browser a screen of the hall."""
    client.set_cookie("display", make_bearer("display", board="H2"))
