"""How a browser in the hall proves that it is one of the house's own: a bearer of its role, in an HttpOnly cookie.

A lobby screen, the tablet at the exit and a kiosk each have such a door. Three ways in: the device shows a code and an
operator accepts it with `flask device pair` (`people.pairing`), somebody pastes a token of `flask token create`, or an
admin or supervisor who is signed in on the device makes one with a button and is signed out. The page's scripts never
see the bearer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

from flask import current_app, request
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

#: Browsers keep a cookie for 400 days at most; every opening of the device's page begins them anew (`install`).
_KEPT_FOR = 400 * 24 * 3600
#: Longer than a code can be of use.
_SECRET_KEPT_FOR = 3600
#: No bearer or secret of ours is longer; a longer one is not worth hashing.
_LONGEST = 200

_Page = TypeVar("_Page", bound=Response)


def may_install(actor: Actor, hall: Hall | None = None, *, site_id: int) -> bool:
    """Whether this person may make a browser a device of the hall (of some hall, where none is chosen yet): an admin of
    the site, or its supervisor.
    """
    if actor.kind != "staff" or actor.site_id != site_id or actor.role not in ("admin", "supervisor"):
        return False
    return hall is None or actor.hall_id is None or actor.hall_id == hall.id


def seconds_left(code: pairing.Shown) -> int:
    """How long the code still works; told as a span because pages may show simulated time."""
    return math.ceil((code.expires_at - clock.real_now()).total_seconds())


@dataclass(frozen=True, slots=True)
class DeviceDoor:
    """The door of one kind of device. `role`: of its bearer; `cookie`: where the browser keeps it; `secret_cookie`:
    where it keeps the secret of the code it shows. Every verb reads the cookies of the current request.
    """

    role: str
    cookie: str
    secret_cookie: str

    def bearer(self) -> str:
        """The bearer in this browser's cookie, or empty."""
        return self._cookie_of_request(self.cookie)

    def device(self, session: Session, bearer: str | None = None) -> Actor:
        """The device that asks, or whose bearer is shown. Raises Unauthorised for none of ours, NotYourHall for a
        token of another role.
        """
        shown = self.bearer() if bearer is None else bearer
        if not 0 < len(shown) <= _LONGEST:
            raise Unauthorised()
        found = token_actor(session, shown)
        if found.role != self.role:
            raise NotYourHall()
        return found

    def of_hall(self, session: Session, house: Directory, hall: Hall, bearer: str | None = None) -> Actor:
        """As `device`, of this hall. Raises also NotYourHall for a device of another one."""
        found = self.device(session, bearer)
        may_use_hall(found, hall, site_id=house.site.id)
        return found

    def is_of_hall(self, session: Session, house: Directory, hall: Hall) -> bool:
        """Whether the browser that asks is a device of this hall."""
        try:
            self.of_hall(session, house, hall)
        except Refused:
            return False
        return True

    def new_device(self, session: Session, house: Directory, hall: Hall, *, name: str, by: Actor) -> str:
        """Make a token for a device of the hall, end the sign-in with which it was made, and answer with the bearer.

        Raises Unauthorised or Forbidden for anybody who may not, Invalid for a bad name.
        """
        if not may_install(by, hall, site_id=house.site.id):
            raise Unauthorised() if by.kind == "citizen" else Forbidden()
        bearer = create_token(session, site_id=house.site.id, name=name, role=self.role, hall_id=hall.id, by=by.label)
        sign_in_id = cookies.sign_in_of_request()
        if sign_in_id is not None:
            sign_in.end_sign_in(session, sign_in_id, at=clock.real_now())
            cookies.forget_sign_in()
        return bearer

    def ask_code(self, session: Session, house: Directory, hall: Hall) -> str:
        """Open a code for this browser and answer with the secret it keeps (`keep_secret`). Raises TooMany."""
        at, earlier = clock.real_now(), self._secret()
        return pairing.ask_code(session, site_id=house.site.id, hall_id=hall.id, kind=self.role, at=at, earlier=earlier)

    def shown_code(self, session: Session, hall: Hall) -> pairing.Shown:
        """The code that this browser shows. Raises NoCode, CodeExpired, CodeUsed."""
        return pairing.shown(session, self._secret(), hall_id=hall.id, kind=self.role, at=clock.real_now())

    def accepted(self, session: Session, hall: Hall) -> str | None:
        """The new bearer of this browser once its code is accepted, else None. Raises as `shown_code`."""
        return pairing.take_bearer(session, self._secret(), hall_id=hall.id, kind=self.role, at=clock.real_now())

    def keep_secret(self, page: _Page, secret: str) -> _Page:
        """Keep the secret of a code in the browser that gets this page."""
        return _kept(page, self.secret_cookie, secret, _SECRET_KEPT_FOR)

    def install(self, page: _Page, bearer: str) -> _Page:
        """Keep the bearer in the browser that gets this page."""
        return _kept(page, self.cookie, bearer, _KEPT_FOR)

    def _secret(self) -> str:
        return self._cookie_of_request(self.secret_cookie)

    def _cookie_of_request(self, name: str) -> str:
        kept = request.cookies.get(_cookie_name(name), "")
        return kept if len(kept) <= _LONGEST else ""


def _kept(page: _Page, name: str, value: str, seconds: int) -> _Page:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    page.set_cookie(_cookie_name(name), value, max_age=seconds, httponly=True, samesite="Strict", secure=secure)
    return page


def _cookie_name(name: str) -> str:
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


#: The kiosks of a hall. A kiosk is a tablet too: whoever scans a survey there answers it there.
KIOSK_DOOR = DeviceDoor(role="kiosk", cookie="kiosk", secret_cookie="kiosk-pairing")
TABLET_DOOR = DeviceDoor(role="kiosk", cookie="tablet", secret_cookie="tablet-pairing")
