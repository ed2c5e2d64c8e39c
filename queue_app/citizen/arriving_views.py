"""The page behind the code on the screens of the hall: who scans it is there, and says so with one more tap."""

from __future__ import annotations

from flask import render_template, request

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.citizen import holding
from queue_app.citizen.door import citizen
from queue_app.citizen.posting import new_key
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience


@citizen.get("/tiba")
@audience(PUBLIC)
def here() -> str:
    """What this phone holds for today, each with "Saya sudah tiba"; `kode` is what the scanned screen showed.

    GET confirms nothing: a camera that looks ahead, or a link that is shared, would.
    """
    with reading() as session:
        house = directory(session)
        today = clock.business_day(house.site.tz_name)
        mine = [t for t in holding.active_of_this_phone(session, house) if t["day"] == today]
    code = request.args.get("kode", "")
    return render_template(
        "citizen/here.html",
        absent=[{**t, "key": new_key()} for t in mine if t["absent"]],
        others=[t for t in mine if not t["absent"]],
        code=code if len(code) == 4 and code.isdecimal() else "",
    )
