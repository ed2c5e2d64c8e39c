"""How far the first set-up of a mall has come: one row per finished step, so that it can be left and resumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app import clock
from queue_app.db import Record, in_check
from queue_app.errors import N_

#: The steps in their order, with what they are called.
STEPS: dict[str, str] = {
    "place": N_("Tempat"),
    "agencies": N_("Instansi"),
    "services": N_("Layanan"),
    "counters": N_("Loket"),
    "staff": N_("Petugas"),
    "screen": N_("Layar"),
    "call": N_("Uji panggilan"),
}


class SetUpStepRecord(Record):
    """A step that somebody has finished."""

    __tablename__ = "set_up_steps"
    __table_args__ = (CheckConstraint(in_check("step", tuple(STEPS)), name="step"),)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """Which steps are done, and the one to go on with (None: all are)."""

    done: frozenset[str]

    @property
    def next(self) -> str | None:
        return next((step for step in STEPS if step not in self.done), None)


def progress(session: Session, site_id: int) -> Progress:
    """How far the set-up of a site is."""
    row = SetUpStepRecord
    return Progress(frozenset(session.scalars(select(row.step).where(row.site_id == site_id))))


def finish_step(session: Session, site_id: int, step: str, *, by: str) -> None:
    """Note that a step is done. Doing it again is fine."""
    if session.get(SetUpStepRecord, (site_id, step)) is None:
        session.add(SetUpStepRecord(site_id=site_id, step=step, at=clock.now(), by=by))
        session.flush()
