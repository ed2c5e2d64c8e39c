"""Recovery codes: eight codes on paper for the day on which the phone is lost. Each opens once; kept as keyed digests.

Ten Crockford characters each (50 bits), read in two groups: K7Q2M-9XDAB.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app import ids
from queue_app.db import Record
from queue_app.people.audit import audit

HOW_MANY, LENGTH = 8, 10


class RecoveryCodeRecord(Record):
    """One code of one person; `used_at` is set once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index(None, "staff_id"),)
    digest: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    used_at: Mapped[datetime | None]


def renew(session: Session, staff_id: int, site_id: int) -> list[str]:
    """Eight fresh codes, as they are printed; the earlier ones stop working."""
    forget(session, staff_id)
    codes = ["".join(secrets.choice(ids.CROCKFORD) for _ in range(LENGTH)) for _ in range(HOW_MANY)]
    session.add_all(
        RecoveryCodeRecord(digest=_digest(staff_id, code), staff_id=staff_id, site_id=site_id, used_at=None)
        for code in codes
    )
    session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use(session: Session, staff_id: int, typed: str, *, at: datetime) -> bool:
    """Use a code up; False when it is none of this person's or was used before."""
    code = ids.normalise(typed)
    if len(code) != LENGTH or not code.isascii():
        return False
    row = RecoveryCodeRecord
    unused = update(row).where(row.digest == _digest(staff_id, code), row.used_at.is_(None)).values(used_at=at)
    used = session.execute(unused.returning(row.site_id).execution_options(synchronize_session=False)).first()
    if used is None:
        return False
    by, data = f"staff:{staff_id}", {"left": left(session, staff_id)}
    audit(session, by=by, action="recovery-code-used", subject=by, data=data, site_id=used.site_id)
    return True


def left(session: Session, staff_id: int) -> int:
    """How many codes of a person are unused."""
    row = RecoveryCodeRecord
    return session.scalar(select(func.count()).where(row.staff_id == staff_id, row.used_at.is_(None))) or 0


def forget(session: Session, staff_id: int) -> None:
    """Drop a person's codes."""
    session.execute(delete(RecoveryCodeRecord).where(RecoveryCodeRecord.staff_id == staff_id))


def _digest(staff_id: int, code: str) -> str:
    return ids.keyring().digest("recovery-code", f"{staff_id}:{code}")
