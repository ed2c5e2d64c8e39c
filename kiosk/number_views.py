"""The number itself: shown, printed, printed again; and whoever comes with one that they have already."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kiosk import having
from kiosk.door import device, for_a_kiosk, kiosk
from kiosk.paper import paper_of, wait_of
from kiosk.printing import nothing_came_out, print_now, printer_of_device
from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.catalogue.hours import Closed
from queue_app.errors import N_, Unknown
from queue_app.line import lobby_code
from queue_app.line.refusals import TicketMovedOn
from queue_app.line.slips import Slip, prepare_slip, slip_of_device
from queue_app.line.ticket import Ticket, find
from queue_app.live.snapshots import holders_view
from queue_app.people.actor import Actor
from queue_app.people.device_state import id_of
from queue_app.qr import qr_svg
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.language import gettext as _
from queue_app.web.limits import RECOVERING, TAKING, WAITING, at_most
from queue_app.web.problems import wants_json

#: What a visitor reads of a printer's trouble; anything else is the machine's own affair.
_SAID = {"paper-out": N_("Kertas habis."), "cover-open": N_("Penutup printer terbuka.")}
_NOT_READY = N_("Printer tidak siap.")
#: How long a number may be looked at again on the kiosk that gave it.
SHOWN = timedelta(minutes=3)
#: Seconds until the start screen comes back: with the paper in hand, without any, and as long as the printer works.
WITH_PAPER, WITHOUT_PAPER, PRINTING = 8, 30, 20
_EMPTY = Filled()


@kiosk.get("/kiosk/nomor/<int:slip_id>")
@audience(PUBLIC)
@for_a_kiosk
def number(slip_id: int) -> ResponseReturnValue:
    """A number and its paper; only on the kiosk that gave it, and only for a moment."""
    with reading() as session:
        try:
            slip = slip_of_device(session, slip_id, id_of(device()))
        except Unknown:
            return redirect(url_for("kiosk.start"), 303)
        if clock.real_now() - slip.at > SHOWN:
            return redirect(url_for("kiosk.start"), 303)
        page = _number_page(session, device(), slip)
    return render_template("kiosk/number.html", **page)


@kiosk.post("/kiosk/nomor/<int:slip_id>/cetak")
@audience(PUBLIC)
@for_a_kiosk
@at_most(TAKING)
def print_it(slip_id: int) -> ResponseReturnValue:
    """Print the slip, or try again after it failed: {state, problem, words}, or the page again without scripts."""
    slip = print_now(slip_id, device())
    if wants_json():
        return jsonify(state=slip.state, problem=slip.problem, words=_words_of(slip))
    return redirect(url_for("kiosk.number", slip_id=slip_id), 303)


@kiosk.post("/kiosk/nomor/<int:slip_id>/tidak-keluar")
@audience(PUBLIC)
@for_a_kiosk
def no_paper(slip_id: int) -> ResponseReturnValue:
    """ "Kertas tidak keluar": keep the number on the screen and tell staff."""
    nothing_came_out(slip_id, device())
    return redirect(url_for("kiosk.number", slip_id=slip_id), 303)


@kiosk.post("/kiosk/nomor/<int:slip_id>/lagi")
@audience(PUBLIC)
@for_a_kiosk
@at_most(TAKING)
def print_again(slip_id: int) -> ResponseReturnValue:
    """One more slip of the number on the screen."""
    with transaction() as session:
        shown = slip_of_device(session, slip_id, id_of(device()))
        fresh = _again(session, device(), find(session, key=shown.ticket_key))
    return redirect(url_for("kiosk.number", slip_id=fresh.id), 303)


def have_page(filled: Filled = _EMPTY, *, choose: tuple[Ticket, ...] = ()) -> str:
    """Where a code is scanned or typed; with several numbers that it may mean, which one it is."""
    with reading() as session:
        house = directory(session, device().site_id)
    return render_template(
        "kiosk/have.html",
        errors=filled.errors,
        value=filled.values.get("kode", ""),
        code=_lobby_code(house, device()),
        choices=[(ticket.number, house.service_by_id[ticket.service_id].name) for ticket in choose],
    )


@kiosk.get("/kiosk/punya-nomor")
@audience(PUBLIC)
@for_a_kiosk
def have() -> str:
    """Arrive, print again, or answer the survey, with what one has."""
    return have_page()


@kiosk.post("/kiosk/punya-nomor/ketik")
@audience(PUBLIC)
@for_a_kiosk
@at_most(WAITING)
def type_on() -> str:
    """One more key of the keyboard on the screen, without scripts. A POST: a code has no place in an address."""
    text, key = typed("kode", having.LONGEST), typed("tekan", 10)
    return have_page(Filled(values={"kode": text[:-1] if key == "hapus" else text + key[:1]}))


@kiosk.post("/kiosk/punya-nomor")
@audience(PUBLIC)
@for_a_kiosk
@at_most(RECOVERING)
@shown_again(have_page, Closed, TicketMovedOn)
def bring() -> ResponseReturnValue:
    """Arrive with a number; or be led to its paper, or to the survey (by the same POST: no code in an address)."""
    kiosk_here = device()
    with transaction() as session:
        house = directory(session, kiosk_here.site_id)
        found = having.brought(session, house, typed("kode", having.LONGEST))
        if found.survey and found.tickets:
            return render_template("kiosk/survey.html", handle=found.tickets[0].id)
        if found.survey:
            return redirect("/survei/buka", 307)
        if len(found.tickets) > 1:
            return have_page(choose=found.tickets)
        ticket = having.arrive(session, house, found.tickets[0], by=kiosk_here.label)
        if found.holds:
            return redirect(url_for("kiosk.number", slip_id=_again(session, kiosk_here, ticket).id), 303)
        arrived = _arrived(session, house, ticket)
    return render_template("kiosk/arrived.html", **arrived)


def _again(session: Session, kiosk_here: Actor, ticket: Ticket) -> Slip:
    way = printer_of_device(session, kiosk_here).way
    return prepare_slip(session, ticket, device_id=id_of(kiosk_here), way=way, again=True)


def _number_page(session: Session, kiosk_here: Actor, slip: Slip) -> dict[str, Any]:
    ticket = find(session, key=slip.ticket_key)
    house = directory(session, ticket.site_id)
    paper = paper_of(session, house, ticket)
    state = "none" if slip.way == "none" else slip.state
    return {
        "slip": slip,
        "state": state,
        "paper": paper,
        "width": printer_of_device(session, kiosk_here).paper,
        "qr": qr_svg(paper.url, _("Kode QR tiket %(number)s", number=paper.number), quiet=2),
        "problem": _words_of(slip),
        "seconds": {"printed": WITH_PAPER, "failed": WITHOUT_PAPER, "none": WITHOUT_PAPER}.get(state, PRINTING),
        "after": (WITH_PAPER, WITHOUT_PAPER),
    }


def _words_of(slip: Slip) -> str:
    return _(_SAID.get(slip.problem, _NOT_READY)) if slip.problem else ""


def _arrived(session: Session, house: Directory, ticket: Ticket) -> dict[str, Any]:
    """What somebody who only named a number may see: nothing that its holder alone should have."""
    seen = holders_view(session, house, ticket)
    return {
        "number": ticket.number,
        "service": seen["service_name"],
        "floor": seen["floor"],
        "ahead": seen["ahead"],
        "wait": wait_of(seen),
        "status": seen["status"],
        "counter": seen["counter_name"],
        "seconds": 2 * WITH_PAPER,
    }


def _lobby_code(house: Directory, kiosk_here: Actor) -> str | None:
    """The code with which a phone in this hall arrives by itself."""
    hall = next((hall for hall in house.halls.values() if hall.id == kiosk_here.hall_id), None)
    return lobby_code.current(house, hall)[0] if hall else None
