"""Tries to sign in, counted before anything is looked at, so that a thousand guesses at once are counted one by one.

From the fifth failure on each further attempt waits: 30 s, doubling up to 15 min, never for ever (trust.md #23). A
person's own devices are counted apart from strangers', so that guessing never keeps the person out. Both steps of a
sign-in, and whatever asks for the password or a code again, share the count.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.people.audit import audit
from queue_app.people.models import StaffRecord
from queue_app.people.passwords import PasswordHash

FREE_FAILURES = 5
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted attempt. `password_hash` is empty when nobody can sign in by it: unknown, inactive
    or waiting.
    """

    staff_id: int | None = None
    password_hash: PasswordHash | None = field(default=None, repr=False)


def open_attempt(session: Session, login: str, *, known: Collection[int] = (), at: datetime) -> Attempt:
    """Count an attempt for this login. `known` are the staff ids this device has signed in as
    before.
    """
    row = session.scalars(
        select(StaffRecord).where(StaffRecord.login == login.strip().casefold()).with_for_update()
    ).first()
    return Attempt() if row is None or row.password_hash is None else _counted(session, row, row.id in known, at)


def open_attempt_of(session: Session, staff_id: int, *, at: datetime, known: Collection[int] | None = None) -> Attempt:
    """Count an attempt of a person who is signed in and proves the present password again, or who is half-way and types
    a code (`known` then as in `open_attempt`): both steps share their tries.
    """
    row = session.get(StaffRecord, staff_id, with_for_update=True, populate_existing=True)
    if row is None or (known is None and row.password_hash is None):
        return Attempt()
    return _counted(session, row, known is None or row.id in known, at)


def _counted(session: Session, staff: StaffRecord, known: bool, at: datetime) -> Attempt:
    locked_until = staff.known_locked_until if known else staff.locked_until
    if not staff.active or (locked_until is not None and locked_until > at):
        return Attempt()
    failures = (staff.known_failures if known else staff.failures) + 1
    waits_until = at + _delay(failures) if failures >= FREE_FAILURES else None
    if known:
        staff.known_failures, staff.known_locked_until = failures, waits_until
    else:
        staff.failures, staff.locked_until = failures, waits_until
    if failures == FREE_FAILURES:
        audit(
            session,
            by="system",
            action="sign-in-delayed",
            subject=f"staff:{staff.id}",
            site_id=staff.site_id,
        )
    return Attempt(staff.id, PasswordHash(staff.password_hash) if staff.password_hash else None)


def _delay(failures: int) -> timedelta:
    """How long the attempt after this many failures waits."""
    doublings = min(failures - FREE_FAILURES, 10)
    return min(FIRST_DELAY * int(2**doublings), LONGEST_DELAY)
