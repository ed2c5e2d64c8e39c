"""Where a counter stands and what it serves, changed while the mall works: a floor closes, a queue grows elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue import models as m
from queue_app.catalogue.directory import CHANGED, Counter, Directory, Hall, Service
from queue_app.errors import N_, Invalid


def place_counter(
    session: Session,
    directory: Directory,
    counter: Counter,
    *,
    hall: Hall | None = None,
    services: Collection[Service] | None = None,
    by: str,
) -> dict[str, Any]:
    """Put a counter into another hall, let it serve other services, or both; answers what changed (empty: nothing).

    Raises Invalid for a counter without a service.
    """
    changed: dict[str, Any] = {}
    if hall is not None and hall.id != counter.hall.id:
        session.get_one(m.CounterRecord, counter.id).hall_id = hall.id
        changed["hall"] = [counter.hall.code, hall.code]
    if services is not None and {s.id for s in services} != counter.service_ids:
        _serve(session, counter, services)
        before = sorted(directory.service_by_id[s].code for s in counter.service_ids)
        changed["services"] = [before, sorted(s.code for s in services)]
    if changed:
        _note(session, directory, counter, changed, by)
    return changed


def _serve(session: Session, counter: Counter, services: Collection[Service]) -> None:
    if not services:
        raise Invalid([{"field": "services", "message": N_("Pilih sedikitnya satu layanan.")}])
    pair = m.CounterServiceRecord
    session.execute(delete(pair).where(pair.counter_id == counter.id))
    session.add_all(pair(counter_id=counter.id, service_id=service.id) for service in services)


def _note(session: Session, directory: Directory, counter: Counter, changed: dict[str, Any], by: str) -> None:
    """The catalogue's own memory of who changed what, and the version by which every process sees it."""
    site = session.get_one(m.SiteRecord, directory.site.id, with_for_update=True)
    site.catalogue_version += 1
    session.info[CHANGED] = True
    summary = {"counter": counter.code, **changed}
    session.add(m.CatalogueChangeRecord(site_id=site.id, at=clock.now(), by=by, summary=summary))
    session.flush()
