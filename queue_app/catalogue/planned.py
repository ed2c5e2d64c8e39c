"""Changes of the catalogue that take effect on a later day: kept as a form sent them, applied when the day begins.

They are read and checked once when they are planned, and again when they are applied: what has become wrong in between
stays planned with the reason, which admins see. Applying twice does nothing: a guarded update takes each once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app import clock
from queue_app.catalogue.diff import Changes
from queue_app.catalogue.editing import Edit, current, edited
from queue_app.catalogue.models import CatalogueChangeRecord
from queue_app.db import Record
from queue_app.errors import N_, Invalid, Unknown


class PlannedChangeRecord(Record):
    """One change set that waits for its day. `edits` is what the form sent, `summary` what it changes, `problem` why
    it could not be applied.
    """

    __tablename__ = "planned_changes"
    __table_args__ = (
        CheckConstraint("applied_at IS NULL OR withdrawn_at IS NULL", name="ended_once"),
        Index(None, "site_id", "effective_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    effective_on: Mapped[date]
    edits: Mapped[list[dict[str, Any]]]
    summary: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    applied_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    problem: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Planned:
    """A change that is still to come."""

    id: int
    effective_on: date
    keys: tuple[str, ...]
    edits: tuple[Edit, ...]
    summary: dict[str, Any]
    problem: str | None

    def touches(self, table: str, key: str) -> bool:
        """Whether the change is about this row."""
        return f"{table}/{key}" in self.keys


def plan(session: Session, site_id: int, edits: Iterable[Edit], *, effective_on: date, today: date, by: str) -> Changes:
    """Keep edits for a later day and answer with what they would change. Raises Invalid naming columns, or
    `effective_on` for a day that is not to come.
    """
    if effective_on <= today:
        raise Invalid([{"field": "effective_on", "message": N_("Pilih hari setelah hari ini.")}])
    edits = tuple(edits)
    changes = edited(current(session, site_id, writing=True), edits)
    if changes:
        row = PlannedChangeRecord(
            site_id=site_id,
            effective_on=effective_on,
            edits=[edit.as_json() for edit in edits],
            summary=changes.as_dict(),
            made_at=clock.now(),
            made_by=by,
        )
        session.add(row)
        _note(session, row, "planned", by)
    return changes


def pending(session: Session, site_id: int) -> list[Planned]:
    """What is still to come, in the order in which it will."""
    row = PlannedChangeRecord
    query = select(row).where(row.site_id == site_id, *_open()).order_by(row.effective_on, row.id)
    return [_planned(one) for one in session.scalars(query.execution_options(populate_existing=True))]


def withdraw(session: Session, site_id: int, planned_id: int, *, by: str) -> None:
    """Take a planned change back before its day. Raises Unknown when it is over or not of this site."""
    row = PlannedChangeRecord
    taken = session.execute(
        update(row)
        .where(row.id == planned_id, row.site_id == site_id, *_open())
        .values(withdrawn_at=clock.now())
        .returning(row.id)
    ).one_or_none()
    if taken is None:
        raise Unknown()
    _note(session, session.get_one(row, planned_id), "withdrawn", by)


def due(session: Session, site_id: int, today: date) -> list[int]:
    """The planned changes whose day has come."""
    row = PlannedChangeRecord
    query = select(row.id).where(row.site_id == site_id, row.effective_on <= today, *_open())
    return list(session.scalars(query.order_by(row.effective_on, row.id)))


def take(session: Session, planned_id: int) -> tuple[Changes, str] | None:
    """Mark a due change as applied and answer with what it changes now and who planned it; None when somebody else has
    taken it. Raises Invalid when it does not fit any more: then the caller rolls back and calls `keep_problem`.
    """
    row = PlannedChangeRecord
    taken = session.execute(
        update(row)
        .where(row.id == planned_id, *_open())
        .values(applied_at=clock.now(), problem=None)
        .returning(row.site_id, row.edits, row.made_by)
    ).one_or_none()
    if taken is None:
        return None
    edits = [Edit(**edit) for edit in taken.edits]
    return edited(current(session, taken.site_id, writing=True), edits), taken.made_by


def keep_problem(session: Session, planned_id: int, problem: str) -> None:
    """Say why a change waits beyond its day."""
    row = PlannedChangeRecord
    session.execute(update(row).where(row.id == planned_id, *_open()).values(problem=problem))


def _open() -> tuple[Any, ...]:
    row = PlannedChangeRecord
    return row.applied_at.is_(None), row.withdrawn_at.is_(None)


def _planned(row: PlannedChangeRecord) -> Planned:
    keys = tuple(f"{change['table']}/{change['key']}" for change in row.summary["changes"])
    edits = tuple(Edit(**edit) for edit in row.edits)
    return Planned(row.id, row.effective_on, keys, edits, row.summary, row.problem)


def _note(session: Session, row: PlannedChangeRecord, act: str, by: str) -> None:
    """Planning and withdrawing are changes with an author, too."""
    summary = {**row.summary, act: row.effective_on.isoformat()}
    session.add(CatalogueChangeRecord(site_id=row.site_id, at=clock.now(), by=by, summary=summary))
    session.flush()
