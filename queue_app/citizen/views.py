"""The pages on which a citizen finds a service and takes a number. Each reads or calls one verb,
then renders; the words are in the templates.
"""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.catalogue.hours import Closed
from queue_app.catalogue.texts import text_of
from queue_app.citizen import (
    appearance_views,
    arriving_views,
    finding,
    holding,
    house_texts,
    installing,
    journey_views,
    paper_views,
    taking,
    ticket_views,
)
from queue_app.citizen.door import citizen
from queue_app.citizen.posting import lead_once
from queue_app.line import issuing
from queue_app.line.refusals import AlreadyActive, EnoughHeld, Full
from queue_app.notify.limits import TooManyNumbers
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.challenges import ANSWER, TOKEN, Challenged
from queue_app.web.forms import Filled, shown_again
from queue_app.web.identity import actor
from queue_app.web.limits import TAKING, at_most

__all__ = [
    "appearance_views",
    "arriving_views",
    "citizen",
    "house_texts",
    "installing",
    "journey_views",
    "paper_views",
    "ticket_views",
]

_EMPTY = Filled()


# --- finding -----------------------------------------------------------------------------------


@citizen.get("/")
@audience(PUBLIC)
def landing() -> str:
    """Search first, then what most people come for."""
    with reading() as session:
        house = directory(session)
        page = finding.landing(session, house)
        active = holding.active_of_this_phone(session, house)
    return render_template("citizen/landing.html", **page, active=active)


@citizen.get("/peristiwa/<code>")
@audience(PUBLIC)
def occasion(code: str) -> str:
    """A moment of life: the services it brings."""
    with reading() as session:
        page = finding.occasion(session, directory(session), code)
    return render_template("citizen/occasion.html", **page)


@citizen.get("/cari")
@audience(PUBLIC)
def search() -> str:
    """The services that answer a citizen's words; all of them without words."""
    with reading() as session:
        page = finding.results(session, directory(session), request.args.get("q", "").strip()[:80])
    return render_template("citizen/search.html", **page)


@citizen.get("/instansi")
@audience(PUBLIC)
def agencies() -> str:
    """Every agency in the house."""
    with reading() as session:
        page = finding.agencies(directory(session))
    return render_template("citizen/agencies.html", **page)


@citizen.get("/instansi/<code>")
@audience(PUBLIC)
def agency(code: str) -> str:
    """One agency: hours and services."""
    with reading() as session:
        page = finding.agency(session, directory(session), code)
    return render_template("citizen/agency.html", **page)


@citizen.get("/layanan/<code>")
@audience(PUBLIC)
def service(code: str) -> str:
    """One service: its published standard, its wait, the way to a number; `hari` (0: Monday) unfolds the busy hours."""
    asked, day = request.args.get("q", "").strip()[:80], request.args.get("hari", "")
    weekday = int(day) if day in ("0", "1", "2", "3", "4", "5", "6") else None
    with reading() as session:
        page = finding.service(session, directory(session), code, taking.chosen_cases(), asked, weekday)
    return render_template("citizen/service.html", **page)


# --- taking ------------------------------------------------------------------------------------


def confirm_page(filled: Filled = _EMPTY, *, code: str) -> str:
    """Every answer once more, before a number is taken."""
    with reading() as session:
        page = taking.confirmation(session, directory(session), code, filled)
    return render_template("citizen/confirm.html", **page)


@citizen.get("/layanan/<code>/ambil")
@audience(PUBLIC)
def confirm(code: str) -> str:
    """Show the confirm page, or why no number can be had."""
    return confirm_page(code=code)


@citizen.post("/layanan/<code>/ambil")
@audience(PUBLIC)
@at_most(TAKING, or_prove=True)
@shown_again(confirm_page, TooManyNumbers)
def take(code: str) -> ResponseReturnValue:
    """Take a number and lead to its ticket."""
    wish = taking.wish()

    def act(session: Session) -> str:
        house = directory(session)
        if wish.phone:
            taking.note_network(session, house)
        ticket = issuing.issue(session, house, house.service(code), wish, by=actor().label)
        return url_for("citizen.ticket", id=ticket.id)

    return lead_once(act)


@citizen.errorhandler(Full)
def no_number_left(refusal: Full) -> ResponseReturnValue:
    """No number from home: the ways on."""
    with reading() as session:
        page = taking.full(session, directory(session), _service_code())
    return render_template("citizen/full.html", **page), refusal.status


@citizen.errorhandler(Closed)
def no_number_now(refusal: Closed) -> ResponseReturnValue:
    """No number now: when again, and what can be done until then."""
    with reading() as session:
        page = taking.closed(session, directory(session), _service_code(), refusal.sentence)
    return render_template("citizen/closed.html", **page), refusal.status


@citizen.errorhandler(EnoughHeld)
def enough_of_one_phone(refusal: EnoughHeld) -> ResponseReturnValue:
    """This phone holds as many numbers as one may: its tickets, and the way to give one up."""
    with reading() as session:
        house = directory(session)
        found = house.service(_service_code())
        page = {"service": found, "held": holding.active_of_this_phone(session, house), **refusal.values}
    back = (url_for("citizen.service", code=found.code), found.name)
    return render_template("citizen/enough.html", **page, back=back), refusal.status


@citizen.errorhandler(AlreadyActive)
def one_number_each(refusal: AlreadyActive) -> ResponseReturnValue:
    """This phone already holds a number of the service: back to it."""
    with reading() as session:
        house = directory(session)
        found = house.service(_service_code())
        page = {"service": found, "ticket": holding.already_mine(house, refusal.values)}
    back = (url_for("citizen.service", code=found.code), found.name)
    return render_template("citizen/active.html", **page, back=back), refusal.status


@citizen.errorhandler(Challenged)
def one_moment(refusal: Challenged) -> ResponseReturnValue:
    """Numbers are taken very fast: the same form again, which goes on by itself, or by a tap after half a minute."""
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in ("csrf_token", TOKEN, ANSWER)]
    page = render_template("citizen/slow.html", typed=typed, challenge=refusal.challenge)
    return page, refusal.status, {"Retry-After": str(refusal.challenge.wait)}


# --- reading -----------------------------------------------------------------------------------


@citizen.get("/bantuan")
@audience(PUBLIC)
def help() -> str:
    """How it works, in short."""
    return render_template("citizen/help.html")


@citizen.get("/privasi")
@audience(PUBLIC)
def privacy() -> str:
    """What is kept, why, and for how long, with what the mall adds in its own words."""
    with reading() as session:
        site = directory(session).site
        own = text_of(session, site.id, "privacy", "id", day=clock.business_day(site.tz_name))
    return render_template("citizen/privacy.html", own=own)


def _service_code() -> str:
    return str((request.view_args or {}).get("code", ""))
