"""Headers of every answer."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.queue_app.web.conftest import make_app, make_config

PATHS = [
    "/publik/",
    "/no/full",
    "/nowhere",
    "/no/bug",
    "/api/v1/public",
    "/api/v1/no/full",
    "/static/css/tokens.css",
    "/loket/",
]


def policy_of(client: FlaskClient, path: str, **more: object) -> dict[str, str]:
    text = client.get(path, **more).headers["Content-Security-Policy"]
    return {name: value for name, _, value in (part.partition(" ") for part in text.split("; "))}


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_policy_without_inline_code(client: FlaskClient, path: str) -> None:
    policy = policy_of(client, path)
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in str(policy)
    assert "*" not in str(policy)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_other_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"]


def test_sockets_may_go_to_the_own_host_only(client: FlaskClient) -> None:
    policy = policy_of(client, "/publik/", base_url="http://192.0.2.7:8000")
    assert policy["connect-src"] == "'self' ws://192.0.2.7:8000 wss://192.0.2.7:8000"


@pytest.mark.parametrize("host", ["evil.example; script-src *", "a'b", "a b", "*"])
def test_a_host_header_cannot_widen_the_policy(client: FlaskClient, host: str) -> None:
    policy = policy_of(client, "/publik/", environ_overrides={"HTTP_HOST": host})
    assert policy["connect-src"] == "'self'"
    assert policy["script-src"] == "'self'"


@pytest.mark.parametrize("path", ["/tiket/abc", "/s/ABC", "/akun/mulai/abc"])
def test_an_address_that_is_a_secret_is_told_to_nobody(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_other_pages_tell_their_address_to_this_site_only(client: FlaskClient) -> None:
    assert client.get("/publik/").headers["Referrer-Policy"] == "same-origin"


def test_what_a_signed_in_person_sees_is_not_stored(signed_in, bearer, client: FlaskClient) -> None:
    assert signed_in("counter").get("/publik/").headers["Cache-Control"] == "no-store"
    assert client.get("/api/v1/public", headers=bearer("display")).headers["Cache-Control"] == "no-store"
    assert client.get("/publik/").headers["Cache-Control"] == "no-cache"


def test_only_production_insists_on_https(client: FlaskClient, engine: Engine, tmp_path) -> None:
    assert "Strict-Transport-Security" not in client.get("/publik/").headers
    config = make_config(
        tmp_path,
        MODE="production",
        SECRET_KEY="production key for this test, 32+",
        PUBLIC_URL="https://a.example.go.id",
    )
    headers = make_app(engine, config).test_client().get("/publik/").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
