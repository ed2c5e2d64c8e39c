"""Law 11 on the real app: every route says who may use it, and every role meets every route as it says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from queue_app import clock, create_app
from queue_app.catalogue.directory import forget
from queue_app.people import sign_in, staff
from queue_app.people.actor import ROLES, STAFF_ROLES
from queue_app.transaction import announced, database, transaction
from queue_app.web.audience import PUBLIC, audience_of, undeclared
from tests.conftest import config_of
from tests.make import headers
from tests.queue_app.web.walk import Visit, address_of, doors_of, walk


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The real app; no context is pushed around its requests, so that each has its own `g`, as served."""
    folder = tmp_path_factory.mktemp("walk")
    shutil.copy(sqlite_template, folder / "gmsc.db")
    made = create_app(config_of(folder))
    announced.clear()
    yield made
    with made.app_context():
        database.engine.dispose()
    forget()


@pytest.fixture(scope="module")
def visits(app: Flask) -> list[Visit]:
    with app.app_context():
        visitors = {role: headers(role) for role in ROLES}
    return walk(app, visitors)


def test_every_route_declares_an_audience(app: Flask) -> None:
    assert undeclared(app) == []


def test_every_role_meets_every_route_as_declared(visits: list[Visit]) -> None:
    assert len(visits) > 300
    assert [visit for visit in visits if not visit.as_declared] == []


def test_no_route_answers_anybody_with_a_server_error(visits: list[Visit]) -> None:
    assert [visit for visit in visits if visit.status >= 500] == []


def test_a_route_that_changes_something_for_staff_is_never_public(app: Flask) -> None:
    """The public writes are a short visible list: a new one has to be put here on purpose."""
    writes = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.methods & {"POST", "PUT", "PATCH", "DELETE"} and PUBLIC in (audience_of(app, rule.endpoint) or ())
    }
    assert not [rule for rule in writes if rule.startswith(("/api/v1/counters", "/loket", "/manajer", "/admin"))]
    assert {"/masuk", "/api/v1/tickets", "/s/<token>"} <= writes


def test_a_form_s_address_opened_by_itself_leads_to_the_page_it_belongs_to(app: Flask) -> None:
    """After an error a form's page stands under the address it was sent to: a reload must not end in a 405."""
    pages = {rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    only_sent = [
        r for r, _ in doors_of(app) if r.rule not in pages and not r.rule.startswith(("/api/", "/pesan/twilio/"))
    ]
    assert {"/tiket/<id>/tiba", "/loket/<code>/start", "/keluar"} <= {rule.rule for rule in only_sent}
    for rule in only_sent:
        answer = app.test_client().get(address_of(rule))
        assert answer.status_code == 303, rule.rule
        assert app.url_map.bind("").match(answer.location, method="GET")
        assert answer.location != "/", f"{rule.rule}: the landing page is nobody's page"
    led = {rule.rule: app.test_client().get(address_of(rule)).location for rule in only_sent}
    assert led["/tiket/<id>/tiba"] == "/tiket/X0"
    assert led["/loket/<code>/start"] == "/loket/X0"
    assert led["/keluar"] == "/masuk"


def test_a_program_that_asks_the_wrong_way_is_still_told_so(app: Flask) -> None:
    answer = app.test_client().get("/tiket/X0/tiba", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["type"]) == (405, "invalid")
    assert app.test_client().delete("/tiket/X0/tiba").status_code == 405


def test_nothing_a_signed_in_person_may_change_is_changed_without_a_csrf_token(app: Flask) -> None:
    """Crawled, trust.md #15: whatever the role's own routes change needs the token; the survey is its own secret, a
    provider signs what it tells, and the choice of language changes nothing but a cookie of the browser that makes it.
    """
    with app.app_context():
        cookies = {role: sign_in_of(role) for role in STAFF_ROLES}
    open_doors = []
    for role, cookie in cookies.items():
        for rule, method, path in changes(app):
            roles = audience_of(app, rule.endpoint) or frozenset()
            if (role in roles or PUBLIC in roles) and not rule.rule.startswith(
                ("/s/", "/survei/buka", "/survei/kirim", "/tampilan", "/pesan/twilio/")
            ):
                client = app.test_client()
                with client.session_transaction() as session:
                    session.update(cookie)
                for body in ({"json": {}}, {"data": {"a": "b"}}):
                    status = client.open(path, method=method, **body).status_code
                    if status != 403:
                        open_doors.append((role, method, path, status))
    assert open_doors == []


def changes(app: Flask) -> list[tuple[Rule, str, str]]:
    return [(rule, method, address_of(rule)) for rule, method in doors_of(app) if method != "GET"]


def sign_in_of(role: str) -> dict[str, int]:
    """What the cookie of a fresh person of this role holds."""
    now = clock.real_now()
    with transaction() as session:
        person, _ = staff.add_staff(session, site_id=1, name=role, login=f"orang.{role}", role=role, at=now, by="test")
        begun = sign_in.start_sign_in(session, person, at=now)
    return {"sign_in": begun.sign_in_id, "seen": int(now.timestamp())}
