"""Whatever is sent, the answer is the right 4xx problem, never a 5xx, and nothing in the database has changed."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal

import pytest
from flask import Flask
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy import select
from werkzeug.test import TestResponse

import queue_app.api.views  # noqa: F401 - its import declares the operations
from queue_app.api.operation import OPERATIONS, Operation
from queue_app.consequences import survey_token
from queue_app.db import Record
from queue_app.line import calling
from queue_app.line.ticket import Status, Ticket
from queue_app.transaction import reading
from queue_app.web.problems import TITLES
from tests import make
from tests.queue_app.line.scene import at_counter, visitor

POSTS = [o for o in OPERATIONS if o.method != "GET"]
GETS = [o for o in OPERATIONS if o.method == "GET"]
WITH_BODY = [o for o in POSTS if o.body is not None]
NUL, HUGE, DEEP = "\x00", 2**63, b"[" * 2000 + b"]" * 2000


class Hall:
    """A hall with something in every state, whoever may ask, and what its database held."""

    def __init__(self, app: Flask) -> None:
        make.make_open_counter()
        self.waiting, self.served = make.make_ticket(), make.make_ticket()
        at_counter(calling.call, self.served, reason="Uji")
        at_counter(calling.start)
        at_counter(calling.finish)
        self.token = survey_token(self.served)
        self.tokens = {role: make.headers(role, **bounds) for role, bounds in BOUNDS.items()}
        self.visitor = visitor(app)
        self.before = everything()

    def path(self, operation: Operation, **parts: str) -> str:
        named = {"ticket_id": self.waiting.id, "token": self.token, "prefix": "A"}
        code = {"counters": "L4", "boards": "H2", "services": "DKC-KIA"}.get(operation.path.split("/")[1], "")
        filled = {"code": code} | named | parts
        path = operation.path.replace("<", "{").replace(">", "}")
        return "/api/v1" + path.format(**filled)

    def ask(
        self, operation: Operation, data: bytes | str = b"", *, kind: str = "application/json", **parts: str
    ) -> TestResponse:
        return self.visitor.open(
            self.path(operation, **parts),
            method=operation.method,
            data=data,
            content_type=kind,
            headers=self.who(operation),
        )

    def who(self, operation: Operation) -> dict[str, str]:
        role = operation.roles[0]
        return {} if role == "public" else self.tokens[role]


BOUNDS: dict[str, dict[str, str]] = {
    "counter": {"counter": "L4"},
    "supervisor": {},
    "manager": {},
    "admin": {},
    "auditor": {},
    "integrator": {},
    "kiosk": {},
    "display": {"board": "H2"},
}


def refused(answer: TestResponse, statuses: set[int], about: object) -> None:
    said = answer.get_json(silent=True)
    assert answer.status_code in statuses, (about, answer.status_code, said)
    assert answer.mimetype == "application/problem+json", about
    assert said["status"] == answer.status_code
    assert said["type"] in TITLES, about
    assert said["detail"], about
    assert "Traceback" not in answer.text


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    with reading() as session:
        return {
            name: sorted(repr(tuple(row)) for row in session.execute(select(table)))
            for name, table in Record.metadata.tables.items()
        }


@pytest.fixture
def hall(app: Flask) -> Hall:
    return Hall(app)


# --- bodies that cannot be read ----------------------------------------------------------------------------------

UNREADABLE = {
    "half a body": b'{"service": "A',
    "no JSON": b"halo",
    "a list": b"[]",
    "a text": b'"x"',
    "a number": b"1",
    "null": b"null",
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "2000 nested brackets": DEEP,
    "2000 nested braces": b'{"a":' * 2000 + b"1" + b"}" * 2000,
    "nested in a field": b'{"service": ' + DEEP + b"}",
    "NaN": b'{"quota": NaN}',
    "Infinity": b'{"quota": -Infinity}',
    "a NUL": json.dumps({"service": f"DKC{NUL}KIA", "ref": NUL, "x": NUL}).encode(),
    "a NUL in a name": json.dumps({NUL: 1}).encode(),
    "half a surrogate": b'{"service": "\\ud800"}',
    "a byte order mark": b'\xef\xbb\xbf{"service": "DKC-KIA"}',
    "a huge whole number": b'{"quota": ' + b"9" * 400 + b"}",
    "a huge fraction": b'{"quota": 1e999}',
}


def test_a_body_that_cannot_be_read_is_refused_by_every_operation(hall: Hall) -> None:
    for what, body in UNREADABLE.items():
        for operation in POSTS:
            refused(hall.ask(operation, body), {400, 422}, (what, operation.path))
        assert everything() == hall.before, what


def test_a_body_that_is_too_large_is_refused_by_every_operation(hall: Hall) -> None:
    for operation in POSTS:
        body = json.dumps({"service": "x" * 20_000, "reason": "x" * 70_000})
        refused(hall.ask(operation, body), {413}, operation.path)
    assert everything() == hall.before


def test_a_body_of_another_kind_is_refused_by_every_operation(hall: Hall) -> None:
    for operation in POSTS:
        for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"):
            answer = hall.ask(operation, "service=DKC-KIA", kind=kind)
            refused(answer, {400, 403, 415}, (operation.path, kind))
    assert everything() == hall.before


# --- wrong types -------------------------------------------------------------------------------------------------

#: One value of every type a JSON client can send.
VALUES: dict[str, list[Any]] = {
    "null": [None],
    "bool": [True],
    "int": [5, -1, 2**53, HUGE],
    "float": [1.5],
    "str": ["", " ", "x" * 300, "5", "true", "tidak-ada", "2026-02-30", "2026-11-23T10:00:00"],
    "list": [[], [1], ["x"], [[]]],
    "dict": [{}, {"kind": 1}, {"a": {"b": []}}],
}
ACCEPTS: dict[Any, str] = {
    str: "str",
    int: "int",
    bool: "bool",
    date: "str",
    datetime: "str",
    list: "list",
    dict: "dict",
}


def wrong_values(field: FieldInfo) -> Iterator[Any]:
    """Values of every JSON type that the field does not take."""
    taken = set(kinds(field.annotation))
    for kind, values in VALUES.items():
        if kind not in taken:
            yield from values


def kinds(annotation: Any) -> Iterator[str]:
    """The JSON types that an annotation takes."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        for part in typing.get_args(annotation):
            yield from kinds(part)
    elif origin is typing.Annotated:
        yield from kinds(typing.get_args(annotation)[0])
    elif origin is Literal:
        yield "str"
    elif annotation is type(None):
        yield "null"
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield "dict"
    else:
        yield ACCEPTS.get(origin or annotation, "str")


#: A body that each model takes, so that one wrong field is what is refused.
GOOD: dict[str, dict[str, Any]] = {
    "TakeTicket": {"service": "DKC-KIA", "channel": "remote"},
    "CheckInCode": {"code": "0000"},
    "CheckIn": {"number": "A001"},
    "Change": {"service": "DKC-LAHIR"},
    "Subscription": {"phone": "081234567890", "consent": True},
    "Recover": {"code": "ABCD1234"},
    "OpenCounter": {},
    "Pause": {"reason": "Salat"},
    "Finish": {},
    "ByRef": {"ref": "ABCDEF1234", "reason": "Alasan"},
    "Transfer": {"service": "DKC-LAHIR"},
    "WalkIn": {"service": "DKC-LAHIR"},
    "ConfirmServed": {"ref": "ABCDEF1234", "reason": "Alasan"},
    "Acknowledge": {"event": 1},
    "PostNotice": {"text": "Halo"},
    "Quota": {"quota": 5},
    "SurveyAnswers": {"answers": {}},
}


def fields_of(operation: Operation) -> Iterator[tuple[str, FieldInfo, dict[str, Any]]]:
    """Each field of an operation's body, with a body in which everything is right."""
    assert operation.body is not None
    for name, field in operation.body.model_fields.items():
        yield name, field, GOOD[operation.body.__name__]


def test_a_wrong_type_is_refused_by_the_name_of_its_field(hall: Hall) -> None:
    tried = 0
    for operation in WITH_BODY:
        for name, field, good in fields_of(operation):
            for value in wrong_values(field):
                answer = hall.ask(operation, json.dumps(good | {name: value}))
                refused(answer, {422}, (operation.path, name, value))
                fields = [error["field"].split(".")[0] for error in answer.get_json().get("errors", [])]
                assert value == HUGE or name in fields, (operation.path, name, value, fields)
                tried += 1
        assert everything() == hall.before, operation.path
    assert tried > 500


def test_a_missing_field_is_refused_by_its_name(hall: Hall) -> None:
    for operation in WITH_BODY:
        for name, field, good in fields_of(operation):
            if field.is_required():
                answer = hall.ask(operation, json.dumps({k: v for k, v in good.items() if k != name}))
                refused(answer, {422}, (operation.path, name))
                assert [error["field"] for error in answer.get_json()["errors"]] == [name]
    assert everything() == hall.before


def test_every_model_has_a_good_body_to_spoil() -> None:
    assert {o.body.__name__ for o in WITH_BODY if o.body} == set(GOOD)


#: Right types, impossible values: operation path → body → status.
IMPOSSIBLE: list[tuple[str, dict[str, Any], int]] = [
    ("/tickets", {"service": "TIDAK-ADA", "channel": "remote"}, 404),
    ("/tickets", {"service": "dkc-kia", "channel": "remote"}, 404),
    ("/tickets", {"service": "DKC-KIA", "channel": "counter"}, 422),
    ("/tickets", {"service": "DKC-KIA", "channel": "kiosk"}, 401),
    ("/tickets", {"service": "DKC-KIA", "channel": "remote", "priority": "vip"}, 422),
    ("/tickets", {"service": "DKC-KIA", "channel": "remote", "language": "../../etc"}, 422),
    ("/tickets", {"service": "DKC-KIA", "channel": "remote", "phone": "081234567890"}, 422),
    ("/tickets", {"service": "DKC-KIA", "channel": "remote", "phone": "abc", "consent": True}, 422),
    ("/tickets", {"service": "DKC-KIA", "channel": "remote", "day": "2026-11-29"}, 409),
    ("/tickets", {"service": "DKC-KIA", "channel": "remote", "day": "2019-01-01"}, 409),
    ("/tickets", {"service": "DKC-KIA", "channel": "remote", "day": "0001-01-01"}, 422),
    ("/tickets", {"service": "DKC-KIA", "channel": "remote", "day": "9999-12-31"}, 422),
    ("/tickets", {"service": "IMI-BARU", "channel": "remote"}, 409),
    ("/tickets/<ticket_id>/change", {}, 422),
    ("/tickets/<ticket_id>/change", {"service": "TIDAK-ADA"}, 404),
    ("/tickets/<ticket_id>/change", {"day": "2026-11-24"}, 409),
    ("/tickets/<ticket_id>/check-in", {"code": "١٢٣٤"}, 409),
    ("/tickets/<ticket_id>/subscriptions", {"phone": "+1 202 555 0123", "consent": True}, 422),
    ("/tickets/recover", {"code": "........"}, 404),
    ("/check-in", {}, 422),
    ("/check-in", {"id": "x", "number": "A001"}, 422),
    ("/check-in", {"id": "tidak-ada"}, 404),
    ("/check-in", {"number": "A999"}, 404),
    ("/check-in", {"number": "'; --"}, 404),
    ("/counters/<code>/open", {"services": []}, 422),
    ("/counters/<code>/open", {"services": ["PLN-BARU"]}, 422),
    ("/counters/<code>/open", {"services": ["TIDAK-ADA"]}, 404),
    ("/counters/<code>/open", {"services": ["x"] * 201}, 422),
    ("/counters/<code>/pause", {"reason": "   "}, 422),
    ("/counters/<code>/pause", {"reason": "x", "until": "2026-11-23T10:00:00"}, 422),
    ("/counters/<code>/pause", {"reason": "x", "until": "0001-01-01T00:00:00+14:00"}, 422),
    ("/counters/<code>/pause", {"reason": "x", "until": "9999-12-31T23:59:59-14:00"}, 422),
    ("/counters/<code>/call", {"ref": "0000000000", "reason": "x"}, 404),
    ("/counters/<code>/unhold", {"ref": "0000000000"}, 404),
    ("/counters/<code>/requeue", {"ref": "0000000000"}, 404),
    ("/counters/<code>/confirm-served", {"ref": "0000000000", "reason": "x"}, 404),
    ("/counters/<code>/transfer", {"service": "TIDAK-ADA"}, 404),
    ("/counters/<code>/transfer", {"service": "DKC-KIA"}, 409),
    ("/counters/<code>/walk-in", {"service": "TIDAK-ADA"}, 404),
    ("/counters/<code>/walk-in", {"service": "PLN-BARU"}, 409),
    ("/counters/<code>/finish", {"outcome": {"kind": "berkas-kurang"}}, 422),
    ("/boards/<code>/acks", {"event": 2**52}, 404),
    ("/boards/<code>/acks", {"event": 1, "shown_at": "2026-11-23T10:00:00"}, 422),
    ("/boards/<code>/acks", {"event": 1, "heard_at": "9999-12-31T23:59:59-14:00"}, 422),
    ("/notices", {"text": "  "}, 422),
    ("/notices", {"text": "x", "until": "0001-01-01T00:00:00+14:00"}, 422),
    ("/services/<code>/quota", {"quota": -1}, 422),
    ("/services/<code>/quota", {"quota": 10**9}, 422),
    ("/services/<code>/quota", {"quota": 1, "day": "9999-12-31"}, 422),
    ("/survey/<token>", {"answers": {}}, 422),
    ("/survey/<token>", {"answers": {"biaya": 5, "lain": 1}}, 422),
    ("/survey/<token>", {"answers": {"biaya": "4"}, "profile": {"usia": [1]}, "suggestion": "x" * 5000}, 422),
]


def test_a_value_that_cannot_be_is_refused_for_what_it_is(hall: Hall) -> None:
    by_path = {o.path: o for o in POSTS}
    for path, body, status in IMPOSSIBLE:
        answer = hall.ask(by_path[path], json.dumps(body))
        refused(answer, {status}, (path, body))
    assert everything() == hall.before


# --- addresses ---------------------------------------------------------------------------------------------------

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


# --- tokens ------------------------------------------------------------------------------------------------------

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


# --- what the state does not allow -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", Status)
def test_every_act_that_the_state_does_not_allow_is_refused_and_changes_nothing(app: Flask, status: Status) -> None:
    ticket = make.make_ticket_in(status)
    asker, token = visitor(app), make.headers("supervisor")
    for path, body, allowed in acts(ticket):
        if status not in allowed:
            before = everything()
            answer = asker.post(path, json=body, headers=token)
            refused(answer, {409, 403, 404} if "survey" not in path else {404, 409, 410}, (status, path))
            assert everything() == before, (status, path)


def acts(ticket: Ticket) -> list[tuple[str, dict[str, Any] | None, set[Status]]]:
    """Every POST that acts on a ticket, with the states in which it may succeed."""
    holder, desk = f"/api/v1/tickets/{ticket.id}", "/api/v1/counters/L4"
    s, by_ref = Status, {"ref": ticket.ref, "reason": "Alasan"}
    busy = {s.CALLED, s.SERVING}
    return [
        (f"{holder}/cancel", None, {s.WAITING, s.HELD, s.NO_SHOW}),
        (f"{holder}/rejoin", None, {s.NO_SHOW}),
        (f"{holder}/change", {"service": "DKC-KIA"}, {s.WAITING}),
        (f"{holder}/claim-served", None, {s.NO_SHOW, s.UNFINISHED}),
        (f"{holder}/check-in", {"code": "abcd"}, set()),
        ("/api/v1/check-in", {"number": ticket.number}, {s.WAITING}),
        (f"{desk}/call", by_ref, {s.WAITING}),
        (f"{desk}/unhold", by_ref, {s.HELD}),
        (f"{desk}/requeue", by_ref, {s.HELD, s.NO_SHOW}),
        (f"{desk}/confirm-served", by_ref, {s.NO_SHOW, s.UNFINISHED}),
        (f"{desk}/recall", None, {s.CALLED}),
        (f"{desk}/start", None, {s.CALLED}),
        (f"{desk}/miss", None, {s.CALLED}),
        (f"{desk}/hold", None, busy),
        (f"{desk}/transfer", {"service": "DKC-KIA"}, busy),
        (f"{desk}/finish", {}, {s.SERVING}),
        (f"{desk}/finish-and-call-next", {}, {s.SERVING}),
        (f"{desk}/walk-in", {"service": "DKC-KIA"}, set(s) - busy),
        (f"{desk}/close", None, set(s) - busy),
        (f"{desk}/undo", None, set(s) - {s.WAITING, s.CANCELLED, s.EXPIRED, s.UNFINISHED}),
        (f"/api/v1/survey/{survey_token(ticket)}", {"answers": {}}, {s.SERVED}),
    ]
