"""`/admin/persiapan`: place, agencies, services, counters, staff, the first screen, a test call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.admin.door import admin, my_house, my_site_id
from queue_app.admin.letting_in import REFUSED, let_in, to_compare
from queue_app.admin.people_pages import link_of, placed
from queue_app.admin.saving import save
from queue_app.admin.things import agencies, counters, services
from queue_app.admin.things.places import hall_added
from queue_app.admin.things.thing import Cells, cells_from
from queue_app.admin.wizard.showing import ASKED, HALL, STEPS, ready, step_page
from queue_app.catalogue import set_up
from queue_app.catalogue.editing import Edit
from queue_app.catalogue.rows import Catalogue
from queue_app.errors import N_, Invalid, Unknown
from queue_app.line import trial
from queue_app.line.refusals import CounterBusy
from queue_app.people import roster, staff
from queue_app.transaction import reading, transaction
from queue_app.web.audience import audience
from queue_app.web.forms import Filled, kept, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()


@admin.get("/admin/persiapan")
@audience("admin")
def wizard() -> ResponseReturnValue:
    """Go on where it was left; when all is done, the last step."""
    with reading() as session:
        far = set_up.progress(session, my_site_id())
    return redirect(url_for("admin.wizard_step", step=far.next or "call"))


def _page(filled: Filled = _EMPTY, *, step: str) -> str:
    if step not in STEPS:
        raise Unknown()
    return step_page(filled, step=step)


@admin.get("/admin/persiapan/<step>")
@audience("admin")
def wizard_step(step: str) -> str:
    """Show one step."""
    return _page(step=step)


@admin.post("/admin/persiapan/<step>")
@audience("admin")
@shown_again(_page, CounterBusy, *REFUSED)
def take_step(step: str) -> ResponseReturnValue:
    """Do what a step asks: add an agency, a service, a counter, a person, let a screen in, call."""
    if step not in _TAKES:
        raise Unknown()
    return _TAKES[step]()


@admin.post("/admin/persiapan/<step>/lanjut")
@audience("admin")
@shown_again(_page)
def finish_step(step: str) -> ResponseReturnValue:
    """Note that a step is done and go on. Raises Invalid while something needed is missing."""
    if step not in STEPS:
        raise Unknown()
    with transaction() as session:
        people = roster.roster(session, my_site_id(), at=clock.real_now())
        enough = ready(step, my_house(), people_count=sum(one.active for one in people))
        if not enough and not (step in ("staff",) and request.form.get("lewati")):
            raise Invalid([{"field": "", "message": N_("Tambahkan sedikitnya satu lebih dahulu.")}])
        set_up.finish_step(session, my_site_id(), step, by=actor().label)
    return _onward()


@admin.post("/admin/persiapan/call/selesai")
@audience("admin")
@shown_again(lambda filled, **_args: _page(filled, step="call"))
def finish_trial() -> ResponseReturnValue:
    """End the test call: the number is cancelled, the counter closed. "tampil" finishes the set-up."""
    house = my_house()
    counter = house.counter(typed("counter", 40))
    with transaction() as session:
        trial.end_trial(session, house, counter, typed("ref", 20), by=actor().label)
        if request.form.get("hasil") == "tampil":
            set_up.finish_step(session, my_site_id(), "call", by=actor().label)
    if request.form.get("hasil") != "tampil":
        flash(_("Periksa TV: menyala, suaranya tidak mati, dan terdaftar di sini. Lalu coba lagi."), "error")
        return redirect(url_for("admin.wizard_step", step="screen"), 303)
    flash(_("Nomor percobaan sudah dibatalkan. Tempat ini siap menerima warga."))
    return redirect(url_for("admin.home"), 303)


def _onward() -> ResponseReturnValue:
    with reading() as session:
        far = set_up.progress(session, my_site_id())
    where = url_for("admin.wizard_step", step=far.next) if far.next else url_for("admin.home")
    return redirect(where, 303)


def _place() -> ResponseReturnValue:
    cells = cells_from(request.form, ASKED["place"])
    hall = cells_from(request.form, HALL)

    def edits(catalogue: Catalogue) -> Sequence[Edit]:
        site = Edit("site", cells)
        if catalogue.halls:
            return [site]
        return [site, *_first_hall(catalogue, hall)]

    save(edits)
    with transaction() as session:
        set_up.finish_step(session, my_site_id(), "place", by=actor().label)
    return _onward()


def _first_hall(catalogue: Catalogue, cells: Cells) -> Sequence[Edit]:
    """The hall of the first form, its mistakes named as that form names its fields."""
    missing = [f"hall_{name}" for name in ("name", "floor") if not cells[f"hall_{name}"]]
    if missing:
        raise Invalid([{"field": name, "message": N_("Wajib diisi.")} for name in missing])
    return hall_added(catalogue, {"name": cells["hall_name"], "floor": cells["hall_floor"], "code": ""})


def _adds(step: str, make: Callable[[Catalogue, Cells], Sequence[Edit]]) -> Callable[[], ResponseReturnValue]:
    """Add one row and stay at the step; what is chosen once, such as the agency, stays chosen."""

    def take() -> ResponseReturnValue:
        cells = cells_from(request.form, ASKED[step])
        if step == "agencies" and not cells["prefix"]:
            raise Invalid([{"field": "prefix", "message": N_("Pilih huruf di depan nomornya, misalnya A.")}])
        save(lambda catalogue: make(catalogue, cells))
        agency = cells.get("agency_code")
        return redirect(url_for("admin.wizard_step", step=step, agency_code=agency, _anchor="tambah"), 303)

    return take


def _staff() -> ResponseReturnValue:
    name, role = typed("name", 80), typed("role", 20)
    with transaction() as session:
        places = placed(my_house(), request.form, role)
        person, token = staff.add_staff(
            session, site_id=my_site_id(), name=name, login=staff.suggest_login(session, name), role=role,
            at=clock.real_now(), by=actor().label, **places,
        )  # fmt: skip
        who = person.name, person.login
    page = make_response(step_page(step="staff", link=link_of(token), link_for=who))
    page.headers["Cache-Control"] = "no-store"
    return page


def _screen() -> ResponseReturnValue:
    asking = to_compare()
    if asking is not None:
        return step_page(Filled(values=kept()), step="screen", asking=asking)
    with transaction() as session:
        let_in(session)
        set_up.finish_step(session, my_site_id(), "screen", by=actor().label)
    return redirect(url_for("admin.wizard_step", step="screen"), 303)


def _call() -> ResponseReturnValue:
    house = my_house()
    counter = house.counters.get(typed("counter", 40))
    if counter is None:
        raise Invalid([{"field": "counter", "message": N_("Pilih loket untuk uji panggilan.")}])
    with transaction() as session:
        ticket = trial.begin_trial(session, house, counter, by=actor().label)
    return redirect(url_for("admin.wizard_step", step="call", uji=ticket.ref), 303)


_TAKES: dict[str, Callable[[], ResponseReturnValue]] = {
    "place": _place,
    "agencies": _adds("agencies", agencies.added),
    "services": _adds("services", services.added),
    "counters": _adds("counters", counters.added),
    "staff": _staff,
    "screen": _screen,
    "call": _call,
}
