"""`/admin/petugas`: who works here, with which role, where; links, sign-ins, the end of access."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.admin.door import admin, my_house, my_site_id
from queue_app.admin.saving import my_catalogue
from queue_app.admin.things import choices
from queue_app.catalogue.directory import Directory
from queue_app.errors import N_, Invalid, Unknown
from queue_app.people import roster, staff
from queue_app.people.actor import ROLE_NAMES, STAFF_ROLES
from queue_app.people.models import StaffRecord
from queue_app.transaction import reading, transaction
from queue_app.web.audience import audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.homes import PURPOSES
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()
COUNTER_NEEDED = N_("Pilih loket tempat petugas ini bekerja.")


def people_page(filled: Filled = _EMPTY, *, staff_id: int | None = None, new: bool = False, link: str = "") -> str:
    """The list, with one person's form beside it; `link` is shown this once."""
    house = my_house()
    with reading() as session:
        people = roster.roster(session, my_site_id(), at=clock.real_now())
    chosen = next((one for one in people if one.id == staff_id), None)
    if staff_id is not None and chosen is None:
        raise Unknown()
    catalogue = my_catalogue()
    return render_template(
        "admin/people.html",
        filled=filled,
        people=_wanted(people),
        all_people=len(people),
        chosen=chosen,
        new=new,
        link=link,
        values=filled.values if filled.errors else _values(house, chosen),
        roles=[(role, _(ROLE_NAMES[role]), _(PURPOSES[role])) for role in STAFF_ROLES],
        role_names=ROLE_NAMES,
        counters=[(c.code, f"{c.name} ({c.agency.short_name})") for c in house.counters.values()],
        halls=choices.halls(catalogue),
        agencies=choices.agencies(catalogue),
        counter_names={c.id: c.name for c in house.counter_by_id.values()},
        agency_names={a.id: a.short_name for a in house.agencies.values()},
        me=actor().staff_id,
    )


def _wanted(people: list[roster.Person]) -> list[roster.Person]:
    words = request.args.get("q", "").casefold().split()
    return [one for one in people if all(word in f"{one.name} {one.login}".casefold() for word in words)]


def _values(house: Directory, person: roster.Person | None) -> dict[str, str]:
    """What the form of a person holds."""
    if person is None:
        return {"role": "counter"}
    found = {
        "counter": next((c.code for c in house.counters.values() if c.id == person.counter_id), ""),
        "hall": next((h.code for h in house.halls.values() if h.id == person.hall_id), ""),
        "agency": next((a.code for a in house.agencies.values() if a.id == person.agency_id), ""),
    }
    return {"name": person.name, "login": person.login, "role": person.role, **found}


@admin.get("/admin/petugas")
@audience("admin")
def people() -> str:
    """Everybody who works here."""
    return people_page()


def new_page(filled: Filled = _EMPTY) -> str:
    """The form of somebody new."""
    return people_page(filled, new=True)


@admin.get("/admin/petugas/baru")
@audience("admin")
def new_person() -> str:
    """Show the form of somebody new."""
    return new_page()


@admin.post("/admin/petugas/baru")
@audience("admin")
@shown_again(new_page)
def add_person() -> ResponseReturnValue:
    """Add somebody; the link with which they set their password is shown this once."""
    name, role = typed("name", 80), typed("role", 20)
    with transaction() as session:
        places = placed(my_house(), request.form, role)
        login = typed("login", 32) or staff.suggest_login(session, name)
        added, token = staff.add_staff(
            session, site_id=my_site_id(), name=name, login=login, role=role, at=clock.real_now(),
            by=actor().label, **places,
        )  # fmt: skip
        staff_id = added.id
    return _with_link(staff_id, token)


def person_page(filled: Filled = _EMPTY, *, staff_id: int, **_act: object) -> str:
    """The list with one person's form."""
    return people_page(filled, staff_id=staff_id)


@admin.get("/admin/petugas/<int:staff_id>")
@audience("admin")
def person(staff_id: int) -> str:
    """Show one person."""
    return person_page(staff_id=staff_id)


@admin.post("/admin/petugas/<int:staff_id>")
@audience("admin")
@shown_again(person_page, roster.LastAdmin)
def change_person(staff_id: int) -> ResponseReturnValue:
    """Correct the name, give another role or place."""
    role = typed("role", 20)
    name = staff.clean_name(typed("name", 80))
    with transaction() as session:
        who = roster.person_of(session, my_site_id(), staff_id)
        places = placed(my_house(), request.form, role)
        roster.rename(session, who, name, by=actor().label)
        roster.change_role(session, who, role, at=clock.real_now(), by=actor().label)
        if places != {place: getattr(who, place) for place in places}:
            staff.place_staff(session, who, by=actor().label, **places)
    flash(_("Perubahan disimpan."))
    return redirect(url_for("admin.person", staff_id=staff_id), 303)


@admin.post("/admin/petugas/<int:staff_id>/tautan")
@audience("admin")
@shown_again(person_page)
def new_link(staff_id: int) -> ResponseReturnValue:
    """A fresh link to set a password, shown this once; earlier ones stop working."""
    with transaction() as session:
        who = roster.person_of(session, my_site_id(), staff_id)
        token = roster.new_link(session, who, at=clock.real_now(), by=actor().label)
    return _with_link(staff_id, token)


@admin.post("/admin/petugas/<int:staff_id>/<act>")
@audience("admin")
@shown_again(person_page, roster.LastAdmin, roster.Yourself)
def act_on_person(staff_id: int, act: str) -> ResponseReturnValue:
    """End somebody's access, let them in again, or sign them out everywhere."""
    if act not in _ACTS:
        raise Unknown()
    with transaction() as session:
        _ACTS[act](session, roster.person_of(session, my_site_id(), staff_id))
    flash(_("Perubahan disimpan."))
    return redirect(url_for("admin.person", staff_id=staff_id), 303)


def _deactivate(session: Session, who: StaffRecord) -> None:
    roster.deactivate(session, who, at=clock.real_now(), by=actor().label)


def _bring_back(session: Session, who: StaffRecord) -> None:
    roster.bring_back(session, who, by=actor().label)


def _sign_out(session: Session, who: StaffRecord) -> None:
    roster.end_all_sign_ins(session, who, at=clock.real_now(), by=actor().label)


_ACTS: dict[str, Any] = {"nonaktifkan": _deactivate, "aktifkan": _bring_back, "keluarkan": _sign_out}


def placed(house: Directory, form: Mapping[str, str], role: str) -> dict[str, int | None]:
    """Where a person of a role works, by the codes of the form. Raises Invalid naming `role` or `counter`."""
    if role not in STAFF_ROLES:
        raise Invalid([{"field": "role", "message": N_("Pilih perannya.")}])
    counter = house.counters.get(form.get("counter", "")) if role == "counter" else None
    if role == "counter" and counter is None:
        raise Invalid([{"field": "counter", "message": COUNTER_NEEDED}])
    bound = role == "supervisor"
    hall = house.halls.get(form.get("hall", "")) if bound else None
    agency = house.agencies.get(form.get("agency", "")) if bound else None
    return {
        "counter_id": counter.id if counter else None,
        "hall_id": hall.id if hall else None,
        "agency_id": agency.id if agency else None,
    }


def link_of(token: str) -> str:
    """The whole address of a one-time link."""
    return f"{current_app.extensions['config'].public_url}/akun/mulai/{token}"


def _with_link(staff_id: int, token: str) -> Response:
    page = make_response(people_page(staff_id=staff_id, link=link_of(token)))
    page.headers["Cache-Control"] = "no-store"
    return page
