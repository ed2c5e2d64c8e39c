"""`/admin/kepastian`: how certain each fact of the catalogue is, and what awaits a confirmation."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g, render_template, request

from queue_app.admin.door import admin
from queue_app.catalogue.certainty import (
    CERTAINTY_NAMES,
    FACT_NAMES,
    FACTS,
    WAITING_NAMES,
    Certainty,
    Entry,
    certainty_of,
)
from queue_app.catalogue.directory import directory
from queue_app.catalogue.held import held, site_record
from queue_app.errors import N_, Invalid, Unknown
from queue_app.transaction import reading
from queue_app.web.audience import audience
from queue_app.web.identity import actor

#: The filter that shows what has any part that awaits a confirmation; the others are `fact.certainty`.
AWAITING = "menunggu"


@admin.get("/admin/kepastian")
@audience("admin")
def catalogue() -> str:
    """Agencies and services with certainty, source and what awaits a confirmation; `saring` narrows both lists."""
    site, certain = _of_my_site()
    wanted = request.args.get("saring", "")
    return render_template(
        "admin/certainty.html",
        site=site,
        certain=certain,
        counts=certain.counts(),
        waiting=certain.awaiting_counts(),
        agencies=_chosen(certain.agencies, wanted),
        services=_chosen(certain.services, wanted),
        wanted=wanted,
        facts=FACTS,
        fact_names=FACT_NAMES,
        certainty_names=CERTAINTY_NAMES,
        waiting_names=WAITING_NAMES,
    )


def _of_my_site() -> tuple[object, Certainty]:
    """The admin's own site, and how certain its catalogue is now. Raises Unknown."""
    with reading() as session:
        site = directory(session, actor().site_id).site
        record = site_record(session, site.code)
        if record is None:
            raise Unknown()
        certain = certainty_of(held(session, record))
    g.tz_name = site.tz_name
    return site, certain


def _chosen(entries: Iterable[Entry], wanted: str) -> list[Entry]:
    """The entries that a filter lets through. Raises Invalid for a filter that does not exist."""
    if not wanted:
        return list(entries)
    if wanted == AWAITING:
        return [entry for entry in entries if entry.awaiting]
    fact, _dot, certainty = wanted.partition(".")
    if certainty not in FACTS.get(fact, ()):
        raise Invalid([{"field": "saring", "message": N_("Saringan ini tidak dikenal.")}])
    return [entry for entry in entries if entry.certainty.get(fact) == certainty]
