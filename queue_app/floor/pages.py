"""The pages of the floor: from the four figures, to an agency, to the people and counters behind each figure."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app import clock, ids
from queue_app.catalogue.directory import Agency, Counter, Directory
from queue_app.errors import N_, Refused
from queue_app.floor import figures
from queue_app.floor.door import ANNOUNCERS, WATCHERS, floor, may_plan, own_house
from queue_app.line.attendance import current_ticket, today
from queue_app.line.floor import floor_shape
from queue_app.line.notices import KINDS, current_notices, notice_of
from queue_app.line.numbers import quotas, quotas_left
from queue_app.people.actor import Actor
from queue_app.people.device_models import PROBLEMS
from queue_app.people.scope import may_use_counter
from queue_app.transaction import reading
from queue_app.web.audience import audience
from queue_app.web.forms import Filled
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()
PART = "utama"

#: What a message that did not arrive was about.
TEMPLATES = {
    "ticket-issued": N_("nomor antrean"),
    "called": N_("panggilan"),
    "missed": N_("nomor terlewat"),
    "survey": N_("penilaian"),
    "near": N_("giliran sudah dekat"),
}
NOTICE_KINDS = {"info": N_("Informasi"), "gangguan": N_("Gangguan"), "darurat": N_("Darurat atau bencana")}


@floor.context_processor
def _words() -> dict[str, object]:
    return {
        "may_act": actor().role == "supervisor",
        "may_announce": actor().role in ANNOUNCERS,
        "may_use": _may_use,
        "may_plan": lambda service: may_plan(actor(), service),
        "key": ids.handle(),
        "templates": TEMPLATES,
        "problems": PROBLEMS,
        "notice_kinds": {kind: _(NOTICE_KINDS[kind]) for kind in KINDS},
    }


@floor.get("/manajer/lantai")
@audience(*WATCHERS)
def now(filled: Filled = _EMPTY) -> str:
    """The floor at this moment, worst first."""
    house = own_house()
    every = "semua" in request.args
    with reading() as session:
        found = figures.now(session, house, every=every)
    part = request.args.get("bagian") == PART
    template = "floor/_now.html" if part else "floor/now.html"
    return render_template(template, now_=found, house=house, every=every, day=today(house), filled=filled)


@floor.get("/manajer/lantai/instansi/<code>")
@audience(*WATCHERS)
def agency(code: str, filled: Filled = _EMPTY) -> str:
    """One agency: its services with their numbers, its counters, who waits."""
    house = own_house()
    chosen = house.agency(code)
    with reading() as session:
        shape = floor_shape(session, house)
        services = [s for s in house.services.values() if s.agency.id == chosen.id]
        on = {s["code"]: s for s in figures.services_of(house, shape, chosen)}
        return render_template(
            "floor/agency.html",
            agency=chosen,
            house=house,
            services=sorted(services, key=lambda s: (not (s.code in on and on[s.code]["waiting"]), s.name)),
            on=on,
            left=quotas_left(session, house.site, today(house), services),
            planned=quotas(session, house.site, today(house), services),
            counters=figures.counters_of(shape, chosen),
            waiting=figures.waiting(session, house, chosen),
            filled=filled,
        )


@floor.get("/manajer/lantai/layanan/<code>")
@audience(*WATCHERS)
def plan(code: str, filled: Filled = _EMPTY) -> str:
    """The agency of a service: where its numbers are planned."""
    return agency(own_house().service(code).agency.code, filled)


@floor.get("/manajer/lantai/loket")
@audience(*WATCHERS)
def counters() -> str:
    """Every counter: who is there, and whether it is open."""
    house = own_house()
    with reading() as session:
        shape = floor_shape(session, house)
    return render_template("floor/counters.html", shape=shape, house=house)


@floor.get("/manajer/lantai/loket/<code>")
@audience(*WATCHERS)
def counter(code: str, filled: Filled = _EMPTY) -> str:
    """One counter, and what a supervisor may do with it from here."""
    house = own_house()
    found = house.counter(code)
    with reading() as session:
        shape = floor_shape(session, house)
        busy = current_ticket(session, found)
    return render_template(
        "floor/counter.html",
        counter=found,
        state=next(c for c in shape["counters"] if c["code"] == code),
        busy=busy,
        house=house,
        services=_could_serve(house, found),
        halls=sorted(house.halls.values(), key=lambda hall: hall.code),
        filled=filled,
    )


@floor.get("/manajer/lantai/menunggu")
@audience(*WATCHERS)
def waiting() -> str:
    """Everybody who waits, or those of one agency."""
    return _drilled("floor/waiting.html", "waiting", figures.waiting)


@floor.get("/manajer/lantai/lewat-waktu")
@audience(*WATCHERS)
def over_time() -> str:
    """Visits of today that took longer than their service is planned with."""
    return _drilled("floor/over_time.html", "late", figures.over_time)


@floor.get("/manajer/lantai/catatan")
@audience(*WATCHERS)
def remarks() -> str:
    """What needs an answer or an eye: claims, calls out of order, messages that did not arrive."""
    house = own_house()
    with reading() as session:
        found = figures.now(session, house)
    return render_template("floor/remarks.html", now_=found, house=house, day=today(house))


@floor.get("/manajer/lantai/pengumuman")
@audience(*WATCHERS)
def notices(filled: Filled = _EMPTY) -> str:
    """What every screen and phone shows now, and a form for more."""
    house = own_house()
    with reading() as session:
        standing = current_notices(session, house)
    return render_template("floor/notices.html", notices=standing, filled=filled, at=clock.now())


@floor.get("/manajer/lantai/pengumuman/<int:notice_id>")
@audience(*WATCHERS)
def notice(notice_id: int, filled: Filled = _EMPTY) -> ResponseReturnValue:
    """One notice that still stands, to be changed."""
    house = own_house()
    with reading() as session:
        found = notice_of(session, house, notice_id)
    if actor().role not in ANNOUNCERS:
        return redirect(url_for("floor.notices"), 303)
    return render_template("floor/notice.html", notice=found, filled=filled)


def _may_use(code: str, house: Directory) -> bool:
    try:
        may_use_counter(actor(), house.counter(code), site_id=house.site.id)
    except Refused:
        return False
    return _acts(actor())


def _acts(who: Actor) -> bool:
    return who.role == "supervisor"


def _drilled(template: str, name: str, figure: Callable[[Session, Directory, Agency | None], object]) -> str:
    """The people behind a figure, of one agency when the address names it. Raises Unknown."""
    house, code = own_house(), request.args.get("instansi", "")
    chosen = house.agency(code) if code else None
    with reading() as session:
        found = figure(session, house, chosen)
    return render_template(template, **{name: found}, house=house, agency=chosen)


def _could_serve(house: Directory, counter: Counter) -> list[tuple[str, list[object]]]:
    """What this counter could serve, by agency, the own one first; of another what it serves already."""
    own = [s for s in house.services.values() if s.agency.id == counter.agency.id]
    others = [s for s in house.services.values() if s.id in counter.service_ids and s not in own]
    offered: dict[str, list[object]] = {}
    for service in [*sorted(own, key=lambda s: s.name), *sorted(others, key=lambda s: s.name)]:
        offered.setdefault(service.agency.short_name, []).append(service)
    return list(offered.items())
