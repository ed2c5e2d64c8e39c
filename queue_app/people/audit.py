"""The audit trail of people, tokens and settings: one row per act, written in the act's own
transaction.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.people.models import AuditEntryRecord


def audit(
    session: Session,
    *,
    by: str,
    action: str,
    subject: str,
    data: Mapping[str, object] | None = None,
    site_id: int | None = None,
) -> None:
    """Record that `by` did `action` to `subject` ("staff:12", "token:7", "service:KTP-01").

    `data` holds what changed, never a secret, a phone number or an answer. The time is the
    machine's own: a simulated clock must not colour the record of who did what.
    """
    entry = AuditEntryRecord(
        site_id=site_id,
        at=clock.real_now(),
        by=by,
        action=action,
        subject=subject,
        data=dict(data or {}),
    )
    session.add(entry)
