"""The second step: typed after the password, set up with guidance, looked after on the person's own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.account.door import CODE, SET_UP, account, config, how, my_id, remember, wanted_page, with_next
from queue_app.errors import N_, Invalid
from queue_app.people import second_step, sign_in, staff
from queue_app.people.second_step import AlreadySetUp, MustStay, Offer
from queue_app.people.sign_in import SignedIn, SignInRefused
from queue_app.qr import qr_svg
from queue_app.transaction import reading, transaction
from queue_app.web import cookies
from queue_app.web.audience import PUBLIC, STAFF, audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.homes import home_of
from queue_app.web.language import gettext as _
from queue_app.web.limits import SIGNING_IN, at_most

_Done = TypeVar("_Done")
_EMPTY = Filled()
MINE = "/akun/kode-masuk"


class WaitForCode(SignInRefused):
    """Too many wrong codes: said on the page of the code."""

    sentence = N_("Kode salah beberapa kali. Tunggu sebentar sebelum mencoba lagi.")


# --- at the door -------------------------------------------------------------------------------


def code_page(filled: Filled = _EMPTY) -> ResponseReturnValue:
    """Ask for the code; whoever has not typed the password begins there, who has no second step sets one up."""
    half = cookies.half_way()
    if half is None:
        return redirect(with_next("/masuk", wanted_page()), 303)
    with reading() as session:
        if not second_step.has_one(session, half[0]):
            return redirect(with_next(SET_UP, wanted_page()), 303)
    return render_template("account/code.html", filled=filled, next=wanted_page())


@account.get(CODE)
@audience(PUBLIC)
def code_form() -> ResponseReturnValue:
    """Show the form for the code."""
    return code_page()


@account.post(CODE)
@audience(PUBLIC)
@at_most(SIGNING_IN)
@shown_again(code_page, SignInRefused)
def sign_in_with_code() -> ResponseReturnValue:
    """Count the try, use the code up, sign in."""
    half = cookies.half_way()
    if half is None:
        return redirect(with_next("/masuk", wanted_page()), 303)
    person = _finished(half[0], typed("code", 40), half[1])
    remember(person)
    return redirect(wanted_page() or home_of(person.role), 303)


def set_up_page(filled: Filled = _EMPTY) -> ResponseReturnValue:
    """The guided first set-up of whoever must have a second step, before anything is signed in."""
    half = cookies.half_way()
    if half is None:
        return redirect(with_next("/masuk", wanted_page()), 303)
    with reading() as session:
        if second_step.has_one(session, half[0]):
            return redirect(with_next(CODE, wanted_page()), 303)
    return _set_up_page(half[0], filled, SET_UP)


@account.get(SET_UP)
@audience(PUBLIC)
def set_up_form() -> ResponseReturnValue:
    """Show the QR code of a new secret."""
    return set_up_page()


@account.post(SET_UP)
@audience(PUBLIC)
@at_most(SIGNING_IN)
@shown_again(set_up_page, AlreadySetUp)
def set_up_and_sign_in() -> ResponseReturnValue:
    """Keep the second step, sign in, and show the recovery codes, this once."""
    half = cookies.half_way()
    if half is None:
        return redirect(with_next("/masuk", wanted_page()), 303)
    now, code, offered = clock.real_now(), typed("code", 40), typed("offer", 600)
    with transaction() as session:
        row = staff.find_staff(session, half[0])
        codes = second_step.set_up(session, row, offered, code, at=now)
        person = sign_in.start_sign_in(session, row, at=now, how=how(half[1]))
    remember(person)
    return _codes_page(codes, wanted_page() or home_of(person.role))


# --- on the own page ---------------------------------------------------------------------------


def my_step_page(filled: Filled = _EMPTY) -> str:
    """How the own second step stands."""
    with reading() as session:
        step, me = second_step.state(session, my_id()), staff.profile(session, my_id())
    return render_template("account/step.html", filled=filled, step=step, must=_must(me.role))


@account.get(MINE)
@audience(*STAFF)
def my_step() -> str:
    """Show how the own second step stands."""
    return my_step_page()


def my_set_up_page(filled: Filled = _EMPTY) -> ResponseReturnValue:
    """The set-up for somebody who is signed in."""
    with reading() as session:
        if second_step.has_one(session, my_id()):
            return redirect(MINE, 303)
    return _set_up_page(my_id(), filled, f"{MINE}/pasang")


@account.get(f"{MINE}/pasang")
@audience(*STAFF)
def my_set_up_form() -> ResponseReturnValue:
    """Show the QR code of a new secret."""
    return my_set_up_page()


@account.post(f"{MINE}/pasang")
@audience(*STAFF)
@at_most(SIGNING_IN)
@shown_again(my_set_up_page, AlreadySetUp)
def set_my_step_up() -> ResponseReturnValue:
    """Keep the second step and show the recovery codes, this once."""
    code, offered = typed("code", 40), typed("offer", 600)
    with transaction() as session:
        row = staff.find_staff(session, my_id())
        codes = second_step.set_up(session, row, offered, code, at=clock.real_now())
    return _codes_page(codes, "/akun/")


@account.post(f"{MINE}/kode-cadangan")
@audience(*STAFF)
@at_most(SIGNING_IN)
@shown_again(my_step_page, SignInRefused)
def renew_codes() -> ResponseReturnValue:
    """Fresh recovery codes for who types a code; the earlier ones stop working."""
    codes = _proving(typed("code", 40), lambda s: second_step.renew_codes(s, staff.find_staff(s, my_id())))
    return _codes_page(codes, MINE)


@account.post(f"{MINE}/matikan")
@audience(*STAFF)
@at_most(SIGNING_IN)
@shown_again(my_step_page, SignInRefused, MustStay)
def remove_step() -> ResponseReturnValue:
    """Go without a second step again, where the house allows it."""
    with reading() as session:
        if _must(staff.profile(session, my_id()).role):
            raise MustStay()
    by = f"staff:{my_id()}"
    _proving(typed("code", 40), lambda s: second_step.remove(s, staff.find_staff(s, my_id()), by=by))
    flash(_("Kode masuk dimatikan. Anda masuk dengan kata sandi saja."))
    return redirect(MINE, 303)


def _must(role: str) -> bool:
    return config().staff_totp == "required" and role in second_step.MUST


def _finished(staff_id: int, code: str, way: str) -> SignedIn:
    now = clock.real_now()
    with transaction() as session:
        attempt = sign_in.open_attempt_of(session, staff_id, known=cookies.known_staff(), at=now)
    if attempt.staff_id is None:
        raise WaitForCode()
    with transaction() as session:
        person = sign_in.finish(session, attempt, code, at=now, how=how("sso" if way == "sso" else "code"))
    if person is None:
        raise _wrong_code()
    return person


def _proving(code: str, act: Callable[[Session], _Done]) -> _Done:
    """Do something to the own second step for who types a code of it; a wrong one is counted as at the door."""
    now, me = clock.real_now(), my_id()
    with transaction() as session:
        attempt = sign_in.open_attempt_of(session, me, known=[me], at=now)
    if attempt.staff_id is None:
        raise WaitForCode()
    with transaction() as session:
        if not second_step.passes(session, me, code, at=now):
            raise _wrong_code()
        sign_in.forgive(session, me)
        return act(session)


def _wrong_code() -> Invalid:
    return Invalid([{"field": "code", "message": second_step.WRONG_CODE}])


def _set_up_page(staff_id: int, filled: Filled, action: str) -> str:
    with reading() as session:
        me = staff.profile(session, staff_id)
    offered: Offer = second_step.offer(staff_id, me.login, _house(), request.form.get("offer"))
    qr = qr_svg(offered.uri, _("Kode QR untuk aplikasi kode"))
    must = _must(me.role)
    return render_template(
        "account/set_up.html", filled=filled, offer=offered, qr=qr, action=action, must=must, next=wanted_page()
    )


def _codes_page(codes: list[str], onward: str) -> str:
    return render_template("account/recovery.html", codes=codes, onward=onward, now=clock.real_now())


def _house() -> str:
    site = current_app.extensions["site_last_seen"]
    return site.short_name if site else "GMSC"
