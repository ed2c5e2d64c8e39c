"""Machinery: let every process and every restart agree on simulated time (CONTRACT §2, CLOCK_START)."""

from __future__ import annotations

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from config import Config
from queue_app import clock
from queue_app.clock import Clock
from queue_app.db import ClockAnchor
from queue_app.transaction import reading, transaction


def agree(config: Config, *, serving: bool = False) -> None:
    """Install the product's clock in this process.

    The same CLOCK_START and CLOCK_SPEED continue an anchored clock, other values anchor a new one; a server without
    them returns to real time, a command without them follows the server.
    """
    asked = config.clock_start is not None or config.clock_speed != 1
    if asked:
        clock.install(_continued(config) or _anchored(config))
    elif serving:
        with transaction() as session:
            session.execute(delete(ClockAnchor))
        clock.install(None)
    else:
        clock.install(_held())


def held(session: Session) -> Clock | None:
    """The clock that a database holds; None is real time."""
    row = session.scalars(select(ClockAnchor)).first()
    return Clock(row.start, row.anchor, row.speed) if row else None


def _held() -> Clock | None:
    with reading() as session:
        return held(session)


def _continued(config: Config) -> Clock | None:
    kept = _held()
    same_start = kept and (config.clock_start is None or kept.start == config.clock_start)
    return kept if kept and same_start and kept.speed == config.clock_speed else None


def _anchored(config: Config) -> Clock:
    real = clock.real_now()
    fresh = Clock(config.clock_start or real, real, config.clock_speed)
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("LOCK TABLE clock_anchor IN EXCLUSIVE MODE"))
        held = _continued(config)  # several processes start at once, and one of them anchors
        if held:
            return held
        session.execute(delete(ClockAnchor))
        session.add(ClockAnchor(id=1, start=fresh.start, anchor=fresh.anchor, speed=fresh.speed))
    return fresh
