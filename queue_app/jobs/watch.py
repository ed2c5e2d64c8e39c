"""Jobs with which the house looks after itself: a backup when one is due, every invariant once a night, the hours
in which people usually come once a day.

What a job has to do now is read from when it was last done, so that a machine that is switched off at night does it
in the morning, and one that restarts does not do it again.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from queue_app import clock, upkeep
from queue_app.apart import run_apart
from queue_app.backup import keeping
from queue_app.catalogue.directory import directory, site_codes
from queue_app.jobs.leader import confirm_lead
from queue_app.line import usual_hours
from queue_app.transaction import reading, transaction

log = logging.getLogger("gmsc.jobs")

#: When nobody is in the hall, by the clock of its site.
NIGHT = range(1, 5)
#: A check is due in the first night after so long, and at any hour after longer.
RESTED, OVERDUE = timedelta(hours=20), timedelta(hours=26)
#: A command line that checks everything in a process of its own: here it would stop every screen for as long.
CHECK = (sys.executable, "-m", "flask", "--app", "queue_app", "check", "--json")
#: How many violations the log tells; `flask check` tells all.
_TOLD = 20


def back_up(folder: Path, every: timedelta, phone_days: int) -> None:
    """Make a backup if the last one is older than `every`."""
    with reading() as session:
        age = upkeep.age(upkeep.last(session, upkeep.BACKUP))
    if age < every.total_seconds():
        return
    made = keeping.keep_one(folder, phone_days)
    log.info("backup %s: %s bytes in %.1f s", made.file, made.bytes, made.seconds)


def check_nightly() -> None:
    """Test every invariant if that is due; what was found is kept for /metrics and told in the log."""
    began = clock.real_now()
    if not _check_is_due():
        return
    status, said, wrong = run_apart(CHECK)
    if status not in (0, 1):
        raise RuntimeError(f"the check ended with {status}: {wrong.strip()[-500:]}")
    report: dict[str, Any] = json.loads(said)
    found = report["violations"]
    with transaction() as session:
        upkeep.note(session, upkeep.CHECK, began, {"violations": len(found), "checked": report["checked"]})
    for one in found[:_TOLD]:
        log.error("invariant %s broken: %s %s", one["invariant"], one["where"], one["detail"])
    log.info("check: %s violations", len(found))


def sum_usual_hours() -> None:
    """Sum up the hours in which people came, once in each site's day."""
    with reading() as session:
        done = upkeep.last(session, upkeep.USUAL_HOURS)
        houses = [directory(session, code) for code in site_codes(session)]
    days: dict[str, Any] = dict(done.found) if done else {}
    for house in houses:
        today = clock.business_day(house.site.tz_name)
        if days.get(house.site.code) == today.isoformat():
            continue
        began = clock.real_now()
        with reading() as session:
            counted = usual_hours.count(session, house, today)
        days[house.site.code] = today.isoformat()
        confirm_lead()
        with transaction() as session:
            usual_hours.keep(session, house.site.id, counted)
            upkeep.note(session, upkeep.USUAL_HOURS, began, days)


def _check_is_due() -> bool:
    with reading() as session:
        age = upkeep.age(upkeep.last(session, upkeep.CHECK))
        zones = [directory(session, code).site.tz_name for code in site_codes(session)]
    if not zones or age < RESTED.total_seconds():
        return False
    night = all(clock.now().astimezone(clock.zone(name)).hour in NIGHT for name in zones)
    return night or age >= OVERDUE.total_seconds()
