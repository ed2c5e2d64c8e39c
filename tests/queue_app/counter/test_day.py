"""The counter's own day as forms: open, pause, resume, close."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from queue_app.catalogue.directory import directory
from queue_app.line import attendance
from queue_app.line.attendance import state_of
from queue_app.line.ticket import find_all, tickets
from queue_app.transaction import reading
from tests.conftest import MONDAY
from tests.make import COUNTER, make_open_counter, make_ticket
from tests.queue_app.counter.desk import make_desk, next_step, words


def test_opening_takes_all_services_or_the_chosen_ones(client: FlaskClient) -> None:
    console = make_desk(client)
    console.done("open")
    assert counter_state().service_ids is None
    console.done("open", some="1", services=["DKC-LAHIR", "DKC-MATI"])
    assert len(counter_state().service_ids or ()) == 2
    assert console.press("open", some="1").status_code == 422


def test_a_pause_has_a_reason_and_a_return(client: FlaskClient) -> None:
    make_open_counter()
    page = make_desk(client).done("pause", reason="Istirahat", minutes="15")
    state = counter_state()
    assert state.reason == "Istirahat"
    assert state.until is not None
    assert timedelta(minutes=15) <= state.until - MONDAY < timedelta(minutes=15, seconds=1)
    assert "Kembali pukul 09.15 WIB" in words(page)
    assert next_step(make_desk(client).done("resume")) == ("call-next", "Panggil berikutnya")


def test_a_typed_reason_wins_over_the_list(client: FlaskClient) -> None:
    make_open_counter()
    make_desk(client).done("pause", reason="Istirahat", other="Menjemput arsip", minutes="0")
    assert (counter_state().reason, counter_state().until) == ("Menjemput arsip", None)


def test_closing_asks_first_and_frees_nobody_silently(client: FlaskClient) -> None:
    make_open_counter()
    make_ticket()
    console = make_desk(client)
    assert "1 orang masih menunggu" in words(console.look("tutup"))
    assert next_step(console.done("close"))[0] == "open"


def test_a_form_of_a_signed_in_person_needs_its_csrf_token(client: FlaskClient) -> None:
    answer = client.post(f"/loket/{COUNTER}/open")
    assert answer.status_code in (303, 403)
    with reading() as session:
        assert find_all(session, tickets.c.counter_id.is_not(None)) == []
    assert counter_state().status == attendance.CLOSED


def counter_state() -> attendance.CounterState:
    with reading() as session:
        house = directory(session)
        return state_of(session, house, house.counter(COUNTER))
