"""How a tablet proves that it stands in our hall: a bearer of role `kiosk` in an HttpOnly cookie of its browser.

Three ways in, as for a lobby screen: it shows a code that an operator accepts (`flask device pair`), somebody pastes a
token of `flask token create --role kiosk`, or an admin or supervisor signed in on it makes one and is signed out.
"""

from __future__ import annotations

from typing import TypeVar

from flask import Request, current_app
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from queue_app import clock
from queue_app.catalogue.directory import Directory, Hall
from queue_app.errors import Forbidden, Unauthorised
from queue_app.people import pairing, sign_in
from queue_app.people.actor import Actor
from queue_app.people.tokens import create_token, token_actor
from queue_app.web import cookies

KIND = "kiosk"
#: Browsers keep a cookie for 400 days at most; every opening of the start page begins them anew.
_KEPT_FOR = 400 * 24 * 3600
_LONGEST = 200
_SECRET_KEPT_FOR = 3600

_Page = TypeVar("_Page", bound=Response)


def bearer_of(request: Request) -> str:
    """The bearer in this browser's cookie, or empty."""
    kept = request.cookies.get(_cookie_name("tablet"), "")
    return kept if len(kept) <= _LONGEST else ""


def require_ours(session: Session, bearer: str) -> Actor:
    """The device with this bearer. Raises Unauthorised for none of ours, Forbidden for another kind of token."""
    if not 0 < len(bearer) <= _LONGEST:
        raise Unauthorised()
    device = token_actor(session, bearer)
    if device.role != KIND:
        raise Forbidden()
    return device


def may_install(actor: Actor, *, site_id: int) -> bool:
    """Whether this person may make a browser a tablet of the hall."""
    return actor.kind == "staff" and actor.site_id == site_id and actor.role in ("admin", "supervisor")


def new_tablet(session: Session, house: Directory, hall: Hall, *, name: str, by: Actor) -> str:
    """Make a token for a tablet, end the sign-in with which it was made, and answer with the bearer.

    Raises Unauthorised or Forbidden for anybody who may not, Invalid for a bad name.
    """
    if not may_install(by, site_id=house.site.id):
        raise Unauthorised() if by.kind == "citizen" else Forbidden()
    bearer = create_token(session, site_id=house.site.id, name=name, role=KIND, hall_id=hall.id, by=by.label)
    sign_in_id = cookies.sign_in_of_request()
    if sign_in_id is not None:
        sign_in.end_sign_in(session, sign_in_id, at=clock.real_now())
        cookies.forget_sign_in()
    return bearer


def ask_code(session: Session, house: Directory, hall: Hall, request: Request) -> str:
    """Open a code for this browser and answer with the secret it keeps. Raises TooMany."""
    at, earlier = clock.real_now(), _secret_of(request)
    return pairing.ask_code(session, site_id=house.site.id, hall_id=hall.id, kind=KIND, at=at, earlier=earlier)


def shown_code(session: Session, hall: Hall, request: Request) -> pairing.Shown:
    """The code that this browser shows. Raises NoCode, CodeExpired, CodeUsed."""
    return pairing.shown(session, _secret_of(request), hall_id=hall.id, kind=KIND, at=clock.real_now())


def accepted(session: Session, hall: Hall, request: Request) -> str | None:
    """The new bearer of this browser once its code is accepted, else None. Raises as `shown_code`."""
    return pairing.take_bearer(session, _secret_of(request), hall_id=hall.id, kind=KIND, at=clock.real_now())


def keep_secret(page: _Page, secret: str) -> _Page:
    """Keep the secret of a code in the browser that gets this page."""
    return _kept(page, "tablet-pairing", secret, _SECRET_KEPT_FOR)


def install(page: _Page, bearer: str) -> _Page:
    """Keep the bearer in the browser that gets this page."""
    return _kept(page, "tablet", bearer, _KEPT_FOR)


def _kept(page: _Page, name: str, value: str, seconds: int) -> _Page:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    page.set_cookie(_cookie_name(name), value, max_age=seconds, httponly=True, samesite="Strict", secure=secure)
    return page


def _secret_of(request: Request) -> str:
    return request.cookies.get(_cookie_name("tablet-pairing"), "")[:_LONGEST]


def _cookie_name(name: str) -> str:
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name
