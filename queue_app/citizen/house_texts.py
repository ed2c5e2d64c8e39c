"""`/maklumat` and `/tata-tertib`: what the mall promises and asks, in its own words and with the day it is in force."""

from __future__ import annotations

from flask import render_template

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.catalogue.texts import PUBLISHED, text_of
from queue_app.citizen.door import citizen
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience


@citizen.get("/maklumat")
@audience(PUBLIC)
def pledge() -> str:
    """The service pledge (maklumat pelayanan)."""
    return _page("pledge")


@citizen.get("/tata-tertib")
@audience(PUBLIC)
def rules() -> str:
    """The rules of the house and the rights of its visitors."""
    return _page("rules")


def _page(name: str) -> str:
    with reading() as session:
        site = directory(session).site
        found = text_of(session, site.id, name, "id", day=clock.business_day(site.tz_name))
    return render_template("citizen/house_text.html", title=PUBLISHED[name][1], text=found)
