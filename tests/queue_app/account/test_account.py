"""The account door: signing in and out, a new password."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.line import attendance
from queue_app.line.events import Kind, ticket_events
from queue_app.people import sign_in as sign_ins
from queue_app.people.models import SignInRecord, StaffRecord
from tests.queue_app.account.at_the_door import FRESH, fill, sign_in, token_of, who
from tests.queue_app.people.make import RIGHT, WRONG


@pytest.mark.parametrize(
    ("role", "home"),
    [("counter", "/loket/"), ("supervisor", "/loket/"), ("manager", "/manajer/"), ("integrator", "/akun/")],
)
def test_signing_in_leads_to_the_work_of_the_role(client: FlaskClient, person, role: str, home: str) -> None:
    person(role, counter="L4")
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, home)
    assert client.get(home, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("role", ["admin", "auditor", "survey"])
def test_every_other_role_lands_on_a_page_it_may_see(client: FlaskClient, person, role: str) -> None:
    person(role)
    assert client.get(sign_in(client).headers["Location"], follow_redirects=True).status_code == 200


def test_signing_in_goes_back_to_the_page_that_asked(client: FlaskClient, person) -> None:
    person("counter", counter="L4")
    asked = client.get("/akun/kata-sandi", headers={"Accept": "text/html"})
    page = client.get(asked.headers["Location"])
    assert 'name="next" value="/akun/kata-sandi"' in page.text
    assert sign_in(client, next="/akun/kata-sandi").headers["Location"] == "/akun/kata-sandi"


@pytest.mark.parametrize("way", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client: FlaskClient, person, way: str) -> None:
    person("manager")
    assert "evil" not in client.get("/masuk", query_string={"next": way}).text
    assert sign_in(client, next=way).headers["Location"] == "/manajer/"
    assert client.get("/masuk", query_string={"next": way}).headers["Location"] == "/manajer/"


def test_a_wrong_password_and_an_unknown_login_get_the_same_page(client: FlaskClient, person) -> None:
    person()
    pages = [sign_in(client, login, WRONG) for login in ("siti.aminah", "tidak.adaaa")]
    assert [page.status_code for page in pages] == [401, 401]
    plain = [re.sub(r'value="[^"]*"', "", page.text) for page in pages]
    assert plain[0] == plain[1]
    assert "tidak cocok" in plain[0]
    assert 'value="siti.aminah"' in pages[0].text
    assert WRONG not in pages[0].text


def test_a_wrong_password_is_counted_although_it_is_refused(client: FlaskClient, person, see) -> None:
    person()
    for _ in range(5):
        assert sign_in(client, password=WRONG).status_code == 401
    assert see(lambda s: s.scalars(select(StaffRecord.failures)).one()) == 5
    assert sign_in(client).status_code == 401, "the sixth try waits, also with the right password"


def test_guessing_elsewhere_does_not_keep_the_person_out_here(app: Flask, client: FlaskClient, person) -> None:
    person()
    sign_in(client)
    client.post("/keluar", data={"csrf_token": token_of(client, "/akun/")})
    stranger = app.test_client()
    for _ in range(7):
        sign_in(stranger, password=WRONG)
    assert sign_in(stranger).status_code == 401
    assert sign_in(client).status_code == 303


def test_signing_in_needs_a_csrf_token(client: FlaskClient, person, see) -> None:
    person()
    assert client.post("/masuk", data={"login": "siti.aminah", "password": RIGHT}).status_code == 403
    begun = see(lambda s: s.scalars(select(SignInRecord.id)).all())
    assert len(begun) == 1, "only the one of the link"


def test_a_new_sign_in_gets_a_new_cookie(client: FlaskClient, person) -> None:
    person()
    token_of(client, "/masuk")
    before = client.get_cookie("gmsc").value
    sign_in(client)
    assert client.get_cookie("gmsc").value != before


def test_signing_out_ends_the_cookie_and_its_copies(app: Flask, client: FlaskClient, person) -> None:
    person()
    sign_in(client)
    copy = app.test_client()
    copy.set_cookie("gmsc", client.get_cookie("gmsc").value)
    assert (who(client), who(copy)) == (200, 200)
    answer = client.post("/keluar", data={"csrf_token": token_of(client, "/akun/")})
    assert answer.headers["Location"] == "/masuk"
    assert (who(client), who(copy)) == (303, 303)
    assert "Anda sudah keluar." in client.get("/masuk").text


def test_a_clerk_who_signs_out_leaves_a_paused_counter_unless_a_colleague_is_there(
    app: Flask, client: FlaskClient, person, do, see
) -> None:
    def at_l4(verb):
        return lambda s: verb(s, directory(s), directory(s).counter("L4"))

    first = person(counter="L4")
    do(at_l4(lambda s, house, counter: attendance.open_counter(s, house, counter, by="test")))
    sign_in(client)
    second = person(login="budi", counter="L4")
    client.post("/keluar", data={"csrf_token": token_of(client, "/akun/")})
    assert see(at_l4(attendance.state_of)).open, "a colleague is signed in for the same counter"
    do(lambda s: sign_ins.end_sign_ins(s, second, at=clock.real_now()))
    sign_in(client)
    client.post("/akun/keluar-semua", data={"csrf_token": token_of(client, "/akun/")})
    left = see(at_l4(attendance.state_of))
    assert (left.open, left.status, left.reason) == (False, "PAUSED", "Pergantian petugas")
    (by,) = see(
        lambda s: s.scalars(select(ticket_events.c.by).where(ticket_events.c.kind == Kind.COUNTER_PAUSED)).all()
    )
    assert by == f"staff:{first}"


def test_signing_out_everywhere_ends_the_other_browser_too(app: Flask, client: FlaskClient, person) -> None:
    person()
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    client.post("/akun/keluar-semua", data={"csrf_token": token_of(client, "/akun/")})
    assert (who(client), who(other)) == (303, 303)


def test_signing_out_after_the_sign_in_has_ended_leads_to_signing_in(client: FlaskClient) -> None:
    answer = client.post("/keluar")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/masuk")


def test_a_token_is_nobody_and_has_no_account_page(app: Flask, client: FlaskClient) -> None:
    from tests.make import headers

    with app.app_context():
        shown = headers("counter")
    for path in ("/akun/", "/akun/kata-sandi"):
        assert client.get(path, headers=shown).status_code == 403
    for path in ("/akun/kata-sandi", "/akun/keluar-semua"):
        assert client.post(path, headers=shown).status_code == 403
    assert client.post("/keluar", headers=shown).status_code == 303


# ---- a new password ---------------------------------------------------------------------------


def test_a_new_password_needs_the_present_one_and_ends_other_sign_ins(app: Flask, client: FlaskClient, person) -> None:
    person()
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    wrong = fill(client, "/akun/kata-sandi", present=WRONG, password=FRESH, again=FRESH)
    assert wrong.status_code == 401
    assert "Kata sandi sekarang" in wrong.text
    right = fill(client, "/akun/kata-sandi", present=RIGHT, password=FRESH, again=FRESH)
    assert right.headers["Location"] == "/akun/"
    assert "sudah diganti" in client.get("/akun/").text
    assert (who(client), who(other)) == (200, 303)
    fresh = app.test_client()
    assert sign_in(fresh, password=RIGHT).status_code == 401
    assert sign_in(fresh, password=FRESH).status_code == 303


def test_guessing_the_present_password_is_delayed_too(client: FlaskClient, person) -> None:
    person()
    sign_in(client)
    for _ in range(5):
        fill(client, "/akun/kata-sandi", present=WRONG, password=FRESH, again=FRESH)
    assert fill(client, "/akun/kata-sandi", present=RIGHT, password=FRESH, again=FRESH).status_code == 401


def test_the_account_page_says_who_and_where(client: FlaskClient, person) -> None:
    person("counter", counter="L4")
    sign_in(client)
    page = client.get("/akun/").text
    assert all(word in page for word in ("Siti Aminah", "siti.aminah", "Petugas loket", "Mulai bekerja"))


@pytest.mark.parametrize("path", ["/masuk", "/akun/mulai/x", "/akun/"])
def test_account_pages_are_not_stored(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"
