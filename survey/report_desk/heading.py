"""`/manajer/laporan/kop`: what stands above and below every report of the site."""

from __future__ import annotations

from dataclasses import asdict

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from queue_app.people.audit import audit
from queue_app.transaction import reading, transaction
from queue_app.web.audience import audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from survey.report.letterhead import LONGEST, NAMES, Letterhead, keep, letterhead
from survey.report_desk.door import report_desk
from survey.report_desk.views import my_house

__all__ = ["heading", "keep_heading", "report_desk"]

_EMPTY = Filled()


def heading_page(filled: Filled = _EMPTY) -> str:
    """The form, with what is kept or what was typed."""
    house = my_house()
    with reading() as session:
        kept = letterhead(session, house.site.id)
    first = Letterhead(government=house.site.owner, unit=house.site.name, address=house.site.address)
    values = filled.values or asdict(kept or first)
    return render_template("report_desk/heading.html", values=values, errors=filled.errors)


@report_desk.get("/manajer/laporan/kop")
@audience("manager", "admin")
def heading() -> str:
    """Letterhead and signer."""
    return heading_page()


@report_desk.post("/manajer/laporan/kop")
@audience("manager", "admin")
@shown_again(heading_page)
def keep_heading() -> ResponseReturnValue:
    """Keep letterhead and signer; published reports stay as they are."""
    house = my_house()
    said = Letterhead(**{name: typed(name, LONGEST) for name in NAMES})
    with transaction() as session:
        keep(session, house.site.id, said)
        audit(
            session,
            by=actor().label,
            action="report.letterhead",
            subject=f"site:{house.site.code}",
            data=dict(asdict(said)),
            site_id=house.site.id,
        )
    flash(_("Kop dan penanda tangan disimpan."))
    return redirect(url_for("report_desk.heading"), 303)
