"""Where one is signed in, and ending it: one's own sign-ins, and for an admin those of everybody in the house."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.account.door import account, my_id
from queue_app.people import second_step, sessions
from queue_app.people.actor import ROLE_NAMES
from queue_app.transaction import reading, transaction
from queue_app.web import cookies
from queue_app.web.audience import STAFF, audience
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

DEVICES, PEOPLE = "/akun/perangkat", "/akun/petugas"


@account.get(DEVICES)
@audience(*STAFF)
def my_devices() -> str:
    """Every browser in which I am signed in."""
    with reading() as session:
        signs = sessions.of_person(session, my_id(), at=clock.real_now())
    return render_template("account/devices.html", signs=signs, this=cookies.sign_in_of_request())


@account.post(f"{DEVICES}/<int:sign_in_id>/akhiri")
@audience(*STAFF)
def end_my_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """End one of my sign-ins: that browser's cookie stops working."""
    with transaction() as session:
        sessions.end_own(session, my_id(), sign_in_id, at=clock.real_now())
    flash(_("Peramban itu sudah dikeluarkan."))
    return redirect(DEVICES, 303)


@account.get(PEOPLE)
@audience("admin")
def everybody() -> str:
    """Who is signed in where, in the whole house."""
    with reading() as session:
        people = sessions.of_everybody(session, _my_site(), at=clock.real_now())
    return render_template("account/people.html", people=people, roles=ROLE_NAMES, me=actor().staff_id)


@account.post(f"{PEOPLE}/<int:staff_id>/akhiri")
@audience("admin")
def end_sign_ins_of(staff_id: int) -> ResponseReturnValue:
    """End every sign-in of a colleague."""
    with transaction() as session:
        row = sessions.colleague(session, staff_id, site_id=_my_site())
        sessions.end_all_of(session, row, at=clock.real_now(), by=actor().label)
        name = row.name
    flash(_("%(name)s sudah dikeluarkan dari semua peramban.", name=name))
    return redirect(PEOPLE, 303)


@account.post(f"{PEOPLE}/<int:staff_id>/setel-ulang-kode")
@audience("admin")
def reset_step_of(staff_id: int) -> ResponseReturnValue:
    """Take a colleague's second step away (a lost phone), and end the sign-ins it opened."""
    with transaction() as session:
        row = sessions.colleague(session, staff_id, site_id=_my_site())
        second_step.remove(session, row, by=actor().label)
        sessions.end_all_of(session, row, at=clock.real_now(), by=actor().label)
        name = row.name
    flash(_("Kode masuk %(name)s disetel ulang. Saat masuk lagi, kode dapat dipasang di ponsel baru.", name=name))
    return redirect(PEOPLE, 303)


def _my_site() -> int:
    my_id()
    return actor().site_id or 0
