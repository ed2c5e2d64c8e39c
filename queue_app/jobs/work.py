"""The jobs themselves: each opens a short transaction and calls a verb; each may run twice without harm."""

from __future__ import annotations

import logging
from datetime import date, datetime

from queue_app import clock, retention
from queue_app.catalogue import planned
from queue_app.catalogue.directory import directory, site_codes
from queue_app.errors import Invalid, Refused
from queue_app.jobs.leader import confirm_lead
from queue_app.line import closing, contacts, passing
from queue_app.line.catalogue_change import change_catalogue
from queue_app.transaction import reading, transaction
from survey import mixing

log = logging.getLogger("gmsc.jobs")

#: The nights this process has mixed; a restart mixes once more, which does no harm.
_mixed: set[date] = set()
#: Until when this process has told what time changes, by site; the events say it to one that has just begun.
_told: dict[str, datetime] = {}


def close_days() -> None:
    """Expire what is left of ended days, batch by batch, then close the counters."""
    with reading() as session:
        sites = site_codes(session)
    for code in sites:
        moved = 1
        while moved:
            confirm_lead()
            with transaction() as session:
                moved = closing.close_day(session, directory(session, code), by="system")
        confirm_lead()
        with transaction() as session:
            closing.close_counters(session, directory(session, code), by="system")


def tell_time() -> None:
    """Tell the screens what time alone has changed since the last look."""
    with reading() as session:
        sites = site_codes(session)
    for code in sites:
        with reading() as session:
            house, at = directory(session, code), clock.now()
            changed = passing.changed_since(session, house, _told.get(code) or passing.last_told(session, house))
        if changed:
            with transaction() as session:
                passing.record_passing(session, house, changed, by="system")
        _told[code] = at


def apply_planned() -> None:
    """Put the planned changes of the catalogue into force whose day has begun, each in a transaction of its own.

    One that does not fit any more, or would end what somebody waits for, is tried again and says why.
    """
    with reading() as session:
        sites = [directory(session, code).site for code in site_codes(session)]
    for site in sites:
        with reading() as session:
            waiting = planned.due(session, site.id, clock.business_day(site.tz_name))
        for planned_id in waiting:
            confirm_lead()
            _apply_one(planned_id)


def _apply_one(planned_id: int) -> None:
    try:
        with transaction() as session:
            taken = planned.take(session, planned_id)
            if taken is not None:
                changes, by = taken
                change_catalogue(session, changes, by=by)
    except Refused as no:
        why = "; ".join(error["message"] for error in no.errors) if isinstance(no, Invalid) else str(no)
        with transaction() as session:
            planned.keep_problem(session, planned_id, why or str(no))


def mix_answers() -> None:
    """After midnight, take away the order in which yesterday's answers came (PostgreSQL; SQLite keeps none)."""
    with reading() as session:
        sites = [directory(session, code).site for code in site_codes(session)]
    today = min((clock.business_day(site.tz_name) for site in sites), default=None)
    if today is None or today in _mixed:
        return
    with transaction() as session:
        mixing.mix(session, before=today)
    _mixed.add(today)


def forget_old(phone_days: int = contacts.KEPT_DAYS) -> None:
    """Drop what is kept only for a while: phone numbers, messages, answers to repeated requests, codes of devices."""
    with transaction() as session:
        retention.forget(session, phone_days)
