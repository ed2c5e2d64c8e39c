"""The pages of a number in somebody's hand: follow it, say "I am here", give it up, find it again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import directory
from queue_app.catalogue.hours import Closed
from queue_app.citizen import holding, taking
from queue_app.citizen.door import citizen
from queue_app.citizen.posting import lead_once
from queue_app.errors import Unknown
from queue_app.line import desk, issuing, subscriptions
from queue_app.line.refusals import (
    AlreadyActive,
    Full,
    NotCallable,
    TicketMovedOn,
    WrongCode,
)
from queue_app.line.ticket import Status, find
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from queue_app.web.limits import ARRIVING, RECOVERING, at_most

_EMPTY = Filled()


def ticket_page(filled: Filled = _EMPTY, *, id: str) -> str:
    """A ticket in its present state; `?bagian=kartu` gives only the part that changes."""
    with reading() as session:
        page = holding.ticket(session, id, filled)
    part = request.args.get("bagian") == "kartu"
    return render_template(f"citizen/{'_ticket' if part else 'ticket'}.html", **page)


@citizen.get("/tiket/<id>")
@audience(PUBLIC)
def ticket(id: str) -> str:
    """Show a ticket to whoever holds its address."""
    return ticket_page(id=id)


@citizen.post("/tiket/<id>/tiba")
@audience(PUBLIC)
@at_most(ARRIVING, each="id")
@shown_again(ticket_page, WrongCode, Closed, TicketMovedOn)
def check_in(id: str) -> ResponseReturnValue:
    """ "Saya sudah tiba", with the code of the lobby's screen."""
    code = typed("code", 10)

    def act(session: Session) -> str:
        house, found = holding.held(session, id)
        desk.check_in(session, house, found, code=code, by=actor().label)
        return url_for("citizen.ticket", id=id)

    return lead_once(act)


@citizen.post("/tiket/<id>/antre-lagi")
@audience(PUBLIC)
@shown_again(ticket_page, NotCallable, TicketMovedOn)
def rejoin(id: str) -> ResponseReturnValue:
    """Come back after a missed call."""

    def act(session: Session) -> str:
        house, found = holding.held(session, id)
        desk.rejoin(session, house, found, by=actor().label)
        return url_for("citizen.ticket", id=id)

    return lead_once(act)


@citizen.post("/tiket/<id>/sudah-dilayani")
@audience(PUBLIC)
@shown_again(ticket_page, TicketMovedOn)
def claim_served(id: str) -> ResponseReturnValue:
    """ "Saya sudah dilayani": a supervisor will look."""

    def act(session: Session) -> str:
        desk.claim_served(session, find(session, id=id), by=actor().label)
        return url_for("citizen.ticket", id=id)

    return lead_once(act)


@citizen.get("/tiket/<id>/batal")
@audience(PUBLIC)
def cancel_form(id: str) -> ResponseReturnValue:
    """Ask once more before a number is given up; one that cannot be any more is shown as it is."""
    with reading() as session:
        if not holding.may(session, id, "cancel"):
            return redirect(url_for("citizen.ticket", id=id))
        page = holding.cancelling(session, id)
    return render_template("citizen/cancel.html", **page)


@citizen.post("/tiket/<id>/batal")
@audience(PUBLIC)
@shown_again(ticket_page, TicketMovedOn)
def cancel(id: str) -> ResponseReturnValue:
    """Give the number up; to have given it up already is no mistake."""

    def act(session: Session) -> str:
        house, found = holding.held(session, id)
        if found.status is not Status.CANCELLED:
            desk.cancel(session, house, found, by=actor().label)
        return url_for("citizen.ticket", id=id)

    return lead_once(act)


def change_page(filled: Filled = _EMPTY, *, id: str) -> str:
    """The other days a number can be exchanged for."""
    with reading() as session:
        page = holding.changing(session, id, filled)
    return render_template("citizen/change.html", **page)


@citizen.get("/tiket/<id>/ubah")
@audience(PUBLIC)
def change_form(id: str) -> ResponseReturnValue:
    """Show the other days; a number that cannot be exchanged any more is shown as it is."""
    with reading() as session:
        if not holding.may(session, id, "change"):
            return redirect(url_for("citizen.ticket", id=id))
    return change_page(id=id)


@citizen.post("/tiket/<id>/ubah")
@audience(PUBLIC)
@shown_again(change_page, Full, Closed, AlreadyActive, TicketMovedOn)
def change(id: str) -> ResponseReturnValue:
    """Exchange the number for one of another day; leads to the new ticket."""
    day = taking.day_of(typed("day", 10))

    def act(session: Session) -> str:
        house, held = holding.held(session, id)
        fresh = issuing.change(session, house, held, service=None, day=day, by=actor().label)
        return url_for("citizen.ticket", id=fresh.id)

    return lead_once(act)


@citizen.post("/tiket/<id>/hapus-nomor-ponsel")
@audience(PUBLIC)
def forget_phone(id: str) -> ResponseReturnValue:
    """Erase the phone number of this ticket."""

    def act(session: Session) -> str:
        subscriptions.forget_phone(session, find(session, id=id))
        return url_for("citizen.ticket", id=id)

    answer = lead_once(act)
    flash(_("Nomor ponsel Anda sudah dihapus."))
    return answer


@citizen.post("/tiket/<id>/jangan-beri-tahu")
@audience(PUBLIC)
def tell_no_more(id: str) -> ResponseReturnValue:
    """Tell the browser of this ticket nothing more, whichever browser it was."""

    def act(session: Session) -> str:
        subscriptions.forget(session, find(session, id=id).key)
        return url_for("citizen.ticket", id=id)

    answer = lead_once(act)
    flash(_("Pemberitahuan untuk tiket ini sudah dimatikan."))
    return answer


def recover_page(filled: Filled = _EMPTY) -> str:
    """The form for the code of a slip."""
    sentence = _("Kode tiket tidak ditemukan. Periksa lagi huruf dan angkanya.")
    unknown = [{"field": "code", "message": sentence}]
    errors = unknown if isinstance(filled.refusal, Unknown) else filled.errors
    return render_template("citizen/recover.html", filled=filled, errors=errors)


@citizen.get("/pulihkan")
@audience(PUBLIC)
def recover_form() -> str:
    """Ask for the code of a slip."""
    return recover_page()


@citizen.post("/pulihkan")
@audience(PUBLIC)
@at_most(RECOVERING)
@shown_again(recover_page, Unknown)
def recover() -> ResponseReturnValue:
    """Lead to the ticket of a code."""
    code = typed("code", 20)
    return lead_once(lambda session: url_for("citizen.ticket", id=desk.recover(session, code).id))


@citizen.get("/tiket-saya")
@audience(PUBLIC)
def mine() -> str:
    """The tickets of this phone."""
    with reading() as session:
        tickets = holding.of_this_phone(session, directory(session))
    return render_template("citizen/mine.html", tickets=tickets)
