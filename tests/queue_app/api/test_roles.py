"""Who may do what: every operation asked by every role, and each role only where it works."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import queue_app.api.views  # noqa: F401 - its import declares the operations
from queue_app.api.operation import OPERATIONS, Operation
from queue_app.line import attendance, calling
from queue_app.people import tokens
from queue_app.people.actor import ROLES
from queue_app.people.models import AccessTokenRecord
from queue_app.transaction import transaction
from tests import make
from tests.queue_app.line.scene import at_counter, count_events, now, visitor

BOUNDS: dict[str, dict[str, str]] = {"counter": {"counter": "L4"}, "display": {"board": "H2"}}


def path(operation: Operation, code: str = "L4") -> str:
    root = operation.path.split("/")[1]
    named = {"counters": code, "boards": "H2", "services": "DKC-KIA"}.get(root, "x")
    filled = operation.path.replace("<code>", named).replace("<prefix>", "A")
    return "/api/v1" + filled.replace("<ticket_id>", "tidak-ada").replace("<token>", "TIDAK-ADA")


def ask(app: Flask, operation: Operation, headers: dict[str, str], code: str = "L4") -> int:
    body: Any = None if operation.method == "GET" else {}
    return visitor(app).open(path(operation, code), method=operation.method, json=body, headers=headers).status_code


def test_each_role_is_admitted_exactly_where_the_operation_says(app: Flask) -> None:
    for role in (*ROLES, None):
        headers = make.headers(role, **BOUNDS.get(role, {})) if role else {}
        for operation in OPERATIONS:
            status = ask(app, operation, headers)
            admitted = "public" in operation.roles or role in operation.roles
            assert (status not in (401, 403)) == admitted, (role, operation.method, operation.path, status)
            assert admitted or status == (403 if role else 401)


COUNTER_ACTS = [o for o in OPERATIONS if o.path.startswith("/counters/<code>/")]


@pytest.mark.parametrize(
    ("role", "bounds", "works_at"),
    [
        ("counter", {"counter": "L4"}, {"L4"}),
        ("supervisor", {}, {"L4", "L5", "L26"}),
        ("supervisor", {"agency": "DKC"}, {"L4", "L5"}),
        ("supervisor", {"agency": "PLN"}, {"L26"}),
        ("supervisor", {"board": "H2"}, {"L4", "L5", "L26"}),
    ],
)
def test_staff_work_at_their_own_counters_only(
    app: Flask, role: str, bounds: dict[str, str], works_at: set[str]
) -> None:
    headers = make.headers(role, **bounds)
    for code in ("L4", "L5", "L26"):
        for operation in COUNTER_ACTS:
            body: dict[str, object] = {"reason": "x", "ref": "0" * 10, "service": "DKC-KIA"}
            answer = visitor(app).post(path(operation, code), json=body, headers=headers)
            admitted = code in works_at and role in operation.roles
            assert (answer.status_code != 403) == admitted, (code, operation.path)
        seen = visitor(app).get(f"/api/v1/counters/{code}", headers=headers)
        assert seen.status_code == (200 if code in works_at else 403)


def test_a_stranger_at_the_counter_changes_nothing(app: Flask) -> None:
    make.make_open_counter("L5")
    ticket = make.make_ticket()
    stranger = make.headers("counter", counter="L4")
    before = count_events()
    for operation in COUNTER_ACTS:
        body = {"ref": ticket.ref, "reason": "x", "service": "DKC-KIA"}
        answer = visitor(app).post(path(operation, "L5"), json=body, headers=stranger)
        assert answer.status_code == 403, operation.path
    assert count_events() == before


def test_a_clerk_without_a_counter_is_told_so(app: Flask) -> None:
    answer = visitor(app).post("/api/v1/counters/L4/call-next", headers=make.headers("counter"))
    assert (answer.status_code, answer.get_json()["type"]) == (403, "forbidden")
    assert "ditempatkan" in answer.get_json()["detail"]


def test_only_a_kiosk_gives_kiosk_numbers(app: Flask) -> None:
    wish = {"service": make.SERVICE, "channel": "kiosk"}
    for role in (*ROLES, None):
        headers = make.headers(role, **BOUNDS.get(role, {})) if role else {}
        status = visitor(app).post("/api/v1/tickets", json=wish, headers=headers).status_code
        assert status == (201 if role == "kiosk" else 401 if role is None else 403), role


def test_only_a_supervisor_confirms_and_only_in_the_own_agency(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    at_counter(calling.call_next)
    at_counter(calling.miss)
    body = {"ref": ticket.ref, "reason": "Terlihat"}
    for headers in (make.headers("counter", counter="L4"), make.headers("supervisor", agency="PLN")):
        answer = visitor(app).post("/api/v1/counters/L4/confirm-served", json=body, headers=headers)
        assert answer.status_code == 403
    assert now(ticket).status == "NO_SHOW"
    own = make.headers("supervisor", agency="DKC")
    assert visitor(app).post("/api/v1/counters/L4/confirm-served", json=body, headers=own).status_code == 200


def test_a_supervisor_sets_the_quota_of_the_own_agency_only(app: Flask) -> None:
    quota = {"quota": 3}
    for role, bounds, status in (
        ("supervisor", {"agency": "PLN"}, 403),
        ("supervisor", {"agency": "DKC"}, 200),
        ("supervisor", {}, 200),
        ("admin", {}, 200),
    ):
        headers = make.headers(role, **bounds)
        answer = visitor(app).post("/api/v1/services/DKC-KIA/quota", json=quota, headers=headers)
        assert answer.status_code == status, (role, bounds)


def test_a_display_of_one_hall_speaks_for_that_hall(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    at_counter(calling.call_next)
    for role in ("kiosk", "display"):
        headers = make.headers(role, board="H2")
        assert visitor(app).get("/api/v1/boards/H2/check-in-code", headers=headers).status_code == 200
    for role in ("counter", "supervisor", "manager", "admin"):
        headers = make.headers(role, **BOUNDS.get(role, {}))
        assert visitor(app).get("/api/v1/boards/H2/check-in-code", headers=headers).status_code == 403


def test_a_revoked_token_ends_with_its_next_request(app: Flask) -> None:
    headers = make.headers("counter", counter="L4")
    ask_open = lambda: visitor(app).post("/api/v1/counters/L4/open", json={}, headers=headers)  # noqa: E731
    assert ask_open().status_code == 200
    with transaction() as session:
        token_id = session.scalars(select(AccessTokenRecord.id).order_by(AccessTokenRecord.id.desc())).first()
        tokens.revoke_token(session, token_id, by="test")  # type: ignore[arg-type]
    at_counter(attendance.close)
    answer = ask_open()
    assert (answer.status_code, answer.get_json()["type"]) == (401, "unauthorised")
