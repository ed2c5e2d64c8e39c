"""What a counter is today as a row: its state, what it serves, and what it must remember of its calls."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    bindparam,
    update,
)
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Counter
from queue_app.db import Record, UtcDateTime, in_check
from queue_app.ready import Ready, along

OPEN, PAUSED, CLOSED = "OPEN", "PAUSED", "CLOSED"

counter_states = Table(
    "counter_states",
    Record.metadata,
    Column("counter_id", Integer, ForeignKey("counters.id"), primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("status", String(8), nullable=False),
    Column("service_ids", JSON(none_as_null=True)),
    Column("reason", String(80)),
    Column("until", UtcDateTime),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("since_priority", Integer, nullable=False),
    Column("called_place", BigInteger, nullable=False),
    Column("last_step", JSON(none_as_null=True)),
    CheckConstraint(in_check("status", (OPEN, PAUSED, CLOSED)), name="status"),
    CheckConstraint("(status = 'PAUSED') = (reason IS NOT NULL)", name="reason"),
)

#: A counter that has not called yet may begin with a priority ticket whatever the setting.
FRESH = 1_000_000


@dataclass(frozen=True, slots=True)
class CounterState:
    """A counter's day. `called_place` is the highest place it called in order; `since_priority` counts its calls
    since the last priority call; `last_step` is what `undo` would take back.
    """

    counter_id: int
    site_id: int
    day: date
    status: str
    service_ids: list[int] | None
    reason: str | None
    until: datetime | None
    changed_at: datetime | None
    since_priority: int
    called_place: int
    last_step: dict[str, Any] | None

    @property
    def open(self) -> bool:
        return self.status == OPEN

    def serves(self, counter: Counter) -> frozenset[int]:
        """What the counter serves today: all it can, or what was chosen when it opened."""
        return serves(counter, self.service_ids)


def serves(counter: Counter, chosen: list[int] | None) -> frozenset[int]:
    """What a counter serves, when these services were chosen as it opened (None: all it can)."""
    return counter.service_ids if chosen is None else counter.service_ids & frozenset(chosen)


COLUMNS = tuple(counter_states.c[f.name] for f in fields(CounterState))


def remember(session: Session, state: CounterState, **values: Any) -> None:
    """Keep what the next call and `undo` need to know."""
    along(session, _remember(tuple(values)), {"this_counter": state.counter_id, **values}, lambda _: None)


@lru_cache
def _remember(names: tuple[str, ...]) -> Ready:
    mine = counter_states.c.counter_id == bindparam("this_counter")
    values = {name: bindparam(name, type_=counter_states.c[name].type) for name in names}
    return Ready(update(counter_states).where(mine).values(values))
