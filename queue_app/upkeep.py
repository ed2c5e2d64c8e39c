"""Machinery: when the house last looked after itself, and what came of it: one row per task, whoever did it.

Kept in the database, so that every process can tell it on /metrics, also of a job that another process ran.
Times are the machine's own (`clock.real_now()`): a lesson's clock makes no backup older.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, String, Table, delete, insert, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.db import Record, UtcDateTime

BACKUP, CHECK, USUAL_HOURS = "backup", "check", "usual-hours"

upkeep = Table(
    "upkeep",
    Record.metadata,
    Column("task", String(40), primary_key=True),
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
    Column("found", JSON, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Done:
    """The last time that a task ended well. `found` is the task's own."""

    task: str
    began_at: datetime
    ended_at: datetime
    found: dict[str, Any]


def note(session: Session, task: str, began_at: datetime, found: dict[str, Any]) -> None:
    """Keep that a task has ended now, in place of the time before."""
    session.execute(delete(upkeep).where(upkeep.c.task == task))
    values = {"task": task, "began_at": began_at, "ended_at": clock.real_now(), "found": found}
    session.execute(insert(upkeep).values(**values))


def last(session: Session, task: str) -> Done | None:
    """The last time a task ended; None when it never did."""
    row = session.execute(select(upkeep).where(upkeep.c.task == task)).one_or_none()
    return None if row is None else Done(*row)


def age(done: Done | None) -> float:
    """Seconds since a task last began (what it found is as old as that); infinite when it never did."""
    return float("inf") if done is None else (clock.real_now() - done.began_at).total_seconds()


def try_writing(session: Session, name: str) -> None:
    """Write a row of this name, to see whether the database takes it; for a transaction that is taken back."""
    at = clock.real_now()
    session.execute(insert(upkeep).values(task=name, began_at=at, ended_at=at, found={}))
