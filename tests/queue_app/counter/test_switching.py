"""A shared PC changes hands: the one who leaves is signed out at once, the one who comes signs in as oneself."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.line.ticket import Status
from queue_app.people import sign_in, staff
from queue_app.transaction import transaction
from tests.make import COUNTER, again, make_ticket_in
from tests.queue_app.counter.desk import words

TAKEN_OVER = f"/loket/{COUNTER}/ganti-petugas"


@pytest.fixture
def token(client: FlaskClient) -> str:
    """A clerk of the counter is signed in here; the CSRF token of the page."""
    now = clock.real_now()
    with transaction() as session:
        house = directory(session)
        place = {"counter_id": house.counter(COUNTER).id}
        person, _ = staff.add_staff(
            session, site_id=house.site.id, name="Siti", login="siti.a", role="counter", at=now, by="test", **place
        )
        begun = sign_in.start_sign_in(session, person, at=now)
    with client.session_transaction() as cookie:
        cookie.update({"sign_in": int(begun.sign_in_id), "seen": int(now.timestamp())})
    page = client.get(f"/loket/{COUNTER}?buka=setelan").text
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_who_leaves_is_signed_out_and_who_comes_is_led_to_the_same_counter(client: FlaskClient, token: str) -> None:
    ticket = make_ticket_in(Status.SERVING)
    answer = client.post(TAKEN_OVER, data={"csrf_token": token, "login": "budi"})
    assert (answer.status_code, answer.location) == (303, f"/masuk?next=%2Floket%2F{COUNTER}&login=budi")
    assert 'value="budi"' in client.get(answer.location).text
    assert client.get(f"/loket/{COUNTER}").location.startswith("/masuk")
    assert again(ticket) == ticket, "who was being served stays at the counter"


def test_a_person_this_pc_has_not_met_is_not_offered(app: Flask, client: FlaskClient, token: str) -> None:
    assert token
    page = words(client.get(f"/loket/{COUNTER}?buka=setelan").text)
    assert "Petugas lain" in page
    assert 'name="login" value=' not in client.get(f"/loket/{COUNTER}?buka=setelan").text
