"""A device is let in by the code it shows, in two steps: first which device it is, then the yes.

Six digits are quickly mistyped, and anybody may ask for a code: who accepts sees kind, hall and moment before they do.
"""

from __future__ import annotations

from flask import flash, request
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.people import pairing
from queue_app.transaction import reading
from queue_app.web.forms import typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

REFUSED = (pairing.CodeWrong, pairing.CodeExpired, pairing.CodeUsed)


def to_compare() -> pairing.Asking | None:
    """The device that shows the code that was typed; None once somebody said that it is theirs. Raises REFUSED."""
    if request.form.get("sure"):
        return None
    with reading() as session:
        return pairing.asking(session, typed("code", 20), at=clock.real_now())


def let_in(session: Session) -> None:
    """Accept the device that was compared, under the name that was typed. Raises REFUSED, Invalid naming `name`."""
    name, code = typed("name", 80), typed("code", 20)
    accepted = pairing.accept(session, code, name=name or None, at=clock.real_now(), by=actor().label)
    flash(_("%(name)s diterima. Layarnya terbuka sendiri dalam beberapa detik.", name=accepted.name))
