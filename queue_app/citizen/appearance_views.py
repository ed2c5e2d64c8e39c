"""The page on which a reader chooses language, letters and colours."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.citizen.door import citizen
from queue_app.web import appearance as looks
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.next_page import safe_next
from queue_app.web.request_forgery import no_csrf_token


@citizen.get("/tampilan")
@audience(PUBLIC)
def appearance() -> str:
    """Show what can be chosen."""
    return render_template("citizen/appearance.html", appearance=looks.appearance(), come_from=_come_from())


@citizen.post("/tampilan")
@audience(PUBLIC)
@no_csrf_token  # it changes nothing but this browser's own cookie, and stands at the foot of pages without a session
def choose_appearance() -> ResponseReturnValue:
    """Keep the choice in this browser and lead back to the page it was made on; or show everything there is to choose,
    asked this way because the address of that page may be a secret, which must be in no query.
    """
    if request.form.get("pilih"):
        return appearance()
    looks.keep(looks.appearance().changed(request.form))
    return redirect(_come_from(), 303)


def _come_from() -> str:
    return safe_next(request.form.get("kembali")) or url_for("citizen.landing")
