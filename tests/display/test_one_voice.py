"""In a hall one screen speaks, never two, and what nobody heard is said by whoever speaks next."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.line import calling, hall_voice, steps
from queue_app.line.acks import display_acks
from queue_app.line.ticket import Status
from queue_app.transaction import database, transaction
from tests.make import do, headers, make_bearer, make_ticket_in

REPORT = "/display/H2/kabar"
JSON = {"Accept": "application/json"}
ONE, OTHER = "0" * 16, "1" * 16


def take(holder: str, after: float = 0, seconds: float = 5) -> bool:
    with transaction() as session:
        house = directory(session)
        at = clock.real_now() + timedelta(seconds=after)
        hall = house.hall("H2")
        return hall_voice.take_voice(session, hall, site_id=house.site.id, holder=holder, at=at, seconds=seconds)


def test_one_screen_speaks_until_its_seconds_are_over(app: Flask) -> None:
    assert take("a")
    assert not take("b")
    assert take("a", 3), "who speaks may go on"
    assert not take("b", 7)
    assert take("b", 8.1)
    assert not take("a", 9)


def test_a_longer_right_is_not_cut_short(app: Flask) -> None:
    assert take("a", 0, 20)
    assert take("a", 2, 5)
    assert not take("b", 15)
    assert take("b", 20.1)


def test_nobody_holds_the_voice_for_ever(app: Flask) -> None:
    assert take("a", 0, 3600)
    assert take("b", hall_voice.MOST_SECONDS + 1)


def test_of_many_screens_that_begin_at_once_exactly_one_speaks(app: Flask) -> None:
    said: list[str] = []

    def begin(name: str) -> None:
        with app.app_context():
            if take(name):
                said.append(name)
            database.session.remove()

    screens = [threading.Thread(target=begin, args=[f"screen {n}"]) for n in range(8)]
    for screen in screens:
        screen.start()
    for screen in screens:
        screen.join()
    assert len(said) == 1


def test_a_screen_that_leaves_makes_room_at_once(client: FlaskClient) -> None:
    install(client)
    assert report(client, ONE)["speak"] == 5
    assert report(client, OTHER)["speak"] == 0, "a second page with the same bearer is another screen"
    assert report(client, ONE, leaving=True)["speak"] == 0
    assert report(client, OTHER)["speak"] == 5


def test_a_muted_screen_does_not_keep_the_voice(client: FlaskClient) -> None:
    install(client)
    assert report(client, ONE)["speak"] == 5
    assert report(client, ONE, speak=0)["speak"] == 0
    assert report(client, OTHER)["speak"] == 5


def test_who_speaks_hears_of_every_call_that_nobody_has_said(client: FlaskClient) -> None:
    install(client)
    ticket = make_ticket_in(Status.CALLED)
    (call,) = report(client, ONE)["calls"]
    assert call == client.get("/api/v1/boards/H2").get_json()["calls"][0]
    now = clock.now().isoformat()
    said = [{"event": call["event"], "shown_at": now}, {"event": call["event"], "heard_at": now}]
    assert report(client, ONE, acks=said)["calls"] == []
    (row,) = rows()
    assert row.shown_at == row.heard_at == clock.now()
    assert ticket.number == call["number"]
    do(calling.recall)
    (again,) = report(client, ONE)["calls"]
    assert again["recall"] == 1
    assert "Panggilan kedua." in again["spoken"]


def test_of_two_screens_with_one_bearer_each_keeps_what_it_showed(client: FlaskClient) -> None:
    install(client)
    make_ticket_in(Status.CALLED)
    (call,) = report(client, ONE)["calls"]
    first, second = clock.now(), clock.now() + timedelta(milliseconds=400)
    report(client, ONE, tv=ONE, acks=[{"event": call["event"], "shown_at": first.isoformat()}])
    report(client, OTHER, tv=OTHER, acks=[{"event": call["event"], "shown_at": second.isoformat()}])
    report(client, "2" * 16, tv=ONE, acks=[{"event": call["event"], "heard_at": second.isoformat()}])
    kept = {row.display.partition("/")[2]: (row.shown_at, row.heard_at) for row in rows()}
    assert kept == {ONE: (first, second), OTHER: (second, None)}, "also after its page was loaded anew"
    assert len({row.display.partition("/")[0] for row in rows()}) == 1


def test_a_call_that_was_taken_back_is_said_by_nobody(client: FlaskClient) -> None:
    install(client)
    make_ticket_in(Status.CALLED)
    do(steps.undo)
    assert report(client, ONE)["calls"] == []


def test_an_acknowledgement_of_an_unknown_call_stops_nothing(client: FlaskClient) -> None:
    install(client)
    told = report(client, ONE, acks=[{"event": 99, "shown_at": clock.now().isoformat()}])
    assert told["speak"] == 5
    assert rows() == []


WRONG: list[dict[str, Any]] = [
    {},
    {"page": "x", "speak": 5},
    {"page": ONE, "speak": -1},
    {"page": ONE, "speak": 5, "acks": [{}]},
    {"page": ONE, "speak": 5, "more": 1},
    {"page": ONE, "speak": 5, "tv": "token:1"},
    {"page": ONE, "speak": 5, "acks": [{"event": 1, "heard_at": "2026-11-23T09:00:00"}]},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_report_that_is_none_is_refused(client: FlaskClient, wrong: dict[str, Any]) -> None:
    install(client)
    answer = client.post(REPORT, json=wrong, headers=JSON)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"


def test_only_a_screen_of_the_hall_reports(client: FlaskClient) -> None:
    body = {"page": ONE, "speak": 5}
    assert client.post(REPORT, json=body, headers=JSON).status_code == 401
    client.set_cookie("display", make_bearer("kiosk"))
    assert client.post(REPORT, json=body, headers=JSON).status_code == 403
    install(client)
    assert client.post("/display/XX/kabar", json=body, headers=JSON).status_code == 404
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"} | JSON
    assert client.post(REPORT, json=body, headers=foreign).status_code == 403


def install(client: FlaskClient) -> None:
    client.post("/display/H2/pasang", data={"token": make_bearer("display")}, headers=headers("admin"))


def report(client: FlaskClient, page: str, speak: float = 5, **more: Any) -> dict[str, Any]:
    answer = client.post(REPORT, json={"page": page, "speak": speak, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def rows() -> list[Any]:
    with transaction() as session:
        return list(session.execute(select(display_acks)))
