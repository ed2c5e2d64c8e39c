"""What is printed and what is saved: posters with a code to scan, the short addresses on them, forms to fill in."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from queue_app.catalogue.directory import Directory, directory
from queue_app.catalogue.forms import file_of
from queue_app.citizen import posters
from queue_app.citizen.door import citizen
from queue_app.errors import Unknown
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience


@citizen.get("/poster")
@audience(PUBLIC)
def poster() -> str:
    """The poster of the mall."""
    return _printed(posters.of_house)


@citizen.get("/poster/<kind>/<code>")
@audience(PUBLIC)
def poster_of(kind: str, code: str) -> str:
    """The poster of one agency (`instansi`) or one service (`layanan`). Raises Unknown."""
    make = {"instansi": posters.of_agency, "layanan": posters.of_service}.get(kind)
    if make is None:
        raise Unknown()
    return _printed(lambda house: make(house, code))


@citizen.get("/ke/<code>")
@audience(PUBLIC)
def short(code: str) -> ResponseReturnValue:
    """A service or an agency by the address on a poster, in the letters in which people type it. Raises Unknown."""
    named = code.upper()
    with reading() as session:
        house = directory(session)
    if named in house.services:
        return redirect(url_for("citizen.service", code=named))
    return redirect(url_for("citizen.agency", code=house.agency(named).code))


@citizen.get("/formulir/<int:form_id>")
@audience(PUBLIC)
def form_file(form_id: int) -> Response:
    """A form, to be saved and never shown by the browser itself. Raises Unknown."""
    with reading() as session:
        found, body = file_of(session, directory(session).site.id, form_id)
    answer = Response(body, mimetype=found.kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


def _printed(make: Callable[[Directory], posters.Poster]) -> str:
    with reading() as session:
        made = make(directory(session))
    return render_template("citizen/poster.html", poster=made, sizes=posters.SIZES)
