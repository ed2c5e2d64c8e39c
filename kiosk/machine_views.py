"""The machine behind the pages: is it still ours, how is its printer, how does the person want to see it, help."""

from __future__ import annotations

from flask import current_app, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.door import device, for_a_kiosk, keep_look, kiosk, look, way_back
from kiosk.offers import urgent_notices
from kiosk.printing import look_after
from queue_app.catalogue.directory import directory
from queue_app.people.device_state import calls_for_help, id_of, report_state, settings_of, take_help_back
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.forms import typed
from queue_app.web.language import gettext as _
from queue_app.web.limits import ASKING_CODES, at_most


@kiosk.get("/kiosk/denyut")
@audience(PUBLIC)
def pulse() -> ResponseReturnValue:
    """Asked every second and a half: what everybody must read now, and whether staff is still on the way to this kiosk:
    {notices: [{kind, text}], help}.

    A revoked kiosk hears 401 or 403 here, one without a server hears nothing.
    """
    with reading() as session:
        notices = urgent_notices(session, directory(session, device().site_id))
        return jsonify(notices=notices, help=calls_for_help(session, device()))


@kiosk.post("/kiosk/kabar")
@audience(PUBLIC)
def report() -> ResponseReturnValue:
    """What the kiosk says of itself every twenty seconds; answers with what is wrong with its printer, and with what
    people wish of it: it does so when the instant of a wish is new to it.
    """
    problems = look_after(device(), {"screen": typed("screen", 20)})
    with reading() as session:
        wishes = settings_of(session, id_of(device()))
    return jsonify(problems=problems, reload=wishes.get("reload", ""), proof=wishes.get("proof", ""))


@kiosk.post("/kiosk/tampilan")
@audience(PUBLIC)
@for_a_kiosk
def change_look() -> ResponseReturnValue:
    """Switch one way of seeing over, or the language, and show the same page again; the start screen, which forgets
    what was chosen, leads on to the first question.
    """
    chosen = look().turned(typed("ubah", 20)).spoken_in(typed("bahasa", 5))
    back = way_back(request.form.get("kembali", ""), url_for("kiosk.home"))
    if back == url_for("kiosk.start"):
        back = url_for("kiosk.home")
    return keep_look(current_app.make_response(redirect(back, 303)), chosen)


@kiosk.post("/kiosk/petugas")
@audience(PUBLIC)
@for_a_kiosk
@at_most(ASKING_CODES)
def call_staff() -> ResponseReturnValue:
    """Ask a person to come."""
    with transaction() as session:
        report_state(session, device(), problems={"help": True})
    return _back()


@kiosk.post("/kiosk/petugas/batal")
@audience(PUBLIC)
@for_a_kiosk
@at_most(ASKING_CODES)
def take_back_call() -> ResponseReturnValue:
    """The person who asked goes on alone."""
    with transaction() as session:
        take_help_back(session, device())
    flash(_("Panggilan petugas dibatalkan."))
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(way_back(request.form.get("kembali", ""), url_for("kiosk.home")), 303)
