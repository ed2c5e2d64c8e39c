"""Unknown addresses, strange queries, methods nobody has, tokens of nobody: the right 4xx, and nothing changes."""

from __future__ import annotations

import json

import pytest
from flask import Flask

import queue_app.api.views  # noqa: F401 - its import declares the operations
from queue_app.api.operation import OPERATIONS
from tests.queue_app.api.hall import GETS, GOOD, Hall, everything, refused

HUGE = 2**63


@pytest.fixture
def hall(app: Flask) -> Hall:
    return Hall(app)


STRANGE = [
    "tidak-ada",
    "L4%00",
    "%ff%fe",
    "..%2f..%2fetc",
    "'%20OR%201=1--",
    "x" * 300,
    "%F0%9F%98%80",
    "L4%0d%0aX:1",
    "0",
]


def test_an_unknown_address_is_unknown_whoever_asks(hall: Hall) -> None:
    for operation in OPERATIONS:
        if "<" not in operation.path:
            continue
        for strange in STRANGE:
            parts = dict.fromkeys(("code", "ticket_id", "token", "prefix"), strange)
            body = json.dumps(GOOD[operation.body.__name__]) if operation.body else ""
            answer = hall.ask(operation, body, **parts)
            refused(answer, {403, 404, 422}, (operation.path, strange))
    assert everything() == hall.before


QUERIES = ["site=tidak-ada", "site=%00", "site=", f"site={'x' * 500}"]
PAGES = [
    "limit=0",
    "limit=501",
    "limit=abc",
    "after=-1",
    f"after={HUGE}",
    "limit=5.5",
    "after=1%00",
    "limit=",
    "after=٣x",
]
SPANS = ["from=kemarin", "to=2026-02-30", "agency=tidak-ada", "service=tidak-ada", "from=%00", "agency=%00"]


def test_a_strange_query_is_refused(hall: Hall) -> None:
    asked = [(o, q) for o in GETS for q in QUERIES]
    asked += [(o, q) for o in GETS if o.path == "/events" for q in PAGES]
    asked += [(o, q) for o in GETS if o.path == "/skm" for q in SPANS]
    asked += [(o, q) for o in GETS if o.path == "/services" for q in ("agency=tidak-ada", "q=%00")]
    own_site = ("/tickets/<ticket_id>", "/survey/<token>")
    for operation, query in asked:
        answer = hall.visitor.get(f"{hall.path(operation)}?{query}", headers=hall.who(operation))
        statuses = {403, 404, 422} | ({200} if operation.path in own_site else set())
        if answer.status_code != 200 or 200 not in statuses:
            refused(answer, statuses, (operation.path, query))
    assert everything() == hall.before


@pytest.mark.parametrize("q", ["'", "%", "_" * 100, "x" * 5000, "😀", "a" * 99 + " b", "\\", "(" * 50])
def test_any_words_may_be_searched_for(hall: Hall, q: str) -> None:
    answer = hall.visitor.get("/api/v1/services", query_string={"q": q})
    assert answer.status_code == 200
    assert isinstance(answer.get_json(), list)


def test_a_method_that_an_address_does_not_have_is_refused(hall: Hall) -> None:
    for operation in OPERATIONS:
        for method in ("PUT", "PATCH"):
            answer = hall.visitor.open(hall.path(operation), method=method, headers=hall.who(operation))
            hall_said = answer.get_json(silent=True)
            assert (answer.status_code, hall_said["status"]) == (405, 405), operation.path


FOREIGN = [
    "Bearer salah",
    "Bearer ",
    "Bearer " + "x" * 300,
    "Basic dXNlcjpwYXNz",
    "bearer",
    "Bearer a b c",
    "Bearer \xe9",
]


def test_a_foreign_token_is_refused_everywhere_even_where_none_is_needed(hall: Hall) -> None:
    for operation in OPERATIONS:
        for authorization in FOREIGN:
            answer = hall.visitor.open(
                hall.path(operation),
                method=operation.method,
                headers={"Authorization": authorization},
                json={} if operation.method != "GET" else None,
            )
            refused(answer, {401}, (operation.path, authorization))
    assert everything() == hall.before


def test_no_token_is_no_entry_where_one_is_needed(hall: Hall) -> None:
    for operation in OPERATIONS:
        if "public" not in operation.roles:
            answer = hall.visitor.open(hall.path(operation), method=operation.method)
            refused(answer, {401}, operation.path)
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert everything() == hall.before
