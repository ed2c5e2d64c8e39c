"""One-time links: the first admin's, and those with which colleagues set their passwords."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app import clock
from queue_app.people import links, staff
from queue_app.people.models import AuditEntryRecord, OneTimeLinkRecord, StaffRecord
from tests.queue_app.account.at_the_door import FRESH, fill, sign_in, token_of, who
from tests.queue_app.people.make import WRONG


@pytest.fixture
def first_link(do) -> str:
    return f"/akun/mulai/{do(lambda s: links.first_admin_link(s, at=clock.real_now()))}"


ADMIN = {"name": "Kepala Dinas", "login": "kepala", "password": FRESH, "again": FRESH}


def test_the_first_admin_sets_up_with_the_link_and_is_signed_in(client: FlaskClient, first_link: str, see) -> None:
    assert re.findall(r'<input[^>]* name="(\w+)"[^>]* autofocus', client.get(first_link).text) == ["name"]
    answer = fill(client, first_link, **ADMIN)
    assert answer.status_code == 303
    assert who(client) == 200
    found = see(lambda s: [(p.login, p.role, p.name) for p in s.scalars(select(StaffRecord))])
    assert found == [("kepala", "admin", "Kepala Dinas")]
    assert see(lambda s: s.scalars(select(AuditEntryRecord.action)).all()) == ["first-admin", "signed-in"]


def test_looking_at_the_link_writes_nothing(client: FlaskClient, first_link: str, see) -> None:
    for _ in range(3):
        assert client.get(first_link).status_code == 200
        assert client.head(first_link).status_code == 200
    assert see(lambda s: s.scalars(select(OneTimeLinkRecord.used_at)).all()) == [None]
    assert see(lambda s: s.scalars(select(AuditEntryRecord.id)).all()) == []


def test_a_used_link_says_so_and_makes_no_second_admin(app: Flask, client: FlaskClient, first_link: str, see) -> None:
    other = app.test_client()
    token = token_of(other, first_link)
    fill(client, first_link, **ADMIN)
    late = other.post(first_link, data={"csrf_token": token, **ADMIN, "login": "penyusup"})
    assert late.status_code == 409
    assert "sudah dipakai" in late.text
    assert other.get(first_link).status_code == 409
    assert see(lambda s: s.scalars(select(StaffRecord.login)).all()) == ["kepala"]


def test_the_link_posted_by_many_at_once_makes_one_admin(app: Flask, first_link: str, see) -> None:
    browsers = [app.test_client() for _ in range(12)]
    tokens = [token_of(browser, first_link) for browser in browsers]

    def send(n: int) -> int:
        fields = {"csrf_token": tokens[n], **ADMIN, "login": f"kepala{n}"}
        return browsers[n].post(first_link, data=fields).status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = sorted(pool.map(send, range(12)))
    assert statuses == [303] + [409] * 11
    assert len(see(lambda s: s.scalars(select(StaffRecord.id)).all())) == 1


def test_an_old_or_invented_link_is_told_apart_from_a_page(client: FlaskClient, first_link: str, monkeypatch) -> None:
    assert client.get("/akun/mulai/invented").status_code == 404
    assert client.get("/akun/mulai/" + "x" * 3000).status_code == 404
    later = clock.real_now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    answer = client.get(first_link)
    assert answer.status_code == 410
    assert "kedaluwarsa" in answer.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "pendek", "again": "pendek"}, "minimal 15 karakter"),
        ({"again": WRONG}, "tidak sama"),
        ({"password": "kepalakepalakepala", "again": "kepalakepalakepala"}, "nama masuk"),
        ({"login": "a b"}, "3–32 huruf kecil"),
        ({"name": ""}, "Nama wajib diisi"),
    ],
)
def test_a_form_that_needs_repair_keeps_the_link_and_what_was_typed(
    client: FlaskClient, first_link: str, wrong: dict[str, str], said: str
) -> None:
    answer = fill(client, first_link, **{**ADMIN, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert "kesalahan" in answer.text
    assert FRESH not in answer.text
    if "name" not in wrong:
        assert 'value="Kepala Dinas"' in answer.text
    assert fill(client, first_link, **ADMIN).status_code == 303


def test_a_colleague_sets_a_password_with_the_own_link(client: FlaskClient, do) -> None:
    _, token = do(
        lambda s: staff.add_staff(
            s, site_id=1, name="Budi", login="budi", role="manager", at=clock.real_now(), by="staff:1"
        )
    )
    path = f"/akun/mulai/{token}"
    assert re.findall(r'<input[^>]* name="(\w+)"[^>]* autofocus', client.get(path).text) == ["password"]
    page = client.get(path).text
    assert "Budi" in page
    assert 'name="login"' not in page
    assert fill(client, path, password=FRESH, again=FRESH, login="admin", name="X").headers["Location"] == "/manajer/"
    client.post("/keluar", data={"csrf_token": token_of(client, "/akun/")})
    assert sign_in(client, "budi", FRESH).status_code == 303
