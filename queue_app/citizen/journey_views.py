"""What helps on the way: the minutes from home, and the visit as a calendar entry."""

from __future__ import annotations

from flask import Response, current_app, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app.catalogue import hours
from queue_app.citizen import holding, journey
from queue_app.citizen.calendar_file import calendar_file
from queue_app.citizen.door import citizen
from queue_app.citizen.posting import lead_once
from queue_app.citizen.ticket_views import ticket_page
from queue_app.errors import Unknown
from queue_app.line import journeys
from queue_app.line.ticket import find
from queue_app.live.snapshots import holders_view
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.forms import shown_again, typed


@citizen.post("/tiket/<id>/perjalanan")
@audience(PUBLIC)
@shown_again(ticket_page)
def travel(id: str) -> ResponseReturnValue:
    """Choose how long the way takes; the plan follows, and so does the message that it is time to leave."""
    minutes = journey.choose_travel(typed("menit", 4))

    def act(session: Session) -> str:
        journeys.keep(session, find(session, id=id), minutes)
        return url_for("citizen.ticket", id=id)

    return lead_once(act)


@citizen.get("/tiket/<id>/kalender.ics")
@audience(PUBLIC)
def calendar(id: str) -> Response:
    """The visit for the phone's calendar. Raises Unknown, also when the service has no hours that day."""
    with reading() as session:
        house, found = holding.held(session, id)
        shown, said = holders_view(session, house, found), holding.way_of(session, found)
    begins = hours.opens_at(house.site, house.service_by_id[found.service_id].agency, found.day)
    if begins is None:
        raise Unknown()
    entry = calendar_file(
        house,
        found,
        url=f"{current_app.extensions['config'].public_url}/tiket/{found.id}",
        begins=begins,
        window=shown["estimate"],
        travel=said,
        sequence=shown["seq"],
    )
    name = f'attachment; filename="antrean-{found.number}.ics"'
    return Response(entry, mimetype="text/calendar", headers={"Content-Disposition": name, "Cache-Control": "no-store"})
