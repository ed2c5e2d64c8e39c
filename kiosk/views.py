"""`/kiosk/`: from the start screen to a number. Closed and full services say so before they are chosen."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kiosk import (  # noqa: F401 - their routes
    machine_views,
    number_views,
    pair_views,
    panel_views,
    settings_views,
    speech_views,
    text_views,
)
from kiosk.door import Look, device, for_a_kiosk, install, keep_look, kiosk, look
from kiosk.offers import Offer, agencies, offers, paged, popular, urgent_notices
from kiosk.paper import Fact
from kiosk.taking import PRIORITIES, lead_once, take
from queue_app import ids
from queue_app.catalogue.directory import Directory, directory
from queue_app.catalogue.hours import Closed
from queue_app.catalogue.search import search, understood
from queue_app.catalogue.standards import standard_of
from queue_app.errors import Unknown
from queue_app.line.refusals import Full
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.device_door import KIOSK_DOOR
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.language import gettext as _
from queue_app.web.limits import TAKING, at_most

#: Touches of one key after another; a longer question finds nothing more.
LONGEST_QUESTION = 40
#: Lines of requirements on the last question, of so many letters each; the others are on the ticket's page.
LINES, LETTERS = 7, 36
_EMPTY = Filled()


@kiosk.get("/kiosk/")
@audience(PUBLIC)
@for_a_kiosk
def start() -> ResponseReturnValue:
    """The screen that waits for somebody; whatever the last visit chose is over."""
    with reading() as session:
        house = directory(session, device().site_id)
        notices = urgent_notices(session, house)
    page = current_app.make_response(render_template("kiosk/start.html", look=Look(), notices=notices))
    return install(keep_look(page, Look()), KIOSK_DOOR.bearer())


@kiosk.post("/kiosk/mulai")
@audience(PUBLIC)
@for_a_kiosk
def begin() -> ResponseReturnValue:
    """The first touch, in a language."""
    page = current_app.make_response(redirect(url_for("kiosk.home"), 303))
    return keep_look(page, look().spoken_in(typed("bahasa", 5)))


@kiosk.get("/kiosk/layanan")
@audience(PUBLIC)
@for_a_kiosk
def home() -> str:
    """The services most asked for, and every other way on."""
    with reading() as session:
        house = directory(session, device().site_id)
        found = paged(popular(house), _tiles(), _number())
        shown = offers(session, house, found.items)
    count = len(house.agencies)
    return render_template("kiosk/home.html", pages=found, offers=shown, agencies=count, priority=_priority())


@kiosk.get("/kiosk/instansi")
@audience(PUBLIC)
@for_a_kiosk
def every_agency() -> str:
    """Every agency of the house."""
    with reading() as session:
        house = directory(session, device().site_id)
    found = paged(agencies(house), 6 if _fewer() else 12, _number())
    return render_template("kiosk/agencies.html", pages=found, priority=_priority())


@kiosk.get("/kiosk/instansi/<code>")
@audience(PUBLIC)
@for_a_kiosk
def agency(code: str) -> str:
    """The services of one agency. Raises Unknown."""
    with reading() as session:
        house = directory(session, device().site_id)
        chosen = house.agency(code)
        found = paged([s for s in house.services.values() if s.agency.id == chosen.id], _rows(), _number())
        shown = offers(session, house, found.items)
    return render_template("kiosk/agency.html", agency=chosen, pages=found, offers=shown, priority=_priority())


@kiosk.get("/kiosk/cari")
@audience(PUBLIC)
@for_a_kiosk
def find() -> str:
    """Find a service with the keyboard on the screen; `tekan` is the key that was touched without scripts."""
    asked = _typed_on(request.args.get("q", ""), request.args.get("tekan", ""))
    with reading() as session:
        house = directory(session, device().site_id)
        found = [hit.service for hit in search(house, asked)] if len(asked.strip()) > 1 else []
        shown = offers(session, house, found[: 2 if _fewer() else 4])
    part = "kiosk/_found.html" if request.args.get("bagian") == "hasil" else "kiosk/find.html"
    said_back = understood(house, asked) if found else asked
    return render_template(part, q=asked, understood=said_back, offers=shown, count=len(found), priority=_priority())


def service_page(filled: Filled = _EMPTY, *, code: str = "") -> str:
    """The last question before a number: what to bring, how long, and who comes first. Raises Unknown."""
    with reading() as session:
        house = directory(session, device().site_id)
        page = _question(session, house, code or typed("service", 40))
    return render_template("kiosk/service.html", **page, errors=filled.errors, priority=_priority())


@kiosk.get("/kiosk/layanan/<code>")
@audience(PUBLIC)
@for_a_kiosk
def service(code: str) -> str:
    """Show one service."""
    return service_page(code=code)


def refused_page(filled: Filled) -> ResponseReturnValue:
    """The question again, with why there is no number."""
    return service_page(filled)


@kiosk.post("/kiosk/ambil")
@audience(PUBLIC)
@for_a_kiosk
@at_most(TAKING)
@shown_again(refused_page, Closed, Full)
def take_number() -> ResponseReturnValue:
    """Give the number; the next page prints it."""
    chosen, priority = typed("service", 40), typed("priority", 20) or None
    if not chosen:
        raise Unknown()

    def act(session: Session) -> str:
        return url_for("kiosk.number", slip_id=take(session, device(), chosen, priority))

    return lead_once(act)


def _question(session: Session, house: Directory, code: str) -> dict[str, object]:
    chosen = house.service(code)
    (offer,) = offers(session, house, [chosen])
    standard = standard_of(session, chosen)
    needs = list(standard.persyaratan) if standard and standard.confirmed("persyaratan") else []
    shown = _fitting(needs)
    return {
        "offer": offer,
        "service": chosen,
        "needs": shown,
        "more": len(needs) - len(shown),
        "key": ids.handle(),
        "priorities": [(value, sign, _PRIORITY_WORDS[value]()) for value, sign in PRIORITIES],
        "facts": _facts(offer),
    }


_PRIORITY_WORDS = {
    "lansia": lambda: _("Lansia"),
    "disabilitas": lambda: _("Disabilitas"),
    "hamil": lambda: _("Ibu hamil"),
    "balita": lambda: _("Membawa balita"),
}


def _facts(offer: Offer) -> list[Fact]:
    floor = _("Lantai %(floor)s", floor=offer.service.hall.floor)
    return [Fact(_("Tunggu di"), floor), Fact(_("Sekarang"), offer.note)]


def _typed_on(text: str, key: str) -> str:
    """A text after one more key: a letter, a space, or one letter less."""
    text = text[:LONGEST_QUESTION]
    if key == "hapus":
        return text[:-1]
    return (text + (" " if key == "spasi" else key[:1]))[:LONGEST_QUESTION] if key else text


def _priority() -> bool:
    return request.values.get("prioritas") == "1"


def _number() -> int:
    asked = request.args.get("halaman", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 5 else 1


def _tiles() -> int:
    """How many tiles fit on the screen as this person sees it."""
    return {0: 6, 1: 4, 2: 2}[len(look().modes & {"large", "low"})]


def _rows() -> int:
    modes = look().modes
    if "low" in modes:
        return 3 if "large" in modes else 4
    return 4 if "large" in modes else 6


def _fitting(needs: Sequence[str]) -> list[str]:
    """As many as can be read without scrolling; large letters leave room for half."""
    room, shown = LINES // (2 if "large" in look().modes else 1), list[str]()
    for need in needs:
        room -= -(-len(need) // LETTERS)
        if room < 0 and shown:
            break
        shown.append(need)
    return shown


def _fewer() -> bool:
    return bool(look().modes & {"large", "low"})
