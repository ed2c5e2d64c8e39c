"""`/survei/`: the tablet at the exit. Somebody without a phone gives the code by camera, scanner or typing, answers,
is thanked, and the tablet is as if nobody had been there.

No code and no answer is ever part of an address here, and nothing is kept on the device. What is answered counts as
channel `kiosk`. Only a device of the hall opens these pages (`TABLET_DOOR`).
"""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.catalogue.directory import Hall, directory
from queue_app.errors import Forbidden, Refused, TooMany, Unauthorised
from queue_app.people.pairing import CodeExpired, CodeUsed, NoCode
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.device_door import KIOSK_DOOR, TABLET_DOOR, may_install
from queue_app.web.forms import Filled, secret, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from queue_app.web.limits import ASKING_CODES, SIGNING_IN, TAKING, WAITING, at_most
from queue_app.web.request_forgery import no_csrf_token
from survey.respondent import door
from survey.respondent.door import EMPTY, TABLET, respondent
from survey.respondent.form import sent
from survey.respondent.phone_views import thanks


def start_page(filled: Filled = EMPTY) -> str:
    """Where every visit to the tablet begins and ends: how to give the code. Raises Unauthorised, Forbidden."""
    with reading() as session:
        TABLET_DOOR.device(session)
    return render_template("respondent/tablet.html", filled=filled, tablet=True)


@respondent.get("/survei/")
@audience(PUBLIC)
def tablet() -> ResponseReturnValue:
    """The start of the tablet; a browser that is none of ours is led to how it becomes one.

    A kiosk that opened a survey goes back to its own start.
    """
    if KIOSK_DOOR.bearer():
        return redirect("/kiosk/", 303)
    try:
        page = current_app.make_response(start_page())
    except Refused:
        return redirect(url_for("respondent.pair_form"), 303)
    return TABLET_DOOR.install(page, TABLET_DOOR.bearer())


@respondent.post("/survei/buka")
@audience(PUBLIC)
@no_csrf_token
@at_most(WAITING)
@shown_again(start_page)
def open_on_tablet() -> ResponseReturnValue:
    """Show the survey of a code. A POST, because a code in an address would stay on the tablet; it writes nothing."""
    with reading() as session:
        TABLET_DOOR.device(session)
    return door.form_page(EMPTY, door.code_of(typed("kode", 300), "kode"), TABLET)


def sent_page(filled: Filled) -> ResponseReturnValue:
    """The form as it was sent from the tablet."""
    return door.form_page(filled, door.code_of(typed("kode", 60), "kode"), TABLET)


@respondent.post("/survei/kirim")
@audience(PUBLIC)
@no_csrf_token
@at_most(TAKING)
@shown_again(sent_page)
def answer_on_tablet() -> str:
    """Store the answers and spend the token, both or neither; thank, and return to the start."""
    token, filled = door.code_of(typed("kode", 60), "kode"), sent(request.form)
    how = door.circumstances(token, filled, own_device=False)
    with transaction() as session:
        site = TABLET_DOOR.device(session).site_id
        receipt = door.store(session, token, filled, channel="kiosk", how=how, site_id=site)
    return thanks(receipt, tablet=True)


def pair_page(filled: Filled = EMPTY) -> str:
    """How this browser becomes a tablet of the hall."""
    with reading() as session:
        house = directory(session)
    return render_template(
        "respondent/pair.html",
        filled=filled,
        halls=list(house.halls.values()),
        may=may_install(actor(), site_id=house.site.id),
        name=filled.values.get("name") or _("Tablet pintu keluar"),
    )


@respondent.get("/survei/pasang")
@audience(PUBLIC)
def pair_form() -> str:
    """Show the ways in."""
    return pair_page()


@respondent.post("/survei/pasang")
@audience(PUBLIC)
@at_most(SIGNING_IN)
@shown_again(pair_page, Unauthorised, Forbidden)
def pair() -> ResponseReturnValue:
    """Install this browser with a token that is shown, or with a fresh one made by who is signed in (and is signed
    out: the tablet will stand in a public hall).
    """
    bearer = secret("token").strip()
    with transaction() as session:
        if bearer:
            TABLET_DOOR.device(session, bearer)
        else:
            bearer = TABLET_DOOR.new_device(session, directory(session), _hall(), name=typed("name"), by=actor())
    return TABLET_DOOR.install(redirect(url_for("respondent.tablet"), 303), bearer)


@respondent.post("/survei/pasang/kode")
@audience(PUBLIC)
@at_most(ASKING_CODES)
@shown_again(pair_page, TooMany)
def ask_code() -> ResponseReturnValue:
    """Open a code for this browser; one it had before stops working."""
    hall = _hall()
    with transaction() as session:
        kept = TABLET_DOOR.ask_code(session, directory(session), hall)
    return TABLET_DOOR.keep_secret(redirect(url_for("respondent.code_shown", board=hall.code), 303), kept)


@respondent.get("/survei/pasang/kode")
@audience(PUBLIC)
@shown_again(pair_page, NoCode, CodeExpired, CodeUsed)
def code_shown() -> ResponseReturnValue:
    """Show this browser's code, large, and what the operator does with it."""
    hall = _hall()
    with reading() as session:
        shown = TABLET_DOOR.shown_code(session, hall)
    page = render_template("respondent/pair_code.html", hall=hall, code=shown.code, accepted=shown.accepted)
    return page, {"Cache-Control": "no-store"}


@respondent.post("/survei/pasang/periksa")
@audience(PUBLIC)
@at_most(WAITING)
@shown_again(pair_page, NoCode, CodeExpired, CodeUsed)
def take_bearer() -> ResponseReturnValue:
    """Open the start page with a bearer of its own once the code is accepted, else show the code again."""
    hall = _hall()
    with transaction() as session:
        bearer = TABLET_DOOR.accepted(session, hall)
    if bearer is None:
        return redirect(url_for("respondent.code_shown", board=hall.code), 303)
    return TABLET_DOOR.install(redirect(url_for("respondent.tablet"), 303), bearer)


def _hall() -> Hall:
    """The hall that was chosen; the only one where there is nothing to choose. Raises Unknown."""
    with reading() as session:
        house = directory(session)
    code = request.values.get("board", "")
    return house.hall(code) if code else next(iter(house.halls.values()))
