"""The public board `/display/<board>`: calls, counters and notices of one hall, whole from the first byte.

A TV that is installed (`web.device_door`) also shows the lobby code with which visitors confirm their arrival.
"""

from __future__ import annotations

from flask import current_app, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from display.door import SCREEN, display
from display.settings import ScreenSettings, settings_from
from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.errors import Forbidden, TooMany, Unauthorised
from queue_app.line import lobby_code
from queue_app.line.board import board_shape
from queue_app.line.queue_view import local
from queue_app.people.device_state import id_of, settings_of
from queue_app.people.pairing import CodeExpired, CodeUsed, NoCode
from queue_app.qr import qr_svg
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.device_door import may_install, seconds_left
from queue_app.web.forms import Filled, secret, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from queue_app.web.limits import ASKING_CODES, SIGNING_IN, WAITING, at_most
from queue_app.web.problems import wants_json

_EMPTY = Filled()


@display.get("/display/")
@audience(PUBLIC)
def boards() -> ResponseReturnValue:
    """The boards of the house; with one hall there is nothing to choose."""
    with reading() as session:
        halls = list(directory(session).halls.values())
    if len(halls) == 1:
        return redirect(url_for("display.show", board=halls[0].code))
    return render_template("display/boards.html", halls=halls)


@display.get("/display/<board>")
@audience(PUBLIC)
def show(board: str) -> ResponseReturnValue:
    """What everybody in the hall sees now; an installed screen also gets the lobby code."""
    with reading() as session:
        house = directory(session)
        hall = house.hall(board)
        shown = board_shape(session, house, hall)
        ours = SCREEN.is_of_hall(session, house, hall)
        kept = settings_of(session, id_of(SCREEN.device(session))) if ours else {}
        screen = settings_from(kept, hall.code) if ours else ScreenSettings()
    code = lobby_code.current(house, hall)[0] if ours else None
    page = current_app.make_response(
        render_template(
            "display/board.html",
            board=shown,
            hall=hall,
            several=len(house.halls) > 1,
            code=code,
            screen=screen,
            fit=screen.fit,
            qr=_scanned(code),
            speed=_speed(),
        )
    )
    if ours:
        page.headers["Cache-Control"] = "no-store"
        SCREEN.install(page, SCREEN.bearer())
    return page


@display.get("/display/<board>/kode")
@audience(PUBLIC)
def code(board: str) -> ResponseReturnValue:
    """The lobby code for an installed screen: {code, expires_at, qr (svg)}. Raises Unauthorised, Forbidden."""
    with reading() as session:
        house = directory(session)
        hall = house.hall(board)
        SCREEN.of_hall(session, house, hall)
    digits, until = lobby_code.current(house, hall)
    answer = {"code": digits, "expires_at": local(house, until).isoformat(), "qr": str(_scanned(digits))}
    return answer, {"Cache-Control": "no-store"}


def pair_page(filled: Filled = _EMPTY, *, board: str) -> str:
    """How this browser becomes a screen of the house."""
    with reading() as session:
        house = directory(session)
        hall = house.hall(board)
    may = may_install(actor(), hall, site_id=house.site.id)
    name = filled.values.get("name") or _("TV %(hall)s", hall=hall.name)
    return render_template("display/pair.html", filled=filled, hall=hall, may=may, name=name)


@display.get("/display/<board>/pasang")
@audience(PUBLIC)
def pair_form(board: str) -> str:
    """Show the ways in: one button for an admin or supervisor, else a code of this screen or a field for a token."""
    return pair_page(board=board)


@display.post("/display/<board>/pasang")
@audience(PUBLIC)
@at_most(SIGNING_IN)
@shown_again(pair_page, Unauthorised, Forbidden)
def pair(board: str) -> ResponseReturnValue:
    """Install this browser: with a token that is shown, or with a fresh one made by who is signed in.

    A person who installs a TV is signed out of it: it will hang in a public hall.
    """
    bearer = secret("token").strip()
    with transaction() as session:
        house = directory(session)
        hall = house.hall(board)
        if bearer:
            SCREEN.of_hall(session, house, hall, bearer)
        else:
            bearer = SCREEN.new_device(session, house, hall, name=typed("name"), by=actor())
    page = redirect(url_for("display.show", board=hall.code), 303)
    return SCREEN.install(page, bearer)


@display.post("/display/<board>/pasang/kode")
@audience(PUBLIC)
@at_most(ASKING_CODES)
@shown_again(pair_page, TooMany)
def ask_code(board: str) -> ResponseReturnValue:
    """Open a code for this browser; one it had before stops working."""
    with transaction() as session:
        house = directory(session)
        kept = SCREEN.ask_code(session, house, house.hall(board))
    return SCREEN.keep_secret(redirect(url_for("display.code_page", board=board), 303), kept)


@display.get("/display/<board>/pasang/kode")
@audience(PUBLIC)
@shown_again(pair_page, NoCode, CodeExpired, CodeUsed)
def code_page(board: str) -> ResponseReturnValue:
    """Show this browser's code, large, and what the operator does with it."""
    with reading() as session:
        hall = directory(session).hall(board)
        code = SCREEN.shown_code(session, hall)
    seconds = seconds_left(code)
    page = render_template("display/code.html", hall=hall, code=code.code, accepted=code.accepted, seconds=seconds)
    return page, {"Cache-Control": "no-store"}


@display.post("/display/<board>/pasang/periksa")
@audience(PUBLIC)
@at_most(WAITING)
@shown_again(pair_page, NoCode, CodeExpired, CodeUsed)
def take_bearer(board: str) -> ResponseReturnValue:
    """Open the board with a bearer of its own once the code is accepted, else show the code again.

    A script asks for JSON and is told where to go: {address}, null while nobody has accepted it.
    """
    with transaction() as session:
        hall = directory(session).hall(board)
        bearer = SCREEN.accepted(session, hall)
    address = url_for("display.show" if bearer else "display.code_page", board=hall.code)
    page = jsonify(address=address if bearer else None) if wants_json() else redirect(address, 303)
    return SCREEN.install(page, bearer) if bearer else page


def _scanned(code: str | None) -> str:
    """What a phone scans: where its holder says "Saya sudah tiba" with the code of this minute; without one, where a
    number is taken.
    """
    address = current_app.extensions["config"].public_url
    path = f"/tiba?kode={code}" if code else "/"
    return qr_svg(f"{address}{path}", _("Kode QR halaman antrean"), quiet=2)


def _speed() -> float:
    simulated = clock.simulated()
    return simulated.speed if simulated else 1.0
