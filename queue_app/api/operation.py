"""How an API operation is declared: route, audience, body, answer and problems in one place.

From the declaration come the Flask route, the validation, the transaction with its idempotency key, and the OpenAPI
document; the operation itself is one verb of the domain.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory, directory
from queue_app.errors import Invalid
from queue_app.idempotency import Answer, Request, once
from queue_app.people.actor import Actor
from queue_app.transaction import reading, transaction
from queue_app.web import encode
from queue_app.web.audience import audience
from queue_app.web.body import parsed
from queue_app.web.identity import actor
from queue_app.web.limits import at_most
from queue_app.web.problems import problem_body

api = Blueprint("api", __name__, url_prefix="/api/v1")

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the API as it is documented."""

    method: str
    path: str
    summary: str
    roles: tuple[str, ...]
    body: type[BaseModel] | None
    answer: Any
    status: int
    query: dict[str, str]


OPERATIONS: list[Operation] = []


@dataclass(frozen=True, slots=True)
class Call:
    """What an operation works with: a session, the site's catalogue, and who asks."""

    session: Session
    house: Directory
    actor: Actor

    @property
    def by(self) -> str:
        return self.actor.label


def reads(
    path: str, *roles: str, answer: Any, query: dict[str, str] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a GET: the function answers with a JSON-ready value; with a `seq` it gets an ETag."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        @audience(*roles)
        @functools.wraps(function)
        def view(**parts: str) -> Response:
            with reading() as session:
                value = function(_call(session), **parts)
            return _json(encode.dumps(value), 200, value)

        _register("GET", path, function, view, roles, None, answer, 200, query)
        return function

    return declare


def writes(
    path: str,
    *roles: str,
    answer: Any,
    body: type[BaseModel] | None = None,
    status: int = 200,
    method: str = "POST",
    rate: str | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a POST or DELETE: one verb in one transaction; None answers 204. Honours `Idempotency-Key`."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        @audience(*roles)
        @functools.wraps(function)
        def view(**parts: str) -> Response:
            arguments: dict[str, Any] = dict(parts)
            if body is not None:
                arguments["body"] = parsed(body)
            act = functools.partial(_act, function, arguments, status)
            key = request.headers.get("Idempotency-Key")
            if key is None:
                with transaction() as session:
                    answered = act(session)
            else:
                answered = once(_request(key), act, lambda no: Answer(no.status, encode.dumps(problem_body(no))))
            return _sent(answered)

        view = at_most(rate)(view) if rate else view
        _register(method, path, function, view, roles, body, answer, status, None)
        return function

    return declare


def _act(function: Callable[..., Any], arguments: dict[str, Any], status: int, session: Session) -> Answer:
    value = function(_call(session), **arguments)
    return Answer(204, "") if value is None else Answer(status, encode.dumps(value))


def _call(session: Session) -> Call:
    who = actor()
    asked = request.args.get("site")
    house = directory(session, asked if asked is not None else who.site_id)
    return Call(session, house, who)


def _request(key: str) -> Request:
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid([{"field": "Idempotency-Key", "message": "1–200 karakter."}])
    who = actor()
    with reading() as session:
        site = directory(session, request.args.get("site") or who.site_id).site
    label = "" if who.kind == "citizen" else who.label
    return Request(site.id, label, f"{request.method} {request.path}", key, request.get_data())


def _sent(answered: Answer) -> Response:
    response = _json(answered.body, answered.status)
    if answered.status >= 400:
        response.content_type = "application/problem+json"
    return response


def _json(body: str, status: int, value: Any = None) -> Response:
    response = Response(body, status, content_type="application/json")
    if isinstance(value, dict) and "seq" in value:
        response.set_etag(f"{value['seq']}")
        response.make_conditional(request)
    return response


def _register(
    method: str,
    path: str,
    function: Callable[..., Any],
    view: Callable[..., Response],
    roles: tuple[str, ...],
    body: type[BaseModel] | None,
    answer: Any,
    status: int,
    query: dict[str, str] | None,
) -> None:
    summary = (function.__doc__ or "").strip().splitlines()[0]
    OPERATIONS.append(Operation(method, path, summary, roles, body, answer, status, query or {}))
    api.add_url_rule(path, f"{method.lower()}_{function.__name__}", view, methods=[method])
