"""Every verb is a form: it acts once, comes back to the console, and a no is said in place."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from queue_app import clock
from queue_app.line import calling, desk
from queue_app.line.ticket import Status, find
from queue_app.transaction import transaction
from tests.conftest import MONDAY, still
from tests.make import COUNTER, again, do, make_open_counter, make_ticket, make_ticket_in
from tests.queue_app.counter.desk import make_desk, next_step, words


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("recall", Status.CALLED, Status.CALLED),
        ("start", Status.CALLED, Status.SERVING),
        ("hold", Status.CALLED, Status.HELD),
        ("hold", Status.SERVING, Status.HELD),
        ("miss", Status.CALLED, Status.NO_SHOW),
        ("finish", Status.SERVING, Status.SERVED),
        ("finish-and-call-next", Status.SERVING, Status.SERVED),
        ("unhold", Status.HELD, Status.CALLED),
        ("requeue", Status.HELD, Status.WAITING),
        ("requeue", Status.NO_SHOW, Status.WAITING),
        ("undo", Status.SERVED, Status.SERVING),
    ],
)
def test_a_verb_acts_and_comes_back(client: FlaskClient, verb: str, before: Status, after: Status) -> None:
    ticket = make_ticket_in(before)
    answer = make_desk(client).press(verb, ref=ticket.ref)
    assert (answer.status_code, answer.location) == (303, f"/loket/{COUNTER}")
    assert again(ticket).status is after


@pytest.mark.parametrize(
    ("verb", "before", "sentence"),
    [
        ("finish", Status.CALLED, "sekarang berstatus Dipanggil"),
        ("start", Status.SERVING, "sekarang berstatus Sedang dilayani"),
        ("call-next", Status.CALLED, "Loket masih menangani"),
        ("close", Status.SERVING, "Loket masih menangani"),
        ("unhold", Status.WAITING, "sekarang berstatus Menunggu"),
        ("requeue", Status.SERVED, "sekarang berstatus Selesai"),
    ],
)
def test_a_no_is_said_on_the_console_itself(client: FlaskClient, verb: str, before: Status, sentence: str) -> None:
    ticket = make_ticket_in(before)
    answer = make_desk(client).press(verb, ref=ticket.ref)
    assert answer.status_code == 409
    assert sentence in words(answer.text)
    assert 'id="kartu"' in answer.text, "the counter is still in sight"
    assert again(ticket) == ticket


def test_a_double_press_calls_one_person(client: FlaskClient) -> None:
    make_open_counter()
    first, second = make_ticket(), make_ticket()
    console = make_desk(client)
    answers = [console.press("call-next", idempotency_key="sekali") for _ in range(3)]
    assert [a.status_code for a in answers] == [303, 303, 303]
    assert again(first).status is Status.CALLED
    assert again(second).status is Status.WAITING


def test_a_key_is_good_for_one_form_only(client: FlaskClient) -> None:
    first = make_ticket_in(Status.HELD)
    second = make_ticket_in(Status.NO_SHOW)
    console = make_desk(client)
    assert console.press("requeue", ref=first.ref, idempotency_key="k").status_code == 303
    assert console.press("requeue", ref=second.ref, idempotency_key="k").status_code == 409
    assert again(second) == second


def test_the_page_gives_every_form_a_key_of_its_own(client: FlaskClient) -> None:
    make_ticket_in(Status.HELD)
    make_ticket_in(Status.NO_SHOW)
    console = make_desk(client)
    assert console.look() != console.look(), "a new rendering is a new chance to act"


def test_nobody_to_call_is_said(client: FlaskClient) -> None:
    make_open_counter()
    assert "Belum ada yang hadir untuk dipanggil." in words(make_desk(client).done("call-next"))


def test_a_transfer_finds_its_service_by_the_words_people_use(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.SERVING)
    console = make_desk(client)
    page = console.look("alihkan", q="paspor ilang")
    assert "Penggantian paspor hilang atau rusak" in words(page, "service")
    console.done("transfer", service="IMI-HILANG", note="Sudah difoto")
    moved = again(ticket)
    assert (moved.number, moved.status, moved.note) == (ticket.number, Status.WAITING, "Sudah difoto")


def test_a_transfer_without_a_service_says_so_in_the_form(client: FlaskClient) -> None:
    make_ticket_in(Status.SERVING)
    answer = make_desk(client).press("transfer", note="x" * 30)
    assert answer.status_code == 422
    assert "Pilih layanan dahulu." in words(answer.text)
    assert "x" * 30 in answer.text, "what was typed is kept"


def test_a_walk_in_is_served_at_once(client: FlaskClient) -> None:
    make_open_counter()
    page = make_desk(client).done("walk-in", service="DKC-LAHIR", priority="hamil")
    assert next_step(page)[0] == "finish"
    assert "Ibu hamil" in words(page, "kanan")


def test_missing_papers_are_recorded_as_they_were_ticked(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.SERVING)
    page = make_desk(client).look("berkas", ada="Fotokopi Kartu Keluarga")
    assert page.count('name="missing"') == 4
    assert page.count(" checked") == 1, "only what everybody brings and was not there; no special case"
    items = ["Formulir F-1.02 yang telah diisi"]
    make_desk(client).done("finish", outcome="berkas-kurang", missing=items, other="Pasfoto")
    done = again(ticket)
    assert (done.outcome, done.missing) == ("berkas-kurang", [*items, "Pasfoto"])


def test_missing_papers_without_a_paper_are_refused_in_the_form(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.SERVING)
    answer = make_desk(client).press("finish", outcome="berkas-kurang")
    assert answer.status_code == 422
    assert "Pilih berkas yang kurang." in words(answer.text)
    assert again(ticket).status is Status.SERVING


def test_a_number_is_called_out_of_order_with_a_reason_only(client: FlaskClient) -> None:
    make_open_counter()
    make_ticket()
    wanted = make_ticket()
    console = make_desk(client)
    assert f"Panggil {wanted.number} sekarang" in words(console.look("nomor", nomor=wanted.number.lower()))
    refused = console.press("call", ref=wanted.ref, nomor=wanted.number)
    assert refused.status_code == 422
    assert "Alasan perlu diisi" in words(refused.text, "kerja")
    console.done("call", ref=wanted.ref, nomor=wanted.number, reason="Keadaan mendesak")
    assert again(wanted).status is Status.CALLED


def test_a_clerk_notes_that_somebody_has_arrived(client: FlaskClient) -> None:
    make_open_counter()
    home = make_ticket(present=False)
    console = make_desk(client)
    found = words(console.look("nomor", nomor=home.number))
    assert "Catat kedatangan" in found
    assert f"Panggil {home.number} sekarang" not in found, "it would only be refused"
    page = console.done("check-in", ref=home.ref, nomor=home.number)
    assert f"{home.number} tercatat hadir" in words(page)
    assert again(home).present


def test_an_unknown_number_is_said_and_not_guessed(client: FlaskClient) -> None:
    assert "Nomor ZZ9 tidak ada hari ini" in words(make_desk(client).look("nomor", nomor="zz9"))


def test_undo_is_offered_while_it_works(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.NO_SHOW)
    console = make_desk(client)
    assert f"{ticket.number} tidak hadir" in words(console.look(), "aksi")
    clock.install(still(MONDAY.replace(second=11)))
    assert "Urungkan" not in words(console.look(), "aksi")
    assert console.press("undo").status_code == 409


def test_undo_is_not_offered_once_something_followed(client: FlaskClient) -> None:
    make_ticket_in(Status.CALLED)
    console = make_desk(client)
    assert "Urungkan" in words(console.look(), "aksi")
    do(calling.recall)
    assert "Urungkan" not in words(console.look(), "aksi")


def test_finish_and_call_next_is_undone_whole(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.SERVING)
    following = make_ticket()
    console = make_desk(client)
    console.done("finish-and-call-next")
    assert again(following).status is Status.CALLED
    assert f"{ticket.number} selesai" in words(console.look(), "aksi")
    console.done("undo")
    assert [again(ticket).status, again(following).status] == [Status.SERVING, Status.WAITING]


def test_only_a_supervisor_answers_a_claim(client: FlaskClient) -> None:
    ticket = make_ticket_in(Status.NO_SHOW)
    with transaction() as session:
        desk.claim_served(session, find(session, key=ticket.key), by="citizen")
    clerk, supervisor = make_desk(client), make_desk(client, "supervisor")
    assert "Menunggu jawaban penyelia" in words(clerk.look())
    assert clerk.press("confirm-served", ref=ticket.ref, reason="Ada berkasnya").status_code == 403
    assert "Benar, sudah dilayani" in words(supervisor.look("klaim", ref=ticket.ref))
    assert supervisor.press("confirm-served", ref=ticket.ref, reason="").status_code == 422
    supervisor.done("confirm-served", ref=ticket.ref, reason="Ada berkasnya")
    assert again(ticket).status is Status.SERVED


def test_a_form_that_is_too_long_is_refused(client: FlaskClient) -> None:
    make_open_counter()
    answer = make_desk(client).press("pause", other="x" * 81)
    assert answer.status_code == 422
    assert "Paling banyak 80 karakter." in words(answer.text)


@pytest.mark.parametrize("verb", ["unhold", "requeue", "call", "check-in"])
def test_a_ticket_that_is_not_ours_is_unknown(client: FlaskClient, verb: str) -> None:
    make_open_counter()
    assert make_desk(client).press(verb, ref="0000000000", reason="x").status_code == 404
