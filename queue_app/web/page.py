"""What every page knows without being told: the site, the language, the time, and whether the clock is simulated."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.errors import Unknown
from queue_app.people.actor import ROLE_NAMES
from queue_app.web.assets import is_static
from queue_app.web.audience import PUBLIC, audience_of
from queue_app.web.identity import actor, reading
from queue_app.web.language import gettext

#: Addresses that are asked by machines: no page, and no reason to touch the database here.
_MACHINES = ("/api/", "/healthz", "/readyz", "/metrics")


def install_page(app: Flask) -> None:
    """Look the site up before a page's view runs (never while a transaction is open) and give it to templates."""
    app.extensions["site_last_seen"] = None
    app.before_request(_find_site)
    app.context_processor(_context)
    app.add_template_global(may_open)


def may_open(endpoint: str) -> bool:
    """Whether a link to this page leads anywhere for whoever looks: it is installed, and its audience has the role."""
    roles = audience_of(current_app, endpoint) or frozenset()
    return PUBLIC in roles or actor().role in roles


def _find_site() -> None:
    if not request.endpoint or is_static(request.endpoint) or request.path.startswith(_MACHINES):
        return
    try:
        with reading() as session:
            site = directory(session).site
    except Unknown:
        # Nothing is set up yet: pages show no name, and say what else they have to say.
        return
    current_app.extensions["site_last_seen"] = site
    g.tz_name = site.tz_name


def _context() -> dict[str, Any]:
    """The site is the one last seen: an error page must still know its name while the database is away."""
    return {
        "site": current_app.extensions["site_last_seen"],
        "now": clock.now(),
        "simulated": clock.simulated() is not None,
        "actor": actor(),
        "idle_seconds": current_app.config["IDLE_SECONDS"],
        "role_name": gettext(ROLE_NAMES[actor().role]) if actor().role in ROLE_NAMES else "",
    }
