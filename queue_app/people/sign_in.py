"""Signing in: three steps, because checking a password is slow on purpose and a write transaction
must be short.

1. `open_attempt` (in a transaction) counts the attempt before the password is looked at, so that a
thousand guesses at once are counted one by one; 2. `check` (no transaction open) evaluates the
password; 3. `sign_in` (in a transaction) forgives the count and records the sign-in, or says that the second step is
due: then `open_attempt_of` counts again and `finish` looks at the code.

Every refusal says the same sentence and takes the same time: whether a login
exists cannot be found out here. Times are the machine's own (`clock.real_now()`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NewType

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from queue_app.errors import N_, Unauthorised
from queue_app.people import passwords, second_step
from queue_app.people.actor import Actor
from queue_app.people.attempts import Attempt, open_attempt, open_attempt_of
from queue_app.people.audit import audit
from queue_app.people.models import SignInRecord, StaffRecord
from queue_app.people.passwords import PasswordHash

#: A sign-in ends after this time, however busy; the idle limit is the cookie's (web/cookies.py).
LONGEST_SIGN_IN = timedelta(hours=12)

__all__ = ["Attempt", "open_attempt", "open_attempt_of"]


class SignInRefused(Unauthorised):
    """Wrong login or password, or too many attempts: one sentence for all."""

    sentence = N_(
        "Nama masuk atau kata sandi tidak cocok. Setelah beberapa kali gagal, tunggu sebentar sebelum mencoba lagi."
    )


@dataclass(frozen=True, slots=True)
class Proved:
    """A right password: whose, and a fresh hash of it when the kept one is outdated."""

    staff_id: int
    better_hash: PasswordHash | None = field(default=None, repr=False)


#: The id of one sign-in, as its cookie carries it (signed).
SignInId = NewType("SignInId", int)


@dataclass(frozen=True, slots=True)
class How:
    """By which way somebody signs in (password, code, link, sso), in which browser, and whether the house asks admins
    and managers for a second step.
    """

    way: str = "password"
    browser: str = ""
    second_step_required: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that has just begun: whose, and in which role."""

    sign_in_id: SignInId
    staff_id: int
    role: str


@dataclass(frozen=True, slots=True)
class HalfWay:
    """The first step is done, a second one is due; nothing is signed in yet. `set_up`: there is one to type a code of;
    otherwise it has to be set up first.
    """

    staff_id: int
    set_up: bool


_PASSWORD = How()


def check(attempt: Attempt, password: str) -> Proved:
    """Evaluate the password (about 50 ms, always). Raises SignInRefused."""
    if not passwords.matches(password, attempt.password_hash) or attempt.staff_id is None:
        raise SignInRefused()
    kept = attempt.password_hash
    outdated = kept is not None and passwords.outdated(kept)
    return Proved(attempt.staff_id, passwords.rehashed(password) if outdated else None)


def sign_in(session: Session, proved: Proved, *, at: datetime, how: How = _PASSWORD) -> SignedIn | HalfWay:
    """The password is right: sign in, or say that a second step is due. Raises SignInRefused when the person was
    deactivated meanwhile.
    """
    staff = _active(session, proved.staff_id)
    staff.password_hash = proved.better_hash or staff.password_hash
    return proceed(session, staff, at=at, how=how)


def proceed(session: Session, staff: StaffRecord, *, at: datetime, how: How) -> SignedIn | HalfWay:
    """Sign in whoever has done the first step, unless a second one is due; failures are forgiven at the end only."""
    if second_step.has_one(session, staff.id):
        return HalfWay(staff.id, True)
    if how.second_step_required and staff.role in second_step.MUST:
        return HalfWay(staff.id, False)
    return start_sign_in(session, staff, at=at, how=how)


def finish(session: Session, attempt: Attempt, code: str, *, at: datetime, how: How) -> SignedIn | None:
    """The second step of a counted attempt; None when the code is wrong or was used before.

    Raises SignInRefused while the person has to wait, or was deactivated.
    """
    if attempt.staff_id is None:
        raise SignInRefused()
    staff = _active(session, attempt.staff_id)
    if not second_step.passes(session, staff.id, code, at=at):
        return None
    return start_sign_in(session, staff, at=at, how=how)


def start_sign_in(session: Session, staff: StaffRecord, *, at: datetime, how: How = _PASSWORD) -> SignedIn:
    """Record a sign-in of a person who has just proved to be one in every step, and forgive the failures."""
    forgive(session, staff.id)
    row = SignInRecord(staff_id=staff.id, site_id=staff.site_id, started_at=at, ended_at=None)
    row.browser, row.way = how.browser or None, how.way
    session.add(row)
    session.flush()
    by = f"staff:{staff.id}"
    audit(session, by=by, action="signed-in", subject=by, data={"way": how.way}, site_id=staff.site_id)
    return SignedIn(SignInId(row.id), staff.id, staff.role)


def forgive(session: Session, staff_id: int) -> None:
    """Forget the failures of a person who has proved to be one in every step."""
    staff = session.get_one(StaffRecord, staff_id)
    staff.failures = staff.known_failures = 0
    staff.locked_until = staff.known_locked_until = None


def _active(session: Session, staff_id: int) -> StaffRecord:
    staff = session.get(StaffRecord, staff_id, with_for_update=True, populate_existing=True)
    if staff is None or not staff.active:
        raise SignInRefused()
    return staff


def signed_in_actor(session: Session, sign_in_id: int, *, at: datetime) -> Actor | None:
    """Who this sign-in is, or None when it has ended, is older than 12 hours, or the person is no
    longer active.
    """
    staff = session.scalars(
        select(StaffRecord)
        .join(SignInRecord, SignInRecord.staff_id == StaffRecord.id)
        .where(SignInRecord.id == sign_in_id, *_stands(at))
        .execution_options(populate_existing=True)
    ).first()
    return staff_actor(staff) if staff else None


def signed_in(session: Session, sign_in_ids: Collection[int], *, at: datetime) -> dict[int, Actor]:
    """Sign-in → who it is now, of those that `signed_in_actor` would answer with somebody."""
    if not sign_in_ids:
        return {}
    query = select(SignInRecord.id, StaffRecord).join(StaffRecord, SignInRecord.staff_id == StaffRecord.id)
    wanted = query.where(SignInRecord.id.in_(sign_in_ids), *_stands(at)).execution_options(populate_existing=True)
    return {sign_in_id: staff_actor(staff) for sign_in_id, staff in session.execute(wanted)}


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


def _stands(at: datetime) -> tuple[Any, ...]:
    """Conditions under which a sign-in still opens anything."""
    row = SignInRecord
    return row.ended_at.is_(None), row.started_at > at - LONGEST_SIGN_IN, StaffRecord.active


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
