"""How many answers about a service came lately: one row for each service, overwritten from window to window.

It exists to notice bursts (`survey.marks`). It holds no answer and no token, and of the past nothing but the last
window: `forget_before` takes even that away.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app.db import Record

#: The window in which answers are counted together.
WINDOW = timedelta(minutes=10)


class PaceRecord(Record):
    """`n` answers about a service in the window that began at `began_at`."""

    __tablename__ = "survey_pace"
    site_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    service_code: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    n: Mapped[int]


def note(session: Session, site_id: int, service_code: str, at: datetime) -> int:
    """Count one answer now; returns how many there are in this window, this one included."""
    began, pace = _window(at), PaceRecord
    named = session.get_bind().dialect.name
    insert = postgresql.insert(pace) if named == "postgresql" else sqlite.insert(pace)
    counted = insert.values(site_id=site_id, service_code=service_code, began_at=began, n=1).on_conflict_do_update(
        index_elements=["site_id", "service_code"],
        set_={"began_at": began, "n": case((pace.began_at == began, pace.n + 1), else_=1)},
    )
    return session.execute(counted.returning(pace.n)).scalar_one()


def forget_before(session: Session, at: datetime) -> None:
    """Drop the counts of windows that ended before `at`."""
    session.execute(delete(PaceRecord).where(PaceRecord.began_at < at - WINDOW))


def _window(at: datetime) -> datetime:
    seconds = int(WINDOW.total_seconds())
    return at - timedelta(seconds=at.timestamp() % seconds)
