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

import queue_app.api.views  # noqa: F401 - its import declares the operations
from queue_app.api.operation import Operation
from tests.queue_app.api.hall import GOOD, POSTS, Hall, everything, refused

WITH_BODY = [o for o in POSTS if o.body is not None]
NUL, HUGE, DEEP = "\x00", 2**63, b"[" * 2000 + b"]" * 2000


@pytest.fixture
def hall(app: Flask) -> Hall:
    return Hall(app)


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
    by_path = {o.path: o for o in POSTS if o.method == "POST"}
    for path, body, status in IMPOSSIBLE:
        answer = hall.ask(by_path[path], json.dumps(body))
        refused(answer, {status}, (path, body))
    assert everything() == hall.before
