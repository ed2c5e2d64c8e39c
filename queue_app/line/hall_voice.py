"""Who speaks in a hall: at most one screen at a time holds the right to, for some seconds, and asks again before they
are over. When it dies, another one gets the right as soon as the seconds are over; until then nobody speaks.

A screen counts its seconds from before it asked, so that its right ends there before it ends here. Instants are the
machine's own (`clock.real_now()`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, Integer, String, Table, case, delete, or_, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Hall
from queue_app.db import Record, UtcDateTime
from queue_app.line.numbers import dialect_of

#: What a screen is given at a time, and the most it may be given to finish what it says.
SECONDS, MOST_SECONDS = 5.0, 40.0
LONGEST_HOLDER = 60

hall_voices = Table(
    "hall_voices",
    Record.metadata,
    Column("hall_id", Integer, ForeignKey("halls.id"), primary_key=True, autoincrement=False),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("holder", String(LONGEST_HOLDER), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)


def take_voice(
    session: Session, hall: Hall, *, site_id: int, holder: str, at: datetime, seconds: float = SECONDS
) -> bool:
    """Let `holder` speak for `seconds` from `at`, if it does already or nobody does; of many at once exactly one.

    A right that lasts longer is not cut short.
    """
    v = hall_voices.c
    until = at + timedelta(seconds=min(max(seconds, SECONDS), MOST_SECONDS))
    row = dialect_of(session).insert(hall_voices)
    row = row.values(hall_id=hall.id, site_id=site_id, holder=holder, until=until)
    longer = case(((v.holder == holder) & (v.until > until), v.until), else_=until)
    mine_or_free = or_(v.holder == holder, v.until <= at)
    taken = row.on_conflict_do_update(
        index_elements=["hall_id"], set_={"holder": holder, "until": longer}, where=mine_or_free
    )
    return session.execute(taken.returning(v.hall_id)).first() is not None


def leave_voice(session: Session, hall: Hall, *, holder: str) -> None:
    """Give the right back at once, if this holder has it."""
    v = hall_voices.c
    session.execute(delete(hall_voices).where(v.hall_id == hall.id, v.holder == holder))


def speaks_now(session: Session, hall: Hall, *, at: datetime) -> str | None:
    """Who has the right now."""
    v = hall_voices.c
    return session.execute(select(v.holder).where(v.hall_id == hall.id, v.until > at)).scalar_one_or_none()
