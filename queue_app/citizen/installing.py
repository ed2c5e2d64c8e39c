"""What a phone needs to keep us: the manifest to install, the service worker that shows what we tell."""

from __future__ import annotations

from flask import Response, jsonify, render_template, url_for

from queue_app.catalogue.directory import directory
from queue_app.citizen.door import citizen
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.language import gettext as _
from queue_app.web.language import language

_PAPER = "#F4F0E6"


@citizen.get("/sw.js")
@audience(PUBLIC)
def service_worker() -> Response:
    """The service worker, at the root so that it may speak for every page; asked anew each time."""
    answer = citizen.send_static_file("sw.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@citizen.get("/luring")
@audience(PUBLIC)
def no_signal() -> str:
    """What the service worker shows where no page can be had: the numbers of this phone, and what to do."""
    return render_template("citizen/offline.html")


@citizen.get("/manifest.webmanifest")
@audience(PUBLIC)
def manifest() -> Response:
    """Name, colours and icons of the house on a phone's home screen."""
    with reading() as session:
        site = directory(session).site
    answer = jsonify(
        {
            "id": "/",
            "name": _("Antrean %(site)s", site=site.short_name),
            "short_name": site.short_name,
            "lang": language(),
            "start_url": "/?dari=ikon",
            "scope": "/",
            "display": "standalone",
            "background_color": _PAPER,
            "theme_color": _PAPER,
            "icons": [_icon(192, "any"), _icon(512, "any"), _icon(512, "maskable")],
            "shortcuts": [{"name": _("Tiket saya"), "url": url_for("citizen.mine")}],
        }
    )
    answer.mimetype = "application/manifest+json"
    return answer


def _icon(size: int, purpose: str) -> dict[str, str]:
    name = f"icon-{'maskable-' if purpose == 'maskable' else ''}{size}.png"
    address = url_for("citizen.static", filename=name)
    return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
