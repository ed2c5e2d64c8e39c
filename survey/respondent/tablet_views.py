"""`/survei/`: the tablet at the exit. Somebody without a phone gives the code by camera, scanner or typing, answers,
is thanked, and the tablet is as if nobody had been there.

No code and no answer is ever part of an address here, and nothing is kept on the device. What is answered counts as
channel `kiosk`. Only a device of the hall opens these pages (`TABLET_DOOR`).
"""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.errors import N_, Refused
from queue_app.pairing_pages import Pairing, add_pairing
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.device_door import KIOSK_DOOR, TABLET_DOOR
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.limits import TAKING, WAITING, at_most
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


PAIRING = Pairing(
    door=TABLET_DOOR,
    door_name="respondent",
    path="/survei/pasang",
    start="respondent.tablet",
    pair_template="respondent/pair.html",
    code_template="respondent/pair_code.html",
    name=N_("Tablet pintu keluar"),
    install=TABLET_DOOR.install,
)
add_pairing(respondent, PAIRING)
