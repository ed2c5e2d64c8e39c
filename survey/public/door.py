"""The blueprint of the public pages, and the site that they are about."""

from __future__ import annotations

from flask import Blueprint, Response, g

from queue_app.catalogue.directory import Directory, directory
from queue_app.transaction import reading

public = Blueprint(
    "public", __name__, template_folder="templates", static_folder="static", static_url_path="/static/public"
)


def house_here() -> Directory:
    """The installation's site."""
    with reading() as session:
        house = directory(session)
    g.tz_name = house.site.tz_name
    return house


def open_to_all(answer: Response) -> Response:
    """Let pages of other sites read this answer: it is published data."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
