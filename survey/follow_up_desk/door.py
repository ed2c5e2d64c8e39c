"""The blueprint of this door, and what every page of it knows."""

from __future__ import annotations

from flask import Blueprint

from queue_app.web.identity import actor
from survey.action import STATUSES
from survey.follow_up_desk.choosing import title
from survey.follow_up_desk.shown import place
from survey.forum import KINDS

follow_up_desk = Blueprint(
    "follow_up_desk",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/follow_up_desk",
)


@follow_up_desk.context_processor
def _words() -> dict[str, object]:
    return {
        "may_write": actor().role == "manager",
        "title_of": title,
        "statuses": STATUSES,
        "kinds": KINDS,
        "place": place,
    }
