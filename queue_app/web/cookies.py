"""Cookies: the signed sign-in of staff, the devices they signed in from, and the nameless device of
a citizen.

All are HttpOnly and SameSite=Lax; in production also Secure and bound to this host by the `__Host-`
prefix.
"""

from __future__ import annotations

import re

from flask import Flask, Response, current_app, g, request, session
from itsdangerous import BadData, URLSafeTimedSerializer

from config import Config
from queue_app import clock, ids
from queue_app.people.sign_in import SignInId

#: How long somebody may take from the password to the code.
_HALF_WAY_SECONDS = 10 * 60
#: The cookie is written anew at most this often.
_NOTE_EVERY = 60
_YEAR = 365 * 24 * 3600
_KNOWN_FOR = 90 * 24 * 3600
_KNOWN_PEOPLE = 12
#: A shorter key might be somebody else's as well.
_LONG_ENOUGH = 16
_DEVICE = re.compile(r"[A-Za-z0-9_-]{22}")


def install_cookies(app: Flask, config: Config) -> None:
    """Set the flags of every cookie and the key that signs them."""
    app.secret_key = ids.Keyring(config.secret_key).key("cookies")
    prefix = "__Host-" if config.production else ""
    app.config.update(
        IDLE_SECONDS=config.staff_idle_minutes * 60,
        SESSION_COOKIE_NAME=f"{prefix}gmsc",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.production,
        SESSION_REFRESH_EACH_REQUEST=False,
        DEVICE_COOKIE_NAME=f"{prefix}device",
        KNOWN_COOKIE_NAME=f"{prefix}known",
    )
    app.after_request(_send_cookies)


def remember_sign_in(sign_in_id: SignInId) -> None:
    """Put a new sign-in into the browser; whatever the session held before is dropped (also its CSRF token)."""
    session.clear()
    session["sign_in"] = int(sign_in_id)
    session["seen"] = _seconds()


def remember_half_way(staff_id: int, way: str) -> None:
    """Note that the first step of signing in is done here, in this way; for ten minutes, and it opens nothing."""
    session.clear()
    session["half_way"] = [staff_id, way, _seconds()]


def half_way() -> tuple[int, str] | None:
    """Whose first step was done in this browser just now, and in which way; None for nobody's."""
    noted = session.get("half_way")
    if not isinstance(noted, list) or len(noted) != 3 or _seconds() - int(noted[2]) > _HALF_WAY_SECONDS:
        return None
    return int(noted[0]), str(noted[1])


def forget_sign_in() -> None:
    """Drop the sign-in from the browser."""
    session.clear()


def sign_in_of_request() -> SignInId | None:
    """The sign-in that this request's cookie carries, unless nobody has used it for an hour."""
    sign_in_id, seen = session.get("sign_in"), session.get("seen")
    if not isinstance(sign_in_id, int) or not isinstance(seen, int):
        return None
    if _seconds() - seen > current_app.config["IDLE_SECONDS"]:
        session.clear()
        return None
    return SignInId(sign_in_id)


def note_activity() -> None:
    """Push the idle limit back, at most once a minute."""
    if _seconds() - session["seen"] > _NOTE_EVERY:
        session["seen"] = _seconds()


def known_staff() -> list[int]:
    """Staff ids that signed in from this device in the last 90 days; their own guesses are counted apart."""
    try:
        known = _known_box().loads(request.cookies.get(_name("KNOWN"), ""), max_age=_KNOWN_FOR)
    except BadData:
        return []
    return [n for n in known if isinstance(n, int)] if isinstance(known, list) else []


def remember_device_of(staff_id: int) -> None:
    """Note that this person signed in from this device."""
    others = [n for n in known_staff() if n != staff_id]
    _queue("KNOWN", str(_known_box().dumps([staff_id, *others][:_KNOWN_PEOPLE])), _KNOWN_FOR)


def device_digest() -> str:
    """The citizen's device as keyed digest; a client without the cookie is a new device and gets
    one for a year. A request sent again after a lost answer is the same new device.
    """
    kept = request.cookies.get(_name("DEVICE"), "")
    if not _DEVICE.fullmatch(kept):
        kept = g.setdefault("new_device", _new_device())
        _queue("DEVICE", kept, _YEAR)
    return ids.keyring().digest("device", kept)


def owner_of(key: str) -> str:
    """Whom an idempotency key of a citizen belongs to. A long one nobody else has, so it needs no owner; "1" may be
    anybody's: it is this device's, or while there is no cookie this address's.
    """
    if len(key) >= _LONG_ENOUGH:
        return ""
    return f"device:{device_digest()}" if has_device() else f"address:{request.remote_addr}"


def new_owner_of(key: str) -> str | None:
    """The owner of the same key from now on, when this request has just made its client a device; else None."""
    new = g.get("new_device")
    return f"device:{device_digest()}" if new and len(key) < _LONG_ENOUGH else None


def has_device() -> bool:
    """Whether the client brought the cookie of a device."""
    return bool(_DEVICE.fullmatch(request.cookies.get(_name("DEVICE"), "")))


def send_device_again(key: str) -> None:
    """Give a client whose first answer was lost the device that it was given then; for a short key nobody can tell."""
    if len(key) >= _LONG_ENOUGH:
        device_digest()


def _new_device() -> str:
    named = "" if request.is_json else request.form.get("idempotency_key", "")
    key = request.headers.get("Idempotency-Key") or named
    return ids.keyring().handle("new-device", key) if len(key) >= _LONG_ENOUGH else ids.handle()


def _known_box() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or b"", salt="known-device")


def _name(which: str) -> str:
    return str(current_app.config[f"{which}_COOKIE_NAME"])


def _queue(which: str, value: str, max_age: int) -> None:
    g.setdefault("cookies", {})[_name(which)] = (value, max_age)


def _send_cookies(response: Response) -> Response:
    for name, (value, max_age) in g.get("cookies", {}).items():
        response.set_cookie(
            name,
            value,
            max_age=max_age,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


def _seconds() -> int:
    return int(clock.real_now().timestamp())
