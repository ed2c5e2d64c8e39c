"""Who may enter: audience, actor, forged requests."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.people import sign_in, staff
from queue_app.people.actor import ROLES, STAFF_ROLES
from queue_app.people.models import AccessTokenRecord, StaffRecord
from queue_app.people.tokens import revoke_token
from queue_app.web import cookies
from queue_app.web.audience import AudienceMissing, audience, undeclared
from tests.queue_app.people.make import NOW, writing
from tests.queue_app.web.conftest import make_app, make_config
from tests.queue_app.web.walk import walk

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_every_route_of_the_small_app_says_who_may_use_it(tiny: Flask) -> None:
    assert undeclared(tiny) == []


def test_a_route_that_says_nothing_answers_500_and_is_found(tiny: Flask) -> None:
    tiny.add_url_rule("/forgotten", "forgotten", lambda: "anybody")
    assert tiny.test_client().get("/forgotten").status_code == 500
    assert undeclared(tiny) == ["forgotten"]
    tiny.testing = True
    with pytest.raises(AudienceMissing):
        tiny.test_client().get("/forgotten")


@pytest.mark.parametrize("roles", [(), ("root",), ("public", "clerk")])
def test_an_audience_names_known_roles(roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="audience"):
        audience(*roles)


def test_every_role_meets_every_route_as_declared(tiny: Flask, bearer) -> None:
    visits = walk(tiny, {role: bearer(role) for role in ROLES}, skip=("test.crash",))
    assert len(visits) > 150
    assert [v for v in visits if not v.as_declared] == []


def test_static_files_are_public(client: FlaskClient) -> None:
    assert client.get("/static/css/tokens.css").status_code == 200


@pytest.mark.parametrize(
    "header", ["Bearer unknown", "Bearer ", "Bearer", "Basic YTpi", "", "bearer " + "x" * 5000, "Bearer \xff"]
)
def test_a_credential_that_is_shown_must_be_valid_even_where_none_is_needed(client: FlaskClient, header: str) -> None:
    answer = client.get("/api/v1/public", headers={"Authorization": header})
    assert (answer.status_code, answer.get_json()["type"]) == (401, "unauthorised")


def test_a_revoked_token_is_refused_with_the_next_request(engine: Engine, client: FlaskClient, bearer) -> None:
    headers = bearer("counter")
    assert client.get("/api/v1/counters", headers=headers).status_code == 200
    with writing(engine) as session:
        revoke_token(session, session.scalars(select(AccessTokenRecord.id)).one(), by="staff:1")
    assert client.get("/api/v1/counters", headers=headers).status_code == 401


def test_nobody_is_sent_to_sign_in_and_back_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/loket/?antrean=1&b=2", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/masuk?next=%2Floket%2F%3Fantrean%3D1%26b%3D2"
    assert client.post("/loket/", headers=FORM).headers["Location"] == "/masuk"
    assert client.get("/loket/", headers={"Accept": "application/json"}).status_code == 401


def test_the_wrong_role_is_forbidden_not_sent_to_sign_in(signed_in) -> None:
    assert signed_in("manager").get("/loket/", headers={"Accept": "text/html"}).status_code == 403


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_a_signed_in_person_is_the_actor(signed_in, engine: Engine, role: str) -> None:
    answer = signed_in(role).get("/api/v1/public")
    assert answer.get_json() == {"role": role}


def test_a_bearer_goes_before_the_cookie(signed_in, bearer) -> None:
    answer = signed_in("counter").get("/loket/", headers=bearer("supervisor"))
    assert answer.get_json()["role"] == "supervisor"


def shift(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    from datetime import timedelta

    later = clock.real_now() + timedelta(seconds=seconds)
    monkeypatch.setattr(clock, "real_now", lambda: later)


def test_an_idle_browser_is_signed_out_after_an_hour(signed_in, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("counter")
    shift(monkeypatch, 3590)
    assert client.get("/loket/").status_code == 200
    shift(monkeypatch, 3590)
    assert client.get("/loket/").status_code == 200, "work pushes the limit back"
    shift(monkeypatch, 3610)
    assert client.get("/api/v1/counters").status_code == 401


def test_a_busy_browser_is_signed_out_after_twelve_hours(signed_in, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("counter")
    for _ in range(13):
        assert client.get("/loket/").status_code == 200
        shift(monkeypatch, 3300)
    shift(monkeypatch, 1200)
    assert client.get("/api/v1/counters").status_code == 401


def test_a_copied_cookie_ends_with_the_sign_out(signed_in, engine: Engine) -> None:
    client = signed_in("counter")
    with writing(engine) as session:
        sign_in.end_sign_in(session, 2, at=NOW)
    assert client.get("/api/v1/counters").status_code == 401


def test_a_new_role_or_the_end_of_work_holds_from_the_next_request(signed_in, engine: Engine) -> None:
    client = signed_in("counter")
    with writing(engine) as session:
        session.scalars(select(StaffRecord)).one().role = "auditor"
    assert client.get("/api/v1/counters").status_code == 403
    with writing(engine) as session:
        staff.deactivate_staff(session, session.scalars(select(StaffRecord)).one(), at=NOW, by="staff:1")
    assert client.get("/api/v1/counters").status_code == 401


@pytest.mark.parametrize("forged", ["", "x", "eyJzaWduX2luIjoxfQ.aaaa.bbbb"])
def test_a_forged_cookie_is_a_citizen(client: FlaskClient, forged: str) -> None:
    client.set_cookie("gmsc", forged)
    assert client.get("/api/v1/public").get_json() == {"role": "citizen"}


def test_a_cookie_signed_by_another_installation_is_a_citizen(tiny: Flask, engine: Engine, tmp_path, signed_in) -> None:
    cookie = signed_in("admin").get_cookie("gmsc").value
    other = make_app(engine, make_config(tmp_path, SECRET_KEY="another installation's key, also 32 long")).test_client()
    other.set_cookie("gmsc", cookie)
    assert other.get("/api/v1/public").get_json() == {"role": "citizen"}


# ---- forged requests --------------------------------------------------------------------------


def test_what_a_signed_in_person_posts_needs_a_csrf_token(signed_in) -> None:
    client = signed_in("counter")
    assert client.post("/loket/").status_code == 403
    assert client.post("/loket/", json={}).status_code == 403
    assert client.post("/loket/", data={"csrf_token": "forged"}).status_code == 403
    token = client.get("/test/token").text
    assert client.post("/loket/", data={"csrf_token": token}).status_code == 200
    assert client.post("/loket/", json={}, headers={"X-CSRFToken": token}).status_code == 200


def test_the_csrf_token_of_one_browser_is_worthless_in_another(signed_in) -> None:
    token = signed_in("counter").get("/test/token").text
    assert signed_in("supervisor").post("/loket/", data={"csrf_token": token}).status_code == 403


def test_signing_in_changes_the_csrf_token(tiny: Flask, signed_in, client: FlaskClient) -> None:
    before = client.get("/test/token").text
    client.get("/test/sign-in/1")
    assert client.post("/formulir", data={"csrf_token": before, "name": "a"}).status_code == 403


def test_a_bearer_needs_no_csrf_token(client: FlaskClient, bearer) -> None:
    assert client.post("/loket/", json={}, headers=bearer("counter")).status_code == 200


def test_a_citizens_form_needs_a_token_and_a_citizens_json_none(client: FlaskClient) -> None:
    assert client.post("/formulir", data={"name": "a"}).status_code == 403
    assert client.post("/api/v1/public", json={}).status_code == 200
    token = client.get("/test/token").text
    assert client.post("/formulir", data={"name": "a", "csrf_token": token}).status_code == 303


def test_a_token_still_works_hours_later(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    token = client.get("/test/token").text
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 20_000)
    assert client.post("/formulir", data={"name": "a", "csrf_token": token}).status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Origin": "null"}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({}, 200),
    ],
)
@pytest.mark.parametrize("path", ["/s/ABCDEFGHJKMN", "/api/v1/public"])
def test_another_sites_page_cannot_post(client: FlaskClient, path: str, headers: dict[str, str], status: int) -> None:
    assert client.post(path, headers=headers).status_code == status


def test_the_address_of_a_survey_is_its_token(client: FlaskClient) -> None:
    assert client.post("/s/ABCDEFGHJKMN", data={"biaya": "4"}).text == "terima kasih"


def test_reading_is_never_forged(signed_in) -> None:
    assert signed_in("counter").get("/loket/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


# ---- cookies ----------------------------------------------------------------------------------


def test_a_device_is_remembered_by_digest(client: FlaskClient, tiny: Flask) -> None:
    first = client.post("/api/v1/device")
    digest = first.get_json()["device"]
    assert digest == first.get_json()["again"]
    assert client.post("/api/v1/device").get_json()["device"] == digest
    assert tiny.test_client().post("/api/v1/device").get_json()["device"] != digest
    flags = first.headers["Set-Cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags
    assert "Max-Age=31536000" in flags
    assert digest not in flags


@pytest.mark.parametrize("odd", ["", "short", "x" * 23, "a b", "<script>"])
def test_an_odd_device_cookie_is_a_new_device(client: FlaskClient, odd: str) -> None:
    client.set_cookie("device", odd)
    assert "device=" in client.post("/api/v1/device").headers["Set-Cookie"]


def test_reading_gives_no_device_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/publik/").headers


def test_who_signed_in_from_a_device_is_known_there_for_a_while(tiny: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    with tiny.test_request_context():
        cookies.remember_device_of(7)
        answer = tiny.process_response(tiny.response_class())
    kept = answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    with tiny.test_request_context(headers={"Cookie": f"known={kept}"}):
        assert cookies.known_staff() == [7]
        cookies.remember_device_of(9)
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 91 * 24 * 3600)
    with tiny.test_request_context(headers={"Cookie": f"known={kept}"}):
        assert cookies.known_staff() == []
    with tiny.test_request_context(headers={"Cookie": "known=[7]"}):
        assert cookies.known_staff() == []


def test_cookies_of_production_are_bound_to_this_host(engine: Engine, tmp_path) -> None:
    config = make_config(
        tmp_path,
        MODE="production",
        SECRET_KEY="production key for this test, 32+",
        PUBLIC_URL="https://antrean.example.go.id",
    )
    client = make_app(engine, config).test_client()
    page = client.get("/test/sign-in/1", base_url="https://antrean.example.go.id")
    assert page.headers["Set-Cookie"].startswith("__Host-gmsc=")
    device = client.post("/api/v1/device", base_url="https://antrean.example.go.id").headers["Set-Cookie"]
    assert device.startswith("__Host-device=")
    for cookie in (page.headers["Set-Cookie"], device):
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_the_database_is_read_once_per_signed_in_request(signed_in, tiny: Flask, engine: Engine) -> None:
    client = signed_in("counter")
    opened = []
    reading = tiny.extensions["reading"]
    tiny.extensions["reading"] = lambda: opened.append(1) or reading()
    client.get("/api/v1/counters")
    assert len(opened) == 1
    opened.clear()
    tiny.test_client().get("/api/v1/public")
    tiny.test_client().get("/static/css/tokens.css")
    assert opened == []


def test_the_session_of_another_engine_is_not_needed(engine: Engine) -> None:
    with Session(engine) as session:
        assert sign_in.signed_in_actor(session, 999, at=NOW) is None
