"""How a TV proves that it hangs in our hall: a bearer of role `display`, kept in an HttpOnly cookie of that browser.

Three ways in: the TV shows a code and an operator accepts it with `flask device pair` (`people.pairing`), somebody
pastes a token of `flask token create --role display`, or an admin or supervisor who is signed in on the TV makes one
with a button and is signed out. The page's scripts never see the bearer.
"""

from __future__ import annotations

import math
from typing import TypeVar

from flask import Request, current_app
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from queue_app import clock
from queue_app.catalogue.directory import Directory, Hall
from queue_app.errors import Forbidden, Refused, Unauthorised
from queue_app.people import pairing, sign_in
from queue_app.people.actor import Actor
from queue_app.people.scope import NotYourHall, may_use_hall
from queue_app.people.tokens import create_token, token_actor
from queue_app.web import cookies

#: Browsers keep a cookie for 400 days at most; every opening of the board begins them anew.
_KEPT_FOR = 400 * 24 * 3600
_LONGEST = 200
#: Longer than a code can be of use.
_SECRET_KEPT_FOR = 3600
_KIND = "display"

_Page = TypeVar("_Page", bound=Response)


def bearer_of(request: Request) -> str | None:
    """The bearer in this browser's cookie, if any."""
    kept = request.cookies.get(_cookie_name("display"), "")
    return kept if 0 < len(kept) <= _LONGEST else None


def screen_of(session: Session, request: Request) -> Actor:
    """The screen that asks. Raises Unauthorised when the browser is none of ours."""
    bearer = bearer_of(request)
    if bearer is None:
        raise Unauthorised()
    return token_actor(session, bearer)


def is_ours(session: Session, house: Directory, hall: Hall, bearer: str | None) -> bool:
    """Whether the bearer is that of a screen of this hall."""
    try:
        require_ours(session, house, hall, bearer or "")
    except Refused:
        return False
    return True


def require_ours(session: Session, house: Directory, hall: Hall, bearer: str) -> None:
    """Raise Unauthorised for no token of ours, NotYourHall for one of another role or hall."""
    if not 0 < len(bearer) <= _LONGEST:
        raise Unauthorised()
    screen = token_actor(session, bearer)
    if screen.role != "display":
        raise NotYourHall()
    may_use_hall(screen, hall, site_id=house.site.id)


def may_install(actor: Actor, hall: Hall, *, site_id: int) -> bool:
    """Whether this person may make a browser a screen of the hall: an admin of the site, or its supervisor."""
    if actor.kind != "staff" or actor.site_id != site_id or actor.role not in ("admin", "supervisor"):
        return False
    return actor.hall_id is None or actor.hall_id == hall.id


def new_screen(session: Session, house: Directory, hall: Hall, *, name: str, by: Actor) -> str:
    """Make a token for a screen of the hall, end the sign-in with which it was made, and answer with the bearer.

    Raises Forbidden for anybody who may not, Invalid for a bad name.
    """
    if not may_install(by, hall, site_id=house.site.id):
        raise Unauthorised() if by.kind == "citizen" else Forbidden()
    bearer = create_token(session, site_id=house.site.id, name=name, role="display", hall_id=hall.id, by=by.label)
    sign_in_id = cookies.sign_in_of_request()
    if sign_in_id is not None:
        sign_in.end_sign_in(session, sign_in_id, at=clock.real_now())
        cookies.forget_sign_in()
    return bearer


def ask_code(session: Session, house: Directory, hall: Hall, request: Request) -> str:
    """Open a code for this browser and answer with the secret it keeps (`show_code`). Raises TooMany."""
    at, earlier = clock.real_now(), _secret_of(request)
    return pairing.ask_code(session, site_id=house.site.id, hall_id=hall.id, kind=_KIND, at=at, earlier=earlier)


def shown_code(session: Session, hall: Hall, request: Request) -> pairing.Shown:
    """The code that this browser shows. Raises NoCode, CodeExpired, CodeUsed."""
    return pairing.shown(session, _secret_of(request), hall_id=hall.id, kind=_KIND, at=clock.real_now())


def accepted_screen(session: Session, hall: Hall, request: Request) -> str | None:
    """The new bearer of this browser once its code is accepted, else None. Raises NoCode, CodeExpired, CodeUsed."""
    return pairing.take_bearer(session, _secret_of(request), hall_id=hall.id, kind=_KIND, at=clock.real_now())


def seconds_left(code: pairing.Shown) -> int:
    """How long the code still works; told as a span because pages may show simulated time."""
    return math.ceil((code.expires_at - clock.real_now()).total_seconds())


def show_code(page: _Page, secret: str) -> _Page:
    """Keep the secret of a code in the browser that gets this page."""
    return _kept(page, "pairing", secret, _SECRET_KEPT_FOR)


def install(page: _Page, bearer: str) -> _Page:
    """Keep the bearer in the browser that gets this page."""
    return _kept(page, "display", bearer, _KEPT_FOR)


def _kept(page: _Page, name: str, value: str, seconds: int) -> _Page:
    page.set_cookie(
        _cookie_name(name),
        value,
        max_age=seconds,
        httponly=True,
        samesite="Strict",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return page


def _secret_of(request: Request) -> str:
    return request.cookies.get(_cookie_name("pairing"), "")[:_LONGEST]


def _cookie_name(name: str) -> str:
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name
