"""`/kiosk/pasang`: how a browser becomes a kiosk of the hall. It then is the hall's tablet too."""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.door import install, kiosk
from queue_app.catalogue.directory import Hall, directory
from queue_app.errors import Forbidden, TooMany, Unauthorised
from queue_app.people.pairing import CodeExpired, CodeUsed, NoCode
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.device_door import KIOSK_DOOR, may_install, seconds_left
from queue_app.web.forms import Filled, secret, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from queue_app.web.limits import ASKING_CODES, SIGNING_IN, WAITING, at_most
from queue_app.web.problems import wants_json

_EMPTY = Filled()


def pair_page(filled: Filled = _EMPTY) -> str:
    """How this browser becomes a kiosk: one button for who may, else a code of its own or a field for a token."""
    with reading() as session:
        house = directory(session)
    return render_template(
        "kiosk/pair.html",
        filled=filled,
        halls=list(house.halls.values()),
        may=may_install(actor(), site_id=house.site.id),
        name=filled.values.get("name") or _("Kiosk pintu masuk"),
    )


@kiosk.get("/kiosk/pasang")
@audience(PUBLIC)
def pair_form() -> str:
    """Show the ways in."""
    return pair_page()


@kiosk.post("/kiosk/pasang")
@audience(PUBLIC)
@at_most(SIGNING_IN)
@shown_again(pair_page, Unauthorised, Forbidden)
def pair() -> ResponseReturnValue:
    """Install this browser with a token that is shown, or a fresh one made by who is signed in (and is signed out)."""
    bearer = secret("token").strip()
    with transaction() as session:
        if bearer:
            KIOSK_DOOR.device(session, bearer)
        else:
            bearer = KIOSK_DOOR.new_device(session, directory(session), _hall(), name=typed("name"), by=actor())
    return install(redirect(url_for("kiosk.start"), 303), bearer)


@kiosk.post("/kiosk/pasang/kode")
@audience(PUBLIC)
@at_most(ASKING_CODES)
@shown_again(pair_page, TooMany)
def ask_code() -> ResponseReturnValue:
    """Open a code for this browser; one it had before stops working."""
    hall = _hall()
    with transaction() as session:
        kept = KIOSK_DOOR.ask_code(session, directory(session), hall)
    return KIOSK_DOOR.keep_secret(redirect(url_for("kiosk.code_page", board=hall.code), 303), kept)


@kiosk.get("/kiosk/pasang/kode")
@audience(PUBLIC)
@shown_again(pair_page, NoCode, CodeExpired, CodeUsed)
def code_page() -> ResponseReturnValue:
    """Show this browser's code, large, and what the operator does with it."""
    hall = _hall()
    with reading() as session:
        code = KIOSK_DOOR.shown_code(session, hall)
    seconds = seconds_left(code)
    return render_template("kiosk/code.html", hall=hall, code=code.code, accepted=code.accepted, seconds=seconds)


@kiosk.post("/kiosk/pasang/periksa")
@audience(PUBLIC)
@at_most(WAITING)
@shown_again(pair_page, NoCode, CodeExpired, CodeUsed)
def take_bearer() -> ResponseReturnValue:
    """Begin with a bearer of its own once the code is accepted, else show the code again; to a script {address}."""
    hall = _hall()
    with transaction() as session:
        bearer = KIOSK_DOOR.accepted(session, hall)
    address = url_for("kiosk.start") if bearer else url_for("kiosk.code_page", board=hall.code)
    page = jsonify(address=address if bearer else None) if wants_json() else redirect(address, 303)
    return install(page, bearer) if bearer else page


def _hall() -> Hall:
    """The hall that was chosen; the only one where there is nothing to choose. Raises Unknown."""
    with reading() as session:
        house = directory(session)
    code = request.values.get("board", "")
    return house.hall(code) if code else next(iter(house.halls.values()))
