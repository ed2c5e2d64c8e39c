"""`/publik/standar/`: the published components of every service, each at a permanent address, made for paper too.

A component that the agency has not confirmed is shown as such, never as a promise.
"""

from __future__ import annotations

from flask import current_app, render_template

from queue_app.catalogue.standards import COMPONENTS, standard_of
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from survey.public.door import house_here, public


@public.get("/publik/standar/")
@audience(PUBLIC)
def standards() -> str:
    """Every service by its agency."""
    house = house_here()
    agencies = sorted(house.agencies.values(), key=lambda one: one.short_name.casefold())
    services = sorted(house.services.values(), key=lambda one: one.name.casefold())
    grouped = [(agency, [s for s in services if s.agency.code == agency.code]) for agency in agencies]
    return render_template("public/standards.html", grouped=[pair for pair in grouped if pair[1]])


@public.get("/publik/standar/<code>")
@audience(PUBLIC)
def standard(code: str) -> str:
    """One service's standard. Raises Unknown."""
    house = house_here()
    service = house.service(code)
    with reading() as session:
        found = standard_of(session, service)
    address = f"{current_app.extensions['config'].public_url}/publik/standar/{service.code}"
    return render_template(
        "public/standard.html", service=service, standard=found, components=COMPONENTS, address=address
    )
