"""The pages by which a browser becomes a device of a hall, as a kiosk and the tablet at the exit have them.

A door says what its device is called and where it begins (`Pairing`), and `add_pairing` gives it five routes: the ways
in, with a token or a button, asking for a code, the code, and whether somebody has accepted it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from queue_app.catalogue.directory import Hall, directory
from queue_app.errors import Forbidden, Refused, TooMany, Unauthorised
from queue_app.people.pairing import CodeExpired, CodeUsed, NoCode
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.device_door import DeviceDoor, may_install, seconds_left
from queue_app.web.forms import Filled, secret, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from queue_app.web.limits import ASKING_CODES, DEFAULT, SIGNING_IN, WAITING, at_most
from queue_app.web.problems import wants_json

_EMPTY = Filled()
_OVER = (NoCode, CodeExpired, CodeUsed)


@dataclass(frozen=True, slots=True)
class Pairing:
    """How one kind of device is paired. `path`: of its pages; `door_name`: its blueprint; `start`: the endpoint where
    it begins; `pair_template`, `code_template`: its pages; `name`: what it is called unless somebody says otherwise (a
    msgid); `install`: keeps the bearer in the browser.
    """

    door: DeviceDoor
    door_name: str
    path: str
    start: str
    pair_template: str
    code_template: str
    name: str
    install: Callable[[Response, str], Response]

    def pair_page(self, filled: Filled = _EMPTY) -> str:
        """How this browser becomes a device: one button for who may, else a code of its own or a field for a token."""
        with reading() as session:
            house = directory(session)
        may = may_install(actor(), site_id=house.site.id)
        name = filled.values.get("name") or _(self.name)
        return render_template(self.pair_template, filled=filled, halls=list(house.halls.values()), may=may, name=name)

    def pair(self) -> ResponseReturnValue:
        """Install this browser with a token that is shown, or a fresh one made by who is signed in (and is signed
        out: the device will stand in a public hall).
        """
        bearer = secret("token").strip()
        with transaction() as session:
            if bearer:
                self.door.device(session, bearer)
            else:
                bearer = self.door.new_device(session, directory(session), _hall(), name=typed("name"), by=actor())
        return self.install(redirect(url_for(self.start), 303), bearer)

    def ask_code(self) -> ResponseReturnValue:
        """Open a code for this browser; one it had before stops working."""
        hall = _hall()
        with transaction() as session:
            kept = self.door.ask_code(session, directory(session), hall)
        return self.door.keep_secret(redirect(self._code_at(hall), 303), kept)

    def code_page(self) -> ResponseReturnValue:
        """Show this browser's code, large, and where it is typed."""
        hall = _hall()
        with reading() as session:
            code = self.door.shown_code(session, hall)
        seconds = seconds_left(code)
        page = render_template(self.code_template, hall=hall, code=code.code, accepted=code.accepted, seconds=seconds)
        return page, {"Cache-Control": "no-store"}

    def take_bearer(self) -> ResponseReturnValue:
        """Begin with a bearer of its own once the code is accepted, else show the code again; to a script {address}."""
        hall = _hall()
        with transaction() as session:
            bearer = self.door.accepted(session, hall)
        address = url_for(self.start) if bearer else self._code_at(hall)
        answer = jsonify(address=address if bearer else None) if wants_json() else redirect(address, 303)
        page = make_response(answer)
        return self.install(page, bearer) if bearer else page

    def _code_at(self, hall: Hall) -> str:
        return url_for(f"{self.door_name}.code_page", board=hall.code)


def add_pairing(blueprint: Blueprint, pairing: Pairing) -> None:
    """Give a door the pages of `pairing`; anybody may open them, each with a limit and a page for what it refuses."""

    def add(
        end: str, name: str, view: Callable[[], ResponseReturnValue], method: str, *refusals: type[Refused]
    ) -> None:
        open_to_all = audience(PUBLIC)(
            at_most(_RATES.get(name, DEFAULT))(shown_again(pairing.pair_page, *refusals)(view))
        )
        blueprint.add_url_rule(pairing.path + end, name, open_to_all, methods=[method])

    add("", "pair_form", lambda: pairing.pair_page(), "GET")
    add("", "pair", pairing.pair, "POST", Unauthorised, Forbidden)
    add("/kode", "ask_code", pairing.ask_code, "POST", TooMany)
    add("/kode", "code_page", pairing.code_page, "GET", *_OVER)
    add("/periksa", "take_bearer", pairing.take_bearer, "POST", *_OVER)


_RATES = {"pair": SIGNING_IN, "ask_code": ASKING_CODES, "take_bearer": WAITING}


def _hall() -> Hall:
    """The hall that was chosen; the only one where there is nothing to choose. Raises Unknown."""
    with reading() as session:
        house = directory(session)
    code = request.values.get("board", "")
    return house.hall(code) if code else next(iter(house.halls.values()))
