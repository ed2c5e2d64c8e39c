"""Forged requests: a foreign page must not make a browser act for its user (trust.md #15).

Three checks for whatever changes something, unless a bearer authorises it: where the browser says
the request comes from; a CSRF token for every form and for everything a signed-in person does; and
GET changes nothing anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from queue_app.errors import N_, Forbidden
from queue_app.people.actor import Actor
from queue_app.web.identity import by_bearer

_SAFE = ("GET", "HEAD", "OPTIONS")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_OWN_SITE = ("same-origin", "none")

_View = TypeVar("_View", bound=Callable[..., Any])
_csrf = CSRFProtect()


class PageTooOld(Forbidden):
    """The CSRF token is missing or not of this session."""

    sentence = N_("Halaman ini sudah terlalu lama terbuka. Muat ulang halaman, lalu coba lagi.")


class ForeignPage(Forbidden):
    """Another site's page sent this."""

    sentence = N_("Permintaan ini dikirim dari situs lain, jadi tidak kami jalankan.")


def install_csrf(app: Flask, public_url: str) -> None:
    """Set Flask-WTF's tokens up; `refuse_forgery` decides when they are needed.

    A token lives as long as the session (a ticket page stays open for hours). The Referer check of
    Flask-WTF is off: pages of a ticket send none; `Sec-Fetch-Site` and `Origin` say it better.
    """
    app.config["PUBLIC_HOST"] = urlsplit(public_url).netloc
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    _csrf.init_app(app)


def no_csrf_token(view: _View) -> _View:
    """Exempt a view whose address is itself the secret (`/s/<token>`); the origin check stays."""
    view.needs_no_csrf_token = True  # type: ignore[attr-defined]
    return view


def refuse_forgery(actor: Actor) -> None:
    """Raise ForeignPage or PageTooOld for a request that its user may not have meant."""
    if request.method in _SAFE or by_bearer():
        return
    if _from_elsewhere():
        raise ForeignPage()
    view = current_app.view_functions.get(request.endpoint or "")
    if _needs_token(actor) and not getattr(view, "needs_no_csrf_token", False):
        try:
            _csrf.protect()
        except CSRFError as error:
            raise PageTooOld() from error


def _needs_token(actor: Actor) -> bool:
    return actor.kind == "staff" or request.mimetype in FORMS


def _from_elsewhere() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in _OWN_SITE
    origin = request.headers.get("Origin", "null")
    own = (request.host, current_app.config["PUBLIC_HOST"])
    return origin != "null" and urlsplit(origin).netloc not in own
