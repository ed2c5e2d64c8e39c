"""The job that says what time brings: leave home now, three to go. It writes rows; the sending job sends them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory, site_codes
from queue_app.forecast.leaving import leaving
from queue_app.jobs.leader import confirm_lead
from queue_app.line import journeys, waiting
from queue_app.line.waiting import Turn
from queue_app.notify import outbox
from queue_app.transaction import reading, transaction

#: People ahead of somebody who should be ready.
SOON = 3


def tell_who_is_near() -> None:
    """Write "leave" to who is at home, when their own way begins, and "near" to who waits; once each."""
    with reading() as session:
        sites = site_codes(session)
    for code in sites:
        confirm_lead()
        with reading() as session:
            house = directory(session, code)
            due = _due(session, house)
        if due:
            with transaction() as session:
                for turn, template in due:
                    _write(session, house, turn, template)


def _due(session: Session, house: Directory) -> list[tuple[Turn, str]]:
    today, at = clock.business_day(house.site.tz_name), clock.now()
    said = outbox.said_of(session, ("leave", "near"))
    nearing = waiting.turns(session, house, today, but_not=said["near"])
    found = [(turn, _template(turn, at)) for turn in nearing]
    return [(turn, template) for turn, template in found if template and turn.ticket_key not in said[template]]


def _template(turn: Turn, at: datetime) -> str:
    if turn.present or turn.earliest is None:
        return "near" if turn.ahead <= SOON and turn.present else ""
    travel = journeys.USUAL if turn.travel is None else turn.travel
    return "leave" if leaving(turn.earliest, travel_minutes=travel).leave_at <= at else ""


def _write(session: Session, house: Directory, turn: Turn, template: str) -> None:
    zone, at = clock.zone(house.site.tz_name), clock.now()
    said = {"number": turn.number}
    if template == "near":
        said |= {"ahead": str(turn.ahead), "floor": turn.floor}
    elif turn.earliest and turn.latest:
        said |= {"low": f"{turn.earliest.astimezone(zone):%H.%M}", "high": f"{turn.latest.astimezone(zone):%H.%M}"}
    outbox.enqueue(session, turn.ticket_key, template, said, at=at, ttl=timedelta(minutes=10))
