"""The account blueprint, and how each way of signing in goes on: to work, or to the second step.

Deadlines here (links, delays, sign-ins, codes) run on the machine's own clock, not on a simulated one.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from config import Config
from queue_app.account.browsers import browser_of
from queue_app.errors import Forbidden
from queue_app.people.sign_in import HalfWay, How, SignedIn
from queue_app.web import cookies
from queue_app.web.forms import Filled
from queue_app.web.homes import home_of
from queue_app.web.identity import actor
from queue_app.web.next_page import safe_next

CODE, SET_UP = "/masuk/kode", "/masuk/kode/pasang"
_EMPTY = Filled()

account = Blueprint(
    "account",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/account",
)


def sign_in_page(filled: Filled = _EMPTY) -> str:
    """The sign-in form, empty or as it was sent."""
    return render_template("account/sign_in.html", filled=filled, next=wanted_page(), sso=config().oidc)


def config() -> Config:
    """The settings."""
    settings: Config = current_app.extensions["config"]
    return settings


def how(way: str = "password") -> How:
    """By which way and in which browser this request signs somebody in."""
    required = config().staff_totp == "required"
    return How(way, browser_of(request.headers.get("User-Agent", "")), required)


def go_on(person: SignedIn | HalfWay, page: str | None = None, *, way: str = "password") -> ResponseReturnValue:
    """Lead to work (or to the page that was asked for), or to the second step."""
    if isinstance(person, HalfWay):
        cookies.remember_half_way(person.staff_id, way)
        step = CODE if person.set_up else SET_UP
        return redirect(with_next(step, page), 303)
    remember(person)
    return redirect(page or home_of(person.role), 303)


def remember(person: SignedIn) -> None:
    """Sign this browser in."""
    cookies.remember_sign_in(person.sign_in_id)
    cookies.remember_device_of(person.staff_id)


def with_next(path: str, page: str | None) -> str:
    """`path`, not forgetting the page that was asked for."""
    return f"{path}?{urlencode({'next': page})}" if page else path


def wanted_page() -> str | None:
    """The page of ours that sent somebody here to sign in."""
    return safe_next(request.values.get("next"))


def my_id() -> int:
    """Who is signed in. Raises Forbidden for a token: it has a role but is nobody, without password or account page."""
    staff_id = actor().staff_id
    if staff_id is None:
        raise Forbidden()
    return staff_id
