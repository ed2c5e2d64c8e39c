"""The paper of a number: which kiosk printed it, how, and whether it came out.

A number is given first and printed afterwards: the row of its slip is begun in one short transaction, the printer is
spoken to with none open, and how it ended is kept in another. A ticket has one first slip, whatever is pressed twice;
every further one (`again`) is asked for by its holder. What failed may be tried again on the same row, so that a retry
never needs a second number. `at` is an instant of the machine's own clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    and_,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.db import BigKey, Record, UtcDateTime, in_check
from queue_app.errors import Unknown
from queue_app.line.ticket import Ticket

#: How a slip comes to paper: by the kiosk's own browser, by the printer over the network, or not at all.
WAYS = ("browser", "escpos", "none")
#: Longer than any printer is waited for.
LEFT_BEHIND = timedelta(seconds=30)
STATES = ("waiting", "printing", "printed", "failed")

slips = Table(
    "slips",
    Record.metadata,
    Column("id", BigKey, primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("ticket_key", BigKey, ForeignKey("tickets.key"), nullable=False),
    Column("device_id", Integer, ForeignKey("access_tokens.id"), nullable=False),
    Column("again", Boolean, nullable=False),
    Column("way", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("problem", String(20)),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint(in_check("way", WAYS), name="way"),
    CheckConstraint(in_check("state", STATES), name="state"),
    CheckConstraint("(state = 'failed') = (problem IS NOT NULL)", name="problem"),
)
_first = text("NOT again")
Index("uq_slips_first", slips.c.ticket_key, unique=True, sqlite_where=_first, postgresql_where=_first)
_s = slips.c


@dataclass(frozen=True, slots=True)
class Slip:
    """One piece of paper. `state`: waiting (for the printer), printing, printed, failed (`problem` says why)."""

    id: int
    ticket_key: int
    device_id: int
    again: bool
    way: str
    state: str
    problem: str | None
    at: datetime


_COLUMNS = tuple(_s[name] for name in Slip.__slots__)


def prepare_slip(session: Session, ticket: Ticket, *, device_id: int, way: str, again: bool = False) -> Slip:
    """The slip of a ticket, to be printed: the first one once, whoever asks again; a further one each time."""
    if not again:
        held = session.execute(select(*_COLUMNS).where(_s.ticket_key == ticket.key, ~_s.again)).first()
        if held is not None:
            return Slip(*held)
    row = {
        "site_id": ticket.site_id,
        "ticket_key": ticket.key,
        "device_id": device_id,
        "again": again,
        "way": way,
        "state": "waiting",
        "at": clock.real_now(),
    }
    return Slip(*session.execute(insert(slips).values(row).returning(*_COLUMNS)).one())


def slip_of_device(session: Session, slip_id: int, device_id: int) -> Slip:
    """A slip for the kiosk that it belongs to. Raises Unknown for any other."""
    row = session.execute(select(*_COLUMNS).where(_s.id == slip_id, _s.device_id == device_id)).first()
    if row is None:
        raise Unknown()
    return Slip(*row)


def begin_printing(session: Session, slip: Slip) -> bool:
    """Take the slip to print it; False when somebody else has: it is being printed, or it is on paper.

    A slip whose printing was never ended belongs to a server that died meanwhile.
    """
    at = clock.real_now()
    left = and_(_s.state == "printing", _s.at < at - LEFT_BEHIND)
    free = or_(_s.state.in_(("waiting", "failed")), left)
    taken = update(slips).where(_s.id == slip.id, free).values(state="printing", problem=None, at=at)
    return session.execute(taken.returning(_s.id)).first() is not None


def end_printing(session: Session, slip: Slip, problem: str | None) -> None:
    """Keep how it ended: on paper (None), or what was wrong."""
    state = "failed" if problem else "printed"
    session.execute(update(slips).where(_s.id == slip.id).values(state=state, problem=problem))
