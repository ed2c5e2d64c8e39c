"""Who makes this request: the bearer of a token, a signed-in person, or a citizen.

The one place where web reads the database: through `app.extensions["reading"]`, which `create_app`
sets.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import current_app, g, request
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.people.actor import CITIZEN, Actor
from queue_app.people.sign_in import signed_in_actor
from queue_app.people.tokens import TokenNotValid, token_actor
from queue_app.web import cookies

#: No bearer of ours is longer; a longer one is not worth hashing.
_LONGEST_BEARER = 200


def actor() -> Actor:
    """The actor of this request; the guard has put it here."""
    known: Actor = g.get("actor", CITIZEN)
    return known


def reading() -> AbstractContextManager[Session]:
    """A session for reading, as the app was given one."""
    source: Callable[[], AbstractContextManager[Session]] = current_app.extensions["reading"]
    return source()


def actor_of_request() -> Actor:
    """Resolve the actor. A bearer that is shown must be valid (raises Unauthorised); an ended sign-in is a citizen."""
    header = request.headers.get("Authorization")
    if header is not None:
        return actor_of_bearer(_bearer_of(header))
    sign_in_id = cookies.sign_in_of_request()
    if sign_in_id is None:
        return CITIZEN
    with reading() as session:
        person = signed_in_actor(session, sign_in_id, at=clock.real_now())
    if person is None:
        cookies.forget_sign_in()
        return CITIZEN
    cookies.note_activity()
    return person


def actor_of_bearer(bearer: str) -> Actor:
    """Who this bearer is; also for sockets, which show it in `auth`. Raises Unauthorised."""
    if not 0 < len(bearer) <= _LONGEST_BEARER:
        raise TokenNotValid()
    with reading() as session:
        return token_actor(session, bearer)


def by_bearer() -> bool:
    """Whether this request is authorised by a bearer; a foreign page cannot make a browser send one."""
    return "Authorization" in request.headers


def _bearer_of(header: str) -> str:
    scheme, _, credential = header.partition(" ")
    if scheme.lower() != "bearer":
        raise TokenNotValid()
    return credential.strip()
