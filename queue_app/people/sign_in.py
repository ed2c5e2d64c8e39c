"""Signing in: three steps, because checking a password is slow on purpose and a write transaction
must be short.

1. `open_attempt` (in a transaction) counts the attempt before the password is looked at, so that a
thousand guesses at once are counted one by one; 2. `check` (no transaction open) evaluates the
password; 3. `sign_in` (in a transaction) forgives the count and records the sign-in.

From the fifth failure on each further attempt waits: 30 s, doubling up to 15 min, never for ever
(trust.md #23). A person's own devices are counted apart from strangers', so that guessing never
keeps the person out. Every refusal says the same sentence and takes the same time: whether a login
exists cannot be found out here. Times are the machine's own (`clock.real_now()`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NewType

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from queue_app.errors import N_, Unauthorised
from queue_app.people import passwords
from queue_app.people.actor import Actor
from queue_app.people.audit import audit
from queue_app.people.models import SignInRecord, StaffRecord
from queue_app.people.passwords import PasswordHash

FREE_FAILURES = 5
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
#: A sign-in ends after this time, however busy; the idle limit is the cookie's (web/cookies.py).
LONGEST_SIGN_IN = timedelta(hours=12)


class SignInRefused(Unauthorised):
    """Wrong login or password, or too many attempts: one sentence for all."""

    sentence = N_(
        "Nama masuk atau kata sandi tidak cocok. Setelah beberapa kali gagal, tunggu sebentar sebelum mencoba lagi."
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted attempt. `password_hash` is empty when nobody can sign in by it: unknown, inactive
    or waiting.
    """

    staff_id: int | None = None
    password_hash: PasswordHash | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Proved:
    """A right password: whose, and a fresh hash of it when the kept one is outdated."""

    staff_id: int
    better_hash: PasswordHash | None = field(default=None, repr=False)


#: The id of one sign-in, as its cookie carries it (signed).
SignInId = NewType("SignInId", int)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that has just begun: whose, and in which role."""

    sign_in_id: SignInId
    staff_id: int
    role: str


def open_attempt(session: Session, login: str, *, known: Collection[int] = (), at: datetime) -> Attempt:
    """Count an attempt for this login. `known` are the staff ids this device has signed in as
    before.
    """
    row = session.scalars(
        select(StaffRecord).where(StaffRecord.login == login.strip().casefold()).with_for_update()
    ).first()
    return Attempt() if row is None else _counted(session, row, row.id in known, at)


def open_attempt_of(session: Session, staff_id: int, *, at: datetime) -> Attempt:
    """Count an attempt of a person who is signed in and proves the present password again."""
    row = session.get(StaffRecord, staff_id, with_for_update=True, populate_existing=True)
    return Attempt() if row is None else _counted(session, row, True, at)


def check(attempt: Attempt, password: str) -> Proved:
    """Evaluate the password (about 50 ms, always). Raises SignInRefused."""
    if not passwords.matches(password, attempt.password_hash) or attempt.staff_id is None:
        raise SignInRefused()
    kept = attempt.password_hash
    outdated = kept is not None and passwords.outdated(kept)
    return Proved(attempt.staff_id, passwords.rehashed(password) if outdated else None)


def sign_in(session: Session, proved: Proved, *, at: datetime) -> SignedIn:
    """Record the sign-in and forgive the failures. Raises SignInRefused when the person was
    deactivated meanwhile.
    """
    staff = session.get(StaffRecord, proved.staff_id, with_for_update=True, populate_existing=True)
    if staff is None or not staff.active:
        raise SignInRefused()
    staff.failures = staff.known_failures = 0
    staff.locked_until = staff.known_locked_until = None
    staff.password_hash = proved.better_hash or staff.password_hash
    return start_sign_in(session, staff, at=at)


def start_sign_in(session: Session, staff: StaffRecord, *, at: datetime) -> SignedIn:
    """Record a sign-in of a person who has just proved to be one: by password, or by the link that
    set it.
    """
    row = SignInRecord(staff_id=staff.id, site_id=staff.site_id, started_at=at, ended_at=None)
    session.add(row)
    session.flush()
    by = f"staff:{staff.id}"
    audit(session, by=by, action="signed-in", subject=by, site_id=staff.site_id)
    return SignedIn(SignInId(row.id), staff.id, staff.role)


def signed_in_actor(session: Session, sign_in_id: int, *, at: datetime) -> Actor | None:
    """Who this sign-in is, or None when it has ended, is older than 12 hours, or the person is no
    longer active.
    """
    staff = session.scalars(
        select(StaffRecord)
        .join(SignInRecord, SignInRecord.staff_id == StaffRecord.id)
        .where(
            SignInRecord.id == sign_in_id,
            SignInRecord.ended_at.is_(None),
            SignInRecord.started_at > at - LONGEST_SIGN_IN,
            StaffRecord.active,
        )
        .execution_options(populate_existing=True)
    ).first()
    return staff_actor(staff) if staff else None


def end_sign_in(session: Session, sign_in_id: int, *, at: datetime) -> None:
    """Sign out one browser: its cookie stops working, also a copy of it. Ending twice is fine."""
    row = session.get(SignInRecord, sign_in_id)
    if row is not None and row.ended_at is None:
        row.ended_at = at
        by = f"staff:{row.staff_id}"
        audit(session, by=by, action="signed-out", subject=by)


def sign_out_everywhere(session: Session, staff_id: int, *, at: datetime) -> None:
    """A person ends all of the own sign-ins, in every browser."""
    end_sign_ins(session, staff_id, at=at)
    audit(session, by=f"staff:{staff_id}", action="signed-out-everywhere", subject=f"staff:{staff_id}")


def end_sign_ins(session: Session, staff_id: int, *, at: datetime) -> None:
    """End every sign-in of a person: part of a new password, of deactivation, of signing out
    everywhere.
    """
    row = SignInRecord
    session.execute(update(row).where(row.staff_id == staff_id, row.ended_at.is_(None)).values(ended_at=at))


def staff_actor(staff: StaffRecord) -> Actor:
    """The person as the rules see it."""
    return Actor(
        kind="staff",
        role=staff.role,
        label=f"staff:{staff.id}",
        name=staff.name,
        site_id=staff.site_id,
        counter_id=staff.counter_id,
        hall_id=staff.hall_id,
        agency_id=staff.agency_id,
        staff_id=staff.id,
    )


def _counted(session: Session, staff: StaffRecord, known: bool, at: datetime) -> Attempt:
    locked_until = staff.known_locked_until if known else staff.locked_until
    if not staff.active or staff.password_hash is None or (locked_until is not None and locked_until > at):
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
    return Attempt(staff.id, PasswordHash(staff.password_hash))


def _delay(failures: int) -> timedelta:
    """How long the attempt after this many failures waits."""
    doublings = min(failures - FREE_FAILURES, 10)
    return min(FIRST_DELAY * int(2**doublings), LONGEST_DELAY)
