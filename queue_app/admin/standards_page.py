"""`/admin/standar/…`: a service standard as citizens will read it: before it is saved, in each version, on paper."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from queue_app.admin.catalogue_pages import edit_page
from queue_app.admin.door import admin, my_house, today
from queue_app.admin.saving import my_catalogue
from queue_app.admin.things.standards import STANDARDS
from queue_app.admin.things.thing import cells_from
from queue_app.catalogue import versions
from queue_app.catalogue.editing import Edit, edited
from queue_app.catalogue.rows import Catalogue, ServiceRow
from queue_app.catalogue.standards import COMPONENTS, DRAFT
from queue_app.errors import Unknown
from queue_app.transaction import reading
from queue_app.web.audience import BIG_BODY, audience, takes_up_to
from queue_app.web.forms import Filled, shown_again


@admin.get("/admin/standar/<code>")
@audience("admin")
def standard(code: str) -> str:
    """The standard now, or one of its versions (`versi`), ready to be printed."""
    catalogue = my_catalogue()
    service = _service(catalogue, code)
    house = my_house()
    with reading() as session:
        known = versions.versions_of(session, house.services[code].id) if code in house.services else []
    wanted = request.args.get("versi", "")
    if wanted:
        chosen = next((one for one in known if str(one.number) == wanted), None)
        if chosen is None:
            raise Unknown()
        return _page(catalogue, service, chosen.body, known, chosen=chosen)
    row = catalogue.standards.get(code)
    if row is None:
        raise Unknown()
    body = {name: getattr(row, name) for name in row.__slots__}
    return _page(catalogue, service, body, known, chosen=known[0] if known else None)


def _again(filled: Filled, *, code: str) -> str:
    return edit_page(filled, kind="standar", key=code)


@admin.post("/admin/standar/<code>/pratinjau")
@audience("admin")
@takes_up_to(BIG_BODY)
@shown_again(_again)
def preview_standard(code: str) -> ResponseReturnValue:
    """What the form would publish; keeps nothing. Raises Invalid naming columns."""
    catalogue = my_catalogue()
    service = _service(catalogue, code)
    cells = cells_from(request.form, STANDARDS.fields) | {"service_code": code}
    row = edited(catalogue, [Edit("standards", cells)]).after.standards.get(code)
    if row is None:
        abort(404)
    return _page(catalogue, service, {name: getattr(row, name) for name in row.__slots__}, [], chosen=None, draft=True)


def _service(catalogue: Catalogue, code: str) -> ServiceRow:
    if code not in catalogue.services:
        raise Unknown()
    return catalogue.services[code]


def _page(
    catalogue: Catalogue,
    service: ServiceRow,
    body: dict[str, Any],
    known: list[versions.Version],
    *,
    chosen: versions.Version | None,
    draft: bool = False,
) -> str:
    unsure = set(COMPONENTS) if body["certainty"] == DRAFT else set(body["unconfirmed"])
    return render_template(
        "admin/standard.html",
        service=service,
        agency=catalogue.agencies[service.agency_code],
        body=body,
        components=COMPONENTS,
        unsure=unsure,
        versions=known,
        chosen=chosen,
        draft=draft,
        day=today(my_house()),
    )
