"""A supervisor moves a counter to another floor or service at once; every screen and phone is told."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory, Hall, Service
from queue_app.catalogue.placing import place_counter
from queue_app.line import events
from queue_app.line.at_counter import require_free
from queue_app.line.attendance import state_of, today
from queue_app.line.counter_rows import remember
from queue_app.line.events import Kind


def move_counter(
    session: Session,
    directory: Directory,
    counter: Counter,
    *,
    hall: Hall | None = None,
    services: Collection[Service] | None = None,
    by: str,
) -> dict[str, Any]:
    """Let a counter stand or serve elsewhere from now on; a choice of services made for today ends with it.

    Answers what changed. Raises CounterBusy while somebody is called or served there: they were told where to go.
    """
    state = state_of(session, directory, counter, lock=True)
    require_free(session, counter)
    changed = place_counter(session, directory, counter, hall=hall, services=services, by=by)
    if not changed:
        return {}
    if "services" in changed and state.changed_at is not None:
        remember(session, state, service_ids=None)
    at = clock.now()
    events.record(
        session,
        Kind.COUNTER_MOVED,
        site_id=directory.site.id,
        day=today(directory, at),
        at=at,
        by=by,
        counter_id=counter.id,
        data=changed,
    )
    return changed
