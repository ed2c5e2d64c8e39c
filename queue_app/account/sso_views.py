"""Signing in with the identity provider: there, back, and "is that you?" before anything begins.

The way back is a GET, which changes nothing here (law 9): it shows who was named, and the button signs in. On a shared
PC that is also the moment to see that the provider still knows the colleague of this morning.
"""

from __future__ import annotations

from flask import redirect, render_template, session
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.account import oidc
from queue_app.account.door import account, config, go_on, how, sign_in_page, wanted_page, with_next
from queue_app.people import sign_in, staff
from queue_app.people.actor import ROLE_NAMES
from queue_app.people.sso import NoAccountHere, account_of
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.forms import shown_again
from queue_app.web.language import gettext as _
from queue_app.web.limits import SIGNING_IN, at_most
from queue_app.web.next_page import safe_next

BACK = "/masuk/sso/kembali"
#: Seconds from the provider's answer to the button.
_NAMED_SECONDS = 300


@account.get("/masuk/sso")
@audience(PUBLIC)
@at_most(SIGNING_IN)
@shown_again(sign_in_page, oidc.ProviderAway)
def ask_provider() -> ResponseReturnValue:
    """Lead to the provider."""
    session["sso_next"] = wanted_page()
    return oidc.ask(config().oidc, config().public_url + BACK)


@account.get(BACK)
@audience(PUBLIC)
@at_most(SIGNING_IN)
@shown_again(sign_in_page, oidc.ProviderAway, NoAccountHere)
def provider_answered() -> ResponseReturnValue:
    """Check the provider's answer and ask "is that you?"."""
    settings, page = config().oidc, session.get("sso_next")
    claims = oidc.answered(settings)
    with reading() as db:
        person = account_of(db, claims, settings.claim if settings else "")
        named = (person.id, person.name, person.role)
    session.clear()
    session["sso"] = [named[0], int(clock.real_now().timestamp()), safe_next(page)]
    return render_template("account/sso.html", name=named[1], role=_(ROLE_NAMES[named[2]]))


@account.post("/masuk/sso")
@audience(PUBLIC)
@at_most(SIGNING_IN)
def sign_in_as_named() -> ResponseReturnValue:
    """Sign in whom the provider has just named in this browser, or go on to the second step."""
    noted, now = session.get("sso"), clock.real_now()
    session.pop("sso", None)
    if not isinstance(noted, list) or now.timestamp() - noted[1] > _NAMED_SECONDS:
        return redirect(with_next("/masuk", None), 303)
    with transaction() as db:
        person = sign_in.proceed(db, staff.find_staff(db, noted[0]), at=now, how=how("sso"))
    return go_on(person, noted[2], way="sso")
