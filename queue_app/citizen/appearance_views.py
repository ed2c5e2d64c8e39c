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
    back = safe_next(request.args.get("kembali")) or url_for("citizen.landing")
    return render_template("citizen/appearance.html", appearance=looks.appearance(), come_from=back)


@citizen.post("/tampilan")
@audience(PUBLIC)
@no_csrf_token  # it changes nothing but this browser's own cookie, and stands at the foot of pages without a session
def choose_appearance() -> ResponseReturnValue:
    """Keep the choice in this browser and lead back to the page it was made on."""
    looks.keep(looks.appearance().changed(request.form))
    return redirect(safe_next(request.form.get("kembali")) or url_for("citizen.landing"), 303)
