"""The way from home: how long it takes the holder, and when to set out.

The minutes are chosen by the person and kept on this phone, and beside the ticket, so that the message comes in time
for that way; where the person is, is never asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g, request

from queue_app.errors import N_, Invalid
from queue_app.forecast.leaving import leaving
from queue_app.line.journeys import OFFERED, USUAL
from queue_app.line.shapes import Window

_COOKIE = "perjalanan"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Plan:
    """Leave, be there, be called; `minutes_left` until leaving is 0 when it is time, `may_miss` when it is late."""

    travel: int
    leave_at: datetime
    be_there_at: datetime
    low: datetime
    high: datetime
    minutes_left: int
    may_miss: bool


def chosen_minutes() -> int | None:
    """How long the way takes whoever holds this phone, as they said it here before; None when they never did."""
    kept = request.cookies.get(_COOKIE, "")
    return int(kept) if kept.isdecimal() and len(kept) < 4 and int(kept) in OFFERED else None


def choose_travel(said: str) -> int:
    """Keep another number of minutes on this phone. Raises Invalid for one that was not offered."""
    if said not in map(str, OFFERED):
        raise Invalid([{"field": "menit", "message": N_("Pilih lama perjalanan Anda.")}])
    g.setdefault("cookies", {})[_COOKIE] = (said, _YEAR)
    return int(said)


def travel_minutes(of_ticket: int | None) -> int:
    """The way that counts for a ticket: what was said of it, else on this phone, else the usual one."""
    return of_ticket or chosen_minutes() or USUAL


def plan(window: Window, travel: int, now: datetime) -> Plan:
    """What to do when, for somebody still at home, so many minutes away."""
    times = leaving(window["low"], travel_minutes=travel, now=now)
    return Plan(
        travel=travel,
        leave_at=times.leave_at,
        be_there_at=times.be_there_at,
        low=window["low"],
        high=window["high"],
        minutes_left=int((times.leave_at - now).total_seconds() // 60),
        may_miss=times.may_miss,
    )
