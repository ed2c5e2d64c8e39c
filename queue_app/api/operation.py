"""How an API operation is declared: route, audience, body, answer and problems in one place.

From the declaration come the Flask route, the validation, the transaction with its idempotency key, and the OpenAPI
document; the operation itself is one verb of the domain.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory, directory
from queue_app.errors import N_, Forbidden, Invalid
from queue_app.idempotency import Answer, Request, keep_also, once
from queue_app.people.actor import Actor
from queue_app.transaction import glancing, reading, transaction
from queue_app.web import cookies, encode
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.body import json_object, parsed
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
    keyed: bool
    #: The types of `query`, where the operation reads it as a model.
    asks: type[BaseModel] | None = None
    #: For a public operation: what a bearer adds, in words.
    bearer: str = ""


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
    path: str,
    *roles: str,
    answer: Any,
    query: dict[str, str] | None = None,
    asks: type[BaseModel] | None = None,
    bearer: str = "",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a GET: the function answers with a JSON-ready value; with a `seq` it gets an ETag.

    `bearer` says what a bearer adds where the operation is public.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        @audience(*roles)
        @functools.wraps(function)
        def view(**parts: str) -> Response:
            with reading() as session:
                value = function(_call(session, roles), **parts)
            return _json(encode.dumps(value), 200, value)

        asked = query or {}
        declared = Operation("GET", path, _summary(function), roles, None, answer, 200, asked, False, asks, bearer)
        _register(view, function, declared)
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
    each: str | None = None,
    or_prove: bool = False,
    keyed: bool = True,
    bearer: str = "",
    gives_device: bool = False,
    shown: Callable[[Session, Any], Any] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a POST or DELETE: one verb in one transaction; None answers 204.

    `keyed` honours `Idempotency-Key`, by which the answer is kept for a while; off where nothing may be kept.
    `bearer` says what a bearer adds where the operation is public. `gives_device`: a citizen's client becomes a
    device by it, also when its answer comes from what was kept. `or_prove`: beyond `rate` a challenge may be answered.
    `shown` puts what the verb answers with into the client's words, when others need not wait for it any more: after
    the commit, unless the answer is kept by a key.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        @audience(*roles)
        @functools.wraps(function)
        def view(**parts: str) -> Response:
            arguments = dict(parts) | _sent_body(body)

            def act(session: Session) -> Any:
                return function(_call(session, roles), **arguments)

            def put(session: Session, value: Any) -> Answer:
                value = value if shown is None else shown(session, value)
                return Answer(204, "") if value is None else Answer(status, encode.dumps(value))

            key = request.headers.get("Idempotency-Key") if keyed else None
            if gives_device and key and actor().kind == "citizen":
                cookies.send_device_again(key)
            return _sent(_kept(act, put, key) if key is not None else _acted(act, put, late=shown is not None))

        view = at_most(rate, each, or_prove=or_prove)(view) if rate else view
        declared = Operation(method, path, _summary(function), roles, body, answer, status, {}, keyed, None, bearer)
        _register(view, function, declared)
        return function

    return declare


def _sent_body(body: type[BaseModel] | None) -> dict[str, Any]:
    """The body as the operation takes it; one that takes none still refuses what is not JSON."""
    if body is None:
        json_object()
        return {}
    return {"body": parsed(body)}


def _acted(act: Callable[[Session], Any], put: Callable[[Session, Any], Answer], *, late: bool) -> Answer:
    """Act, and put it into words: if that may be `late`, when the commit has freed the rows that others wait for.

    On SQLite nobody waits for rows: there is one writer, and everybody waits for this process.
    """
    with transaction() as session:
        value = act(session)
        if not late or session.get_bind().dialect.name == "sqlite":
            return put(session, value)
    with glancing() as session:
        return put(session, value)


def _kept(act: Callable[[Session], Any], put: Callable[[Session, Any], Answer], key: str) -> Answer:
    asked = _request(key)
    answer = once(
        asked, lambda session: put(session, act(session)), lambda no: Answer(no.status, encode.dumps(problem_body(no)))
    )
    if (owner := cookies.new_owner_of(key)) and actor().kind == "citizen":
        keep_also(asked, owner)
    return answer


def _call(session: Session, roles: tuple[str, ...]) -> Call:
    """Raises Forbidden when staff or a device reach into another site; what is public may be read anywhere."""
    who = actor()
    asked = request.args.get("site")
    house = directory(session, asked if asked is not None else who.site_id)
    if PUBLIC not in roles and who.site_id != house.site.id:
        raise Forbidden()
    return Call(session, house, who)


def _request(key: str) -> Request:
    if not key.strip() or len(key) > LONGEST_KEY:
        raise Invalid([{"field": "Idempotency-Key", "message": N_("1–200 karakter.")}])
    who = actor()
    with reading() as session:
        site = directory(session, request.args.get("site") or who.site_id).site
    label = cookies.owner_of(key) if who.kind == "citizen" else who.label
    return Request(site.id, label, f"{request.method} {request.path}", key, request.get_data())


def _sent(answered: Answer) -> Response:
    response = _json(answered.body, answered.status)
    if answered.status >= 400:
        response.content_type = "application/problem+json"
    return response


def _json(body: str, status: int, value: Any = None) -> Response:
    response = Response(body, status, content_type="application/json")
    if isinstance(value, dict) and "seq" in value:
        same = {name: part for name, part in value.items() if name != "as_of"}
        response.set_etag(hashlib.blake2s(encode.dumps(same).encode(), digest_size=12).hexdigest())
        response.make_conditional(request)
    return response


def _summary(function: Callable[..., Any]) -> str:
    return (function.__doc__ or "").strip().splitlines()[0]


def _register(view: Callable[..., Response], function: Callable[..., Any], declared: Operation) -> None:
    OPERATIONS.append(declared)
    method = declared.method
    api.add_url_rule(declared.path, f"{method.lower()}_{function.__name__}", view, methods=[method])
