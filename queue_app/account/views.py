"""Sign-in, sign-out, the one-time link, and the person's own account page.

Deadlines here (links, delays, sign-ins) run on the machine's own clock, not on a simulated one.
"""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.account import session_views, sso_views, step_views
from queue_app.account.door import account, go_on, how, my_id, remember, sign_in_page, wanted_page
from queue_app.account.leaving import pause_own_counter
from queue_app.catalogue.directory import directory
from queue_app.people import links, passwords, second_step, sign_in, staff
from queue_app.people.actor import ROLE_NAMES
from queue_app.slow import off_the_loop
from queue_app.transaction import reading, transaction
from queue_app.web import cookies
from queue_app.web.audience import PUBLIC, STAFF, audience
from queue_app.web.forms import Filled, secret, shown_again, typed
from queue_app.web.homes import ACCOUNT, home_of
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from queue_app.web.limits import OPENING_LINKS, SIGNING_IN, at_most

__all__ = ["account", "session_views", "sso_views", "step_views"]

_EMPTY = Filled()


@account.get("/masuk")
@audience(PUBLIC)
def sign_in_form() -> ResponseReturnValue:
    """Show the form; who is signed in already goes on."""
    me = actor()
    return redirect(wanted_page() or home_of(me.role)) if me.kind == "staff" else sign_in_page()


@account.post("/masuk")
@audience(PUBLIC)
@at_most(SIGNING_IN)
@shown_again(sign_in_page, sign_in.SignInRefused)
def sign_in_now() -> ResponseReturnValue:
    """Count the attempt, check the password with no transaction open, then record the sign-in."""
    login, now = typed("login"), clock.real_now()
    with transaction() as session:
        attempt = sign_in.open_attempt(session, login, known=cookies.known_staff(), at=now)
    proved = off_the_loop(sign_in.check, attempt, secret("password"))
    with transaction() as session:
        person = sign_in.sign_in(session, proved, at=now, how=how())
    return go_on(person, wanted_page())


@account.post("/keluar")
@audience(*STAFF)
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in; a copy of its cookie ends with it. A clerk's own open counter pauses."""
    sign_in_id = cookies.sign_in_of_request()
    if sign_in_id is not None:
        with transaction() as session:
            sign_in.end_sign_in(session, sign_in_id, at=clock.real_now())
            pause_own_counter(session, actor(), at=clock.real_now())
    return _signed_out()


@account.post("/akun/keluar-semua")
@audience(*STAFF)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every sign-in of this person."""
    with transaction() as session:
        sign_in.sign_out_everywhere(session, my_id(), at=clock.real_now())
        pause_own_counter(session, actor(), at=clock.real_now())
    return _signed_out()


@account.get("/akun/")
@audience(*STAFF)
def my_account() -> str:
    """Who I am here, and what I can do about my sign-in."""
    with reading() as session:
        me = staff.profile(session, my_id())
        step = second_step.state(session, my_id())
    role = _(ROLE_NAMES[me.role])
    return render_template("account/account.html", me=me, role=role, start=home_of(me.role), step=step)


def password_page(filled: Filled = _EMPTY) -> str:
    """The form for a new password."""
    with reading() as session:
        me = staff.profile(session, my_id())
    return render_template("account/password.html", filled=filled, login=me.login)


@account.get("/akun/kata-sandi")
@audience(*STAFF)
def password_form() -> str:
    """Show the form for a new password."""
    return password_page()


@account.post("/akun/kata-sandi")
@audience(*STAFF)
@at_most(SIGNING_IN)
@shown_again(password_page, sign_in.SignInRefused)
def change_password() -> ResponseReturnValue:
    """Replace the password of a person who proves the present one; other browsers sign out."""
    now, me_id = clock.real_now(), my_id()
    with reading() as session:
        me = staff.profile(session, me_id)
    fresh = off_the_loop(passwords.new_password, secret("password"), secret("again"), login=me.login, name=me.name)
    with transaction() as session:
        attempt = sign_in.open_attempt_of(session, me_id, at=now)
    off_the_loop(sign_in.check, attempt, secret("present"))
    with transaction() as session:
        person = staff.change_password(session, me_id, fresh, at=now, how=how())
    remember(person)
    flash(_("Kata sandi Anda sudah diganti."))
    return redirect(ACCOUNT, 303)


def start_page(filled: Filled = _EMPTY, *, token: str) -> str:
    """The form of a one-time link; raises Unknown, LinkUsed, LinkExpired."""
    with reading() as session:
        link = links.open_link(session, token, at=clock.real_now())
    return render_template("account/start.html", filled=filled, link=link)


@account.get("/akun/mulai/<token>")
@audience(PUBLIC)
@at_most(OPENING_LINKS)
def start_form(token: str) -> str:
    """Show the form of a one-time link; looking changes nothing (mail programs look, too)."""
    return start_page(token=token)


@account.post("/akun/mulai/<token>")
@audience(PUBLIC)
@at_most(SIGNING_IN)
@shown_again(start_page)
def start(token: str) -> ResponseReturnValue:
    """Spend the link: the first admin names herself, everybody else sets the password; then work
    can begin.
    """
    now = clock.real_now()
    with reading() as session:
        link, site_id = links.open_link(session, token, at=now), directory(session).site.id
    login, name = link.login or typed("login"), link.name or typed("name")
    fresh = off_the_loop(passwords.new_password, secret("password"), secret("again"), login=login, name=name)
    with transaction() as session:
        if link.staff_id is None:
            person = staff.start_first_admin(
                session, token, site_id=site_id, name=name, login=login, password=fresh, at=now, how=how("link")
            )
        else:
            person = staff.set_password(session, token, fresh, at=now, how=how("link"))
    return go_on(person, way="link")


def _signed_out() -> ResponseReturnValue:
    cookies.forget_sign_in()
    flash(_("Anda sudah keluar."))
    return redirect("/masuk", 303)
