"""Signing in with a provider's account, against a real provider: it opens who works here, and nobody else."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pyotp
import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from oidc_provider_mock import User, run_server_in_thread

from config import Config, ConfigError, Oidc
from queue_app import clock
from queue_app.people import second_step, sso, staff
from tests.queue_app.account.at_the_door import sign_in, who

BACK = "/masuk/sso/kembali"
PEOPLE = (
    User(sub="siti", claims={"preferred_username": "Siti.Aminah", "email": "siti@kota.go.id", "email_verified": True}),
    User(sub="tamu", claims={"preferred_username": "tamu", "email": "tamu@contoh.id", "email_verified": True}),
    User(sub="palsu", claims={"preferred_username": "x", "email": "siti@kota.go.id", "email_verified": False}),
    User(sub="kosong", claims={}),
)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread(user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def app(app: Flask, provider: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
    return by(app, monkeypatch, provider)


def by(app: Flask, monkeypatch: pytest.MonkeyPatch, issuer: str, claim: str = "preferred_username") -> Flask:
    settings = Oidc(issuer, "gmsc", "rahasia", claim, "SSO Kota")
    monkeypatch.setitem(app.extensions, "config", dataclasses.replace(app.extensions["config"], oidc=settings))
    app.extensions.pop("oidc", None)
    return app


def asked(client: FlaskClient, page: str = "") -> str:
    """Where the provider is asked."""
    answer = client.get("/masuk/sso", query_string={"next": page} if page else {})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def said(address: str, sub: str) -> str:
    """The address with which the provider sends somebody back."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=60)
    back = urlsplit(answer.headers["Location"])
    assert back.path == BACK
    return f"{back.path}?{back.query}"


def came_back(client: FlaskClient, sub: str, page: str = ""):
    return client.get(said(asked(client, page), sub))


def confirm(client: FlaskClient, page: str):
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    return client.post("/masuk/sso", data={"csrf_token": token[1]})


def test_who_works_here_is_asked_once_more_and_is_in(client: FlaskClient, person, see) -> None:
    person("manager")
    assert "Masuk dengan SSO Kota" in client.get("/masuk").text
    page = came_back(client, "siti", "/manajer/fakta")
    assert page.status_code == 200
    assert "Masuk sebagai Siti Aminah?" in page.text
    assert who(client) == 303, "coming back changes nothing by itself"
    assert confirm(client, page.text).headers["Location"] == "/manajer/fakta"
    assert who(client) == 200


def test_the_question_carries_state_nonce_and_a_challenge(client: FlaskClient) -> None:
    asks = parse_qs(urlsplit(asked(client)).query)
    assert {"state", "nonce", "code_challenge"} <= set(asks)
    assert (asks["code_challenge_method"], asks["prompt"]) == (["S256"], ["login"])
    assert asks["redirect_uri"][0].endswith(BACK)


@pytest.mark.parametrize("sub", ["tamu", "kosong"])
def test_who_is_known_to_the_provider_only_gets_no_account(client: FlaskClient, person, sub: str) -> None:
    person("manager")
    page = came_back(client, sub)
    assert page.status_code == 403
    assert "belum terdaftar sebagai petugas" in page.text
    assert who(client) == 303


@pytest.mark.parametrize(("sub", "status"), [("siti", 200), ("palsu", 403), ("tamu", 403)])
def test_an_address_counts_when_the_provider_has_verified_it(app, client, person, do, monkeypatch, sub, status) -> None:
    me = person("manager", login="manajer.satu")
    do(lambda s: sso.set_email(s, staff.find_staff(s, me), "Siti@kota.go.id", by="test"))
    by(app, monkeypatch, app.extensions["config"].oidc.issuer, "email")
    assert came_back(client, sub).status_code == status


def test_who_no_longer_works_here_is_nobody(client: FlaskClient, person, do) -> None:
    me = person("manager")
    page = came_back(client, "siti").text
    do(lambda s: staff.deactivate_staff(s, staff.find_staff(s, me), at=clock.real_now(), by="test"))
    assert confirm(client, page).status_code == 404
    assert came_back(client, "siti").status_code == 403


def test_an_answer_to_no_question_of_this_browser_is_refused(app: Flask, client: FlaskClient, person) -> None:
    person("manager")
    back = said(asked(client), "siti")
    stranger = app.test_client()
    assert stranger.get(back).status_code == 400, "another browser's state"
    assert client.get(back).status_code == 200
    assert client.get(back).status_code == 400, "the same answer again"
    for wrong in ("", "?error=access_denied&state=x", "?state=x&code=y", "?code=y"):
        refused = client.get(BACK + wrong)
        assert refused.status_code == 400
        assert "Ulangi dari halaman masuk" in refused.text


def test_an_answer_to_another_question_is_refused_for_its_nonce(client: FlaskClient, person) -> None:
    person("manager")
    first, second = asked(client), asked(client)
    mine = {**parse_qs(urlsplit(second).query), "nonce": parse_qs(urlsplit(first).query)["nonce"]}
    mixed = second.split("?")[0] + "?" + urlencode(mine, doseq=True)
    assert client.get(said(mixed, "siti")).status_code == 400


def test_a_provider_that_names_itself_otherwise_is_refused(app, client, person, monkeypatch, provider) -> None:
    person("manager")
    by(app, monkeypatch, provider.replace("localhost", "127.0.0.1"))
    ask = asked(client).replace("127.0.0.1", "localhost")
    assert client.get(said(ask, "siti")).status_code == 400


def test_a_provider_that_is_away_is_said_in_a_sentence_and_the_password_still_works(
    app, client, person, monkeypatch
) -> None:
    person("manager")
    by(app, monkeypatch, "http://localhost:9")
    away = client.get("/masuk/sso")
    assert away.status_code == 503
    assert "nama masuk dan kata sandi" in away.text
    assert sign_in(client).status_code == 303


def test_a_second_step_is_asked_for_all_the_same(client: FlaskClient, person, do) -> None:
    me, now = person("manager"), clock.real_now()
    offer = second_step.offer(me, "siti.aminah", "MPP")
    code = pyotp.TOTP(offer.typed.replace(" ", "")).at(now)
    do(lambda s: second_step.set_up(s, staff.find_staff(s, me), offer.sealed, code, at=now))
    assert confirm(client, came_back(client, "siti").text).headers["Location"] == "/masuk/kode"
    assert who(client) == 303


def test_without_settings_there_is_no_such_way(app: Flask, client: FlaskClient, monkeypatch) -> None:
    monkeypatch.setitem(app.extensions, "config", dataclasses.replace(app.extensions["config"], oidc=None))
    assert "/masuk/sso" not in client.get("/masuk").text
    assert [client.get(path).status_code for path in ("/masuk/sso", BACK)] == [404, 404]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET belum diisi"),
        ({"OIDC_ISSUER": "sso.kota.go.id"}, "OIDC_ISSUER harus alamat https"),
        ({"OIDC_CLAIM": "sub"}, "OIDC_CLAIM"),
    ],
)
def test_half_of_the_settings_stop_the_start(tmp_path, changed: dict[str, str], says: str) -> None:
    whole = {"OIDC_ISSUER": "https://sso.kota.go.id", "OIDC_CLIENT_ID": "gmsc", "OIDC_CLIENT_SECRET": "s"}
    env = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "t" * 40}
    assert Config.from_env(env | whole).oidc is not None
    with pytest.raises(ConfigError, match=says):
        Config.from_env(env | whole | changed)
