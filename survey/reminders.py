"""Who may be reminded of the survey: once, while the right is open, and never after it was used.

Only the digest of the token is looked at, never an answer: the two cannot be joined (ARCHITECTURE law 14).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, update
from sqlalchemy.orm import Session

from survey.tokens import RightRecord, SpentRecord, TokenUnknown, digest_of, look

#: Business days after the service on which its holder is reminded; a day missed is made up for on the next.
AFTER_DAYS = (3, 4)


def claim(session: Session, token: str, *, at: datetime) -> datetime | None:
    """Take the one reminder of an open, unused right; returns the instant until which it can be answered.

    None when there is nothing to remind of: used, expired, withdrawn, unknown, or reminded before. Of two jobs at
    once one gets it.
    """
    right = RightRecord
    used = exists().where(SpentRecord.digest == right.digest)
    taken = (
        update(right)
        .where(right.digest == digest_of(token), right.reminded_at.is_(None), right.withdrawn_at.is_(None))
        .where(right.expires_at > at, ~used)
        .values(reminded_at=at)
        .returning(right.expires_at)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(taken).one_or_none()


def still_open(session: Session, token: str, *, at: datetime) -> bool:
    """Whether a reminder that is about to be sent is still true."""
    try:
        return look(session, token, at).state == "open"
    except TokenUnknown:
        return False
