"""A shared PC changes hands in two steps: choose who takes over, then that person types the own password.

There is no shared PIN: whoever works here has signed in, so that every call names who made it.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.counter.acting import counter
from queue_app.counter.workplace import workplace
from queue_app.people.sign_in import end_sign_in
from queue_app.transaction import reading, transaction
from queue_app.web import cookies
from queue_app.web.audience import CALLERS, audience
from queue_app.web.forms import typed


@counter.post("/loket/<code>/ganti-petugas")
@audience(*CALLERS)
def hand_over(code: str) -> ResponseReturnValue:
    """End this sign-in and let the chosen person sign in at the same counter; its ticket stays in hand."""
    with reading() as session:
        workplace(session, code)
    sign_in_id = cookies.sign_in_of_request()
    if sign_in_id is not None:
        with transaction() as session:
            end_sign_in(session, sign_in_id, at=clock.real_now())
        cookies.forget_sign_in()
    return redirect(f"/masuk?{_wanted(code)}", 303)


def _wanted(code: str) -> str:
    return urlencode({"next": url_for("counter.console", code=code), "login": typed("login", 80)})
