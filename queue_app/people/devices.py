"""The screens and kiosks of a mall as its admin keeps them: rename, move to another hall, take out.

A device is the bearer token that its browser holds. Revoking ends it with its next request; a socket that is open is
closed within two seconds (`live/turned_away.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.errors import Unknown
from queue_app.people.actor import DEVICE_ROLES
from queue_app.people.audit import audit
from queue_app.people.models import AccessTokenRecord
from queue_app.people.tokens import refuse_bad, revoke_token


@dataclass(frozen=True, slots=True)
class Device:
    """One machine of the house."""

    id: int
    name: str
    role: str
    hall_id: int | None
    created_at: datetime

    @property
    def label(self) -> str:
        """As acks, events and the audit name it."""
        return f"token:{self.id}"


def devices(session: Session, site_id: int) -> list[Device]:
    """The devices of a site that are let in, oldest first."""
    row = AccessTokenRecord
    mine = (row.site_id == site_id, row.role.in_(DEVICE_ROLES), row.revoked_at.is_(None))
    return [_device(one) for one in session.scalars(select(row).where(*mine).order_by(row.id))]


def device_of(session: Session, site_id: int, device_id: int) -> Device:
    """One device that is let in. Raises Unknown."""
    return _device(_row(session, site_id, device_id))


def change_device(session: Session, site_id: int, device_id: int, *, name: str, hall_id: int | None, by: str) -> None:
    """Rename a device and say in which hall it stands. Raises Unknown, Invalid naming `name`."""
    row = _row(session, site_id, device_id)
    refuse_bad(name, row.role)
    was = {"name": row.name, "hall_id": row.hall_id}
    row.name, row.hall_id = name.strip(), hall_id
    now = {"name": row.name, "hall_id": row.hall_id}
    changed = {field: [was[field], now[field]] for field in was if was[field] != now[field]}
    if changed:
        audit(session, by=by, action="device-changed", subject=f"token:{row.id}", data=changed, site_id=site_id)


def revoke_device(session: Session, site_id: int, device_id: int, *, by: str) -> None:
    """Take a device out: its next request is a stranger's. Raises Unknown."""
    revoke_token(session, _row(session, site_id, device_id).id, by=by)


def _row(session: Session, site_id: int, device_id: int) -> AccessTokenRecord:
    row = session.get(AccessTokenRecord, device_id, populate_existing=True)
    known = row is not None and row.site_id == site_id and row.role in DEVICE_ROLES and row.revoked_at is None
    if row is None or not known:
        raise Unknown()
    return row


def _device(row: AccessTokenRecord) -> Device:
    return Device(row.id, row.name, row.role, row.hall_id, row.created_at)
