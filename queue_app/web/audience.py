"""Who may use a route. Every route says so with `@audience(…)`; the guard holds it to that (law
11).

    @blueprint.post("/tickets")
    @audience(PUBLIC)
    def issue(): …

A route that says nothing answers 500 and fails the walk over the URL map.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from queue_app.errors import Forbidden, Invalid, TooLarge, Unauthorised
from queue_app.people.actor import CITIZEN, ROLES, STAFF_ROLES, Actor
from queue_app.web.assets import is_static
from queue_app.web.identity import actor_of_request
from queue_app.web.request_forgery import FORMS, refuse_forgery

PUBLIC = "public"
#: Who works at counters.
CALLERS = ("counter", "supervisor")
#: Everybody with a sign-in.
STAFF = STAFF_ROLES
DEVICES = ("kiosk", "display")
#: Who reads the floor, the results and the log.
READERS = ("manager", "auditor")

#: What a request body may weigh, in bytes, unless the route says otherwise.
BODY = 16 * 1024
BIG_BODY = 64 * 1024

_View = TypeVar("_View", bound=Callable[..., Any])


class AudienceMissing(RuntimeError):
    """A route was added without saying who may use it."""


def audience(*roles: str) -> Callable[[_View], _View]:
    """Declare who may use the view: `PUBLIC`, or roles of CONTRACT §6."""
    unknown = set(roles) - {PUBLIC, *ROLES}
    if unknown or not roles:
        raise ValueError(f"audience of a view: unknown or no roles {sorted(unknown)}")
    return lambda view: _marked(view, "audience", frozenset(roles))


def takes_up_to(size: int) -> Callable[[_View], _View]:
    """Let the view accept bodies of up to `size` bytes (default: 16 kB)."""
    return lambda view: _marked(view, "body_limit", size)


def audience_of(app: Flask, endpoint: str) -> frozenset[str] | None:
    """The declared audience of an endpoint, None when it has none. Files of the product itself are public."""
    if is_static(endpoint):
        return frozenset({PUBLIC})
    declared: frozenset[str] | None = getattr(app.view_functions.get(endpoint), "audience", None)
    return declared


def undeclared(app: Flask) -> list[str]:
    """Endpoints that do not say who may use them; must be empty."""
    return sorted({r.endpoint for r in app.url_map.iter_rules() if audience_of(app, r.endpoint) is None})


def admit(roles: frozenset[str], actor: Actor) -> None:
    """Let the actor in, or raise Unauthorised (nobody known) or Forbidden (known, another role)."""
    if PUBLIC in roles or actor.role in roles:
        return
    raise Unauthorised() if actor.kind == "citizen" else Forbidden()


def install_guard(app: Flask) -> None:
    """Check every request: size, shape of its texts, actor, audience, forgery."""
    app.config.update(MAX_CONTENT_LENGTH=BODY, MAX_FORM_MEMORY_SIZE=BODY, MAX_FORM_PARTS=200)
    app.before_request(_guard)


def _guard() -> None:
    g.actor = CITIZEN
    endpoint = request.endpoint
    if endpoint is None or is_static(endpoint):
        return
    roles = audience_of(current_app, endpoint)
    if roles is None:
        raise AudienceMissing(endpoint)
    _limit_body(endpoint)
    _refuse_unstorable_text()
    g.actor = actor_of_request()
    admit(roles, g.actor)
    g.admitted = True
    refuse_forgery(g.actor)


def _limit_body(endpoint: str) -> None:
    limit = getattr(current_app.view_functions[endpoint], "body_limit", BODY)
    request.max_content_length = limit
    request.max_form_memory_size = limit
    if (request.content_length or 0) > limit:
        raise TooLarge()


def _refuse_unstorable_text() -> None:
    """A NUL in an address or a form cannot be kept by PostgreSQL: say so before it gets there."""
    pairs = [*request.args.items(multi=True), ("", request.path)]
    if request.mimetype in FORMS:
        pairs += request.form.items(multi=True)
    if any("\x00" in text for pair in pairs for text in pair):
        raise Invalid()


def _marked(view: _View, name: str, value: object) -> _View:
    setattr(view, name, value)
    return view
