"""The door itself, and what all of its pages share: the reader's site and the filters of the address."""

from __future__ import annotations

from flask import Blueprint, g, request

from queue_app.catalogue.directory import Directory, directory
from queue_app.counting import count_answers
from queue_app.line.attendance import today
from queue_app.transaction import reading
from queue_app.web.identity import actor
from survey.results_desk.filters import OWN_DAYS, Chosen, field_names, kinds, offered

results_desk = Blueprint(
    "results_desk",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/results_desk",
)


def own_house() -> Directory:
    """The reader's own site, with everything counted that may be by now."""
    with reading() as session:
        house = directory(session, actor().site_id)
    g.tz_name = house.site.tz_name
    count_answers(house)
    return house


def filters(house: Directory, asked: Chosen | None) -> dict[str, object]:
    """What the filters of a page offer, and what was asked."""
    agencies = sorted(house.agencies.values(), key=lambda agency: agency.short_name.casefold())
    services = sorted(house.services.values(), key=lambda service: service.name.casefold())
    return {
        "site": house.site,
        "asked": asked,
        "periods": offered(today(house)),
        "own_days": OWN_DAYS,
        "agencies": agencies,
        "services": services,
        "kinds": kinds(),
        "field_names": field_names(),
        "sent": request.args,
    }


def needs_another_address(asked: Chosen) -> bool:
    """Whether the address says more, or less plainly, than what it means."""
    said = asked.query
    return any(said.get(name) != value for name, value in request.args.items())


def reachable(errors: list[dict[str, str]]) -> list[dict[str, str]]:
    """The days have fields only where a reader chose days; elsewhere the period (or the kind of respondents) is what
    to change.
    """
    if request.args.get("period") == OWN_DAYS:
        return errors
    return [error if error["field"] == "profile" else {**error, "field": "period"} for error in errors]
