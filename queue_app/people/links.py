"""One-time links: how a person gets the first password. Nobody is ever given a default one.

A link is 256 random bits, kept as keyed digest, spent by a guarded update, and dies by age. Looking
at it changes nothing. Times here are the machine's own (`clock.real_now()`): a deadline must not
run with a simulated clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from queue_app import ids
from queue_app.errors import N_, Refused, Unknown
from queue_app.people.models import FIRST_ADMIN, SET_PASSWORD, OneTimeLinkRecord, StaffRecord

#: How long a link works: the first admin's is used at once by whoever started the server; a
#: colleague reads mail later.
LIVES = {FIRST_ADMIN: timedelta(minutes=30), SET_PASSWORD: timedelta(hours=24)}


class LinkUsed(Refused):
    """The link was used before, or is no longer needed."""

    type = "token-used"
    sentence = N_("Tautan ini sudah dipakai. Silakan masuk, atau minta tautan baru kepada admin.")


class LinkExpired(Refused):
    """The link is too old."""

    type = "token-expired"
    status = 410
    sentence = N_("Tautan ini sudah kedaluwarsa. Minta tautan baru kepada admin.")


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that still works: whose it is (`staff_id` empty: the first admin's), with what the
    form shows.
    """

    purpose: str
    staff_id: int | None
    login: str
    name: str


def first_admin_link(session: Session, *, at: datetime) -> str | None:
    """The token of a fresh first-admin link, or None once there is an admin. Earlier unused ones
    stop working.

    Called at each start of the server until somebody has used it.
    """
    if _has_admin(session):
        return None
    session.execute(delete(OneTimeLinkRecord).where(OneTimeLinkRecord.purpose == FIRST_ADMIN))
    return _make(session, FIRST_ADMIN, None, at)


def password_link(session: Session, staff: StaffRecord, *, at: datetime) -> str:
    """The token of a fresh link with which this person sets a password. Earlier unused ones stop
    working.
    """
    unused = OneTimeLinkRecord.staff_id == staff.id, OneTimeLinkRecord.used_at.is_(None)
    session.execute(delete(OneTimeLinkRecord).where(*unused))
    return _make(session, SET_PASSWORD, staff.id, at)


def open_link(session: Session, token: str, *, at: datetime) -> OpenLink:
    """What the link is for. Changes nothing. Raises Unknown, LinkUsed, LinkExpired."""
    link = session.get(OneTimeLinkRecord, _digest(token), populate_existing=True)
    if link is None:
        raise Unknown()
    if link.used_at is not None or (link.purpose == FIRST_ADMIN and _has_admin(session)):
        raise LinkUsed()
    if link.expires_at <= at:
        raise LinkExpired()
    holder = session.get(StaffRecord, link.staff_id) if link.staff_id else None
    if holder is not None and not holder.active:
        raise Unknown()
    return OpenLink(link.purpose, link.staff_id, holder.login if holder else "", holder.name if holder else "")


def spend_link(session: Session, token: str, *, at: datetime) -> OpenLink:
    """Use the link up. Of many at once exactly one succeeds; the others get LinkUsed."""
    link = open_link(session, token, at=at)
    row = OneTimeLinkRecord
    spent = session.execute(
        update(row)
        .where(row.digest == _digest(token), row.used_at.is_(None), row.expires_at > at)
        .values(used_at=at)
        .returning(row.digest)
    ).all()
    if not spent:
        raise LinkUsed()
    return link


def _make(session: Session, purpose: str, staff_id: int | None, at: datetime) -> str:
    token = ids.bearer()
    session.add(
        OneTimeLinkRecord(
            digest=_digest(token),
            staff_id=staff_id,
            purpose=purpose,
            expires_at=at + LIVES[purpose],
            used_at=None,
        )
    )
    session.flush()
    return token


def _has_admin(session: Session) -> bool:
    return session.scalar(select(StaffRecord.id).where(StaffRecord.role == "admin").limit(1)) is not None


def _digest(token: str) -> str:
    return ids.keyring().digest("one-time-link", token)
