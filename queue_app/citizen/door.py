"""The citizen's blueprint, and what each of its pages knows."""

from __future__ import annotations

from flask import Blueprint

from queue_app import clock
from queue_app.web.language import tz_name

citizen = Blueprint(
    "citizen",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/citizen",
)


@citizen.context_processor
def _today() -> dict[str, object]:
    return {"today": clock.business_day(tz_name())}
