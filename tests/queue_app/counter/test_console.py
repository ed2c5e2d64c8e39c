"""The console is the counter as it is: its next step, what may be pressed, who waits, and no secret of a citizen."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from queue_app import clock
from queue_app.line import attendance, calling, serving
from queue_app.line.ticket import Status
from tests.conftest import MONDAY, still
from tests.make import COUNTER, SERVICE, again, do, headers, make_open_counter, make_ticket, make_ticket_in
from tests.queue_app.counter.desk import make_desk, next_step, offered, words


def test_the_next_step_of_a_closed_counter_is_to_open_it(client: FlaskClient) -> None:
    assert next_step(make_desk(client).look()) == ("open", "Buka loket")


def test_an_idle_counter_says_whom_it_would_call(client: FlaskClient) -> None:
    make_open_counter()
    ticket = make_ticket()
    assert next_step(make_desk(client).look()) == ("call-next", f"Panggil {ticket.number}")


def test_an_idle_counter_does_not_promise_somebody_who_is_not_here(client: FlaskClient) -> None:
    make_open_counter()
    make_ticket(present=False)
    page = make_desk(client).look()
    assert next_step(page) == ("call-next", "Panggil berikutnya")
    assert "1 nomor dari rumah belum konfirmasi tiba" in words(page)


def test_a_called_ticket_is_started_never_finished(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.CALLED)
    page = make_desk(client).look()
    assert next_step(page) == ("start", f"Mulai melayani {ticket.number}")
    assert not offered(page) & {"finish", "finish-and-call-next"}


def test_serving_offers_to_finish_and_call_the_next_by_name(client: FlaskClient) -> None:
    make_ticket_in(Status.SERVING)
    following = make_ticket()
    assert next_step(make_desk(client).look()) == ("finish-and-call-next", f"Selesai dan panggil {following.number}")


def test_serving_the_last_person_offers_only_to_finish(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.SERVING)
    assert next_step(make_desk(client).look()) == ("finish", f"Selesai melayani {ticket.number}")


def test_a_paused_counter_goes_on_and_finishes_but_calls_nobody(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.SERVING)
    make_ticket()
    do(attendance.pause, reason="Istirahat")
    assert next_step(make_desk(client).look()) == ("finish", f"Selesai melayani {ticket.number}")
    do(serving.finish)
    page = make_desk(client).look()
    assert next_step(page) == ("resume", "Lanjutkan")
    assert "call-next" not in offered(page)


SECONDARY = {"recall", "start", "hold", "miss", "finish"}


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        (Status.WAITING, set()),
        (Status.CALLED, {"recall", "start", "hold", "miss"}),
        (Status.SERVING, {"hold", "finish"}),
        (Status.SERVED, set()),
    ],
)
def test_what_cannot_be_done_now_cannot_be_pressed(client: FlaskClient, status: Status, verbs: set[str]) -> None:
    make_ticket_in(status)
    page = make_desk(client).look()
    assert offered(page) & SECONDARY == verbs
    assert len(re.findall(r'class="con-key"', page)) == 6, "the keys never move"


def test_people_in_the_hall_stand_apart_from_those_at_home(client: FlaskClient) -> None:
    make_open_counter()
    home, here = make_ticket(present=False), make_ticket(priority="lansia")
    clock.install(still(MONDAY.replace(minute=24, second=1)))
    page = make_desk(client).look()
    present, absent = page.split("Belum tiba", 1)
    assert f"baris-{here.number}" in present
    assert "Prioritas" in present
    assert "24 mnt" in words(present)
    assert f"baris-{home.number}" in absent


def test_held_and_missed_people_can_be_brought_back(client: FlaskClient) -> None:
    make_ticket_in(Status.HELD)
    make_ticket_in(Status.NO_SHOW)
    page = make_desk(client).look()
    assert {"unhold", "requeue"} <= offered(page)
    assert page.count("/requeue") == 2


def test_a_held_person_is_not_called_over_somebody_elses_head(client: FlaskClient) -> None:
    make_ticket_in(Status.HELD)
    make_ticket_in(Status.CALLED)
    button = re.search(r"<button id=\"panggil-\w+\"([^>]*)>", make_desk(client).look())
    assert button
    assert "disabled" in button[1]


def test_the_day_is_told_in_figures(client: FlaskClient) -> None:
    make_open_counter()
    make_ticket()
    for verb in (calling.call_next, serving.start):
        do(verb)
    clock.install(still(MONDAY.replace(minute=7)))
    do(serving.finish)
    make_ticket()
    shown = words(make_desk(client).look(), "kanan")
    assert "Menunggu 1 " in shown
    assert "Rata-rata layanan 7 menit" in shown
    assert "Selesai 1" in shown


def test_the_part_that_changes_is_the_page_without_its_frame(client: FlaskClient) -> None:
    make_ticket_in(Status.CALLED)
    desk = make_desk(client)
    whole, part = desk.look(), desk.look(bagian="utama")
    assert "<html" in whole
    assert "<html" not in part
    regions = r'id="(\w+)"[^>]*data-region'
    assert re.findall(regions, part) == re.findall(regions, whole)
    assert set(re.findall(regions, part)) == {"kartu", "gema", "kertas", "kerja", "aksi", "daftar", "kanan"}
    acted = client.post(f"/loket/{COUNTER}/start?bagian=utama", headers=desk.who)
    assert (acted.status_code, "<html" in acted.text) == (200, False), "a press costs one request, not two"
    assert re.findall(regions, acted.text) == re.findall(regions, desk.look(bagian="utama"))
    assert "Dilayani" in words(acted.text, "kartu")


@pytest.mark.parametrize("panel", ["", "alihkan", "jeda", "berkas", "nomor", "bantuan", "klaim", "tidak-ada"])
@pytest.mark.parametrize("status", list(Status))
def test_no_page_of_a_clerk_leads_to_a_handle_a_survey_or_a_phone(
    client: FlaskClient, status: Status, panel: str
) -> None:
    ticket = make_ticket_in(status)
    make_ticket(present=False, phone="+6281234567890", consent="1", device="d" * 64)
    page = make_desk(client).look(panel or "-", nomor=ticket.number, ref=ticket.ref)
    assert ticket.id not in page
    assert "/s/" not in page
    assert "81234567890" not in page
    assert ticket.recovery_digest not in page


def test_looking_changes_nothing(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.CALLED)
    desk = make_desk(client)
    for panel in ("alihkan", "jeda", "tanpa-tiket", "tutup", "layanan", "bantuan"):
        desk.look(panel)
    assert again(ticket) == ticket


def test_a_clerk_comes_straight_to_the_own_counter(client: FlaskClient) -> None:
    answer = client.get("/loket/", headers=headers("counter", counter=COUNTER))
    assert answer.location == f"/loket/{COUNTER}"


def test_a_clerk_without_a_counter_is_told_whom_to_ask(client: FlaskClient) -> None:
    answer = client.get("/loket/", headers=headers("counter"), follow_redirects=True)
    assert answer.status_code == 403
    assert "Hubungi admin" in answer.text


def test_a_supervisor_chooses_among_the_own_counters(client: FlaskClient) -> None:
    make_open_counter()
    who = headers("supervisor", agency="DKC")
    page = client.get("/loket/", headers=who, follow_redirects=True).text
    assert re.findall(r'href="/loket/(L\d+)"', page) == ["L4", "L5", "L6", "L7", "L8"]
    assert words(page).count("Buka") == 1
    assert client.get("/loket/L1", headers=who).status_code == 403


@pytest.mark.parametrize("role", ["admin", "manager", "auditor", "survey", "integrator", "kiosk", "display"])
def test_nobody_else_works_at_a_counter(client: FlaskClient, role: str) -> None:
    who = headers(role)
    assert client.get(f"/loket/{COUNTER}", headers=who).status_code == 403
    assert client.post(f"/loket/{COUNTER}/open", headers=who).status_code == 403


def test_a_stranger_is_sent_to_sign_in_first(client: FlaskClient) -> None:
    answer = client.get(f"/loket/{COUNTER}")
    assert (answer.status_code, answer.location) == (303, f"/masuk?next=%2Floket%2F{COUNTER}")


def test_a_foreign_counter_stays_closed_to_a_clerk(client: FlaskClient) -> None:
    make_ticket(SERVICE)
    who = headers("counter", counter="L5")
    assert client.get(f"/loket/{COUNTER}", headers=who).status_code == 403
    assert client.post(f"/loket/{COUNTER}/open", headers=who).status_code == 403
