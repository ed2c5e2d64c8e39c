"""The pledge and the rules of the mall, read on the kiosk."""

from __future__ import annotations

from flask import render_template

from kiosk.door import device, for_a_kiosk, kiosk
from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.catalogue.texts import PUBLISHED, text_of
from queue_app.errors import Unknown
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience


@kiosk.get("/kiosk/teks/<page>")
@audience(PUBLIC)
@for_a_kiosk
def house_text(page: str) -> str:
    """One of them, by the name in its address. Raises Unknown."""
    name = next((name for name, (address, _title) in PUBLISHED.items() if address == page), None)
    if name is None:
        raise Unknown()
    with reading() as session:
        site = directory(session, device().site_id).site
        found = text_of(session, site.id, name, "id", day=clock.business_day(site.tz_name))
    return render_template("kiosk/house_text.html", title=PUBLISHED[name][1], text=found)
