"""Sign-ins as people see them: where somebody is signed in now, and ending it, one's own or (an admin) others'.

A sign-in is listed while its cookie could still work: not ended, younger than `LONGEST_SIGN_IN`. A browser that was
idle for too long is listed too, since only the browser knows. Times are the machine's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.errors import Unknown
from queue_app.people.audit import audit
from queue_app.people.models import SignInRecord, StaffRecord
from queue_app.people.second_step import SecondStepRecord
from queue_app.people.sign_in import LONGEST_SIGN_IN, end_sign_ins


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign-in: which browser ("Chrome di Windows"; empty: not known) and how (password, code, link, sso)."""

    id: int
    browser: str
    way: str
    started_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the house, with what an admin can end: the sign-ins, and the second step (None: there is none)."""

    id: int
    name: str
    login: str
    role: str
    second_step_since: datetime | None
    signs: Sequence[Sign]


def of_person(session: Session, staff_id: int, *, at: datetime) -> list[Sign]:
    """Where this person is signed in, newest first."""
    return [_sign(row) for row in _alive(session, at) if row.staff_id == staff_id]


def of_everybody(session: Session, site_id: int, *, at: datetime) -> list[Colleague]:
    """Every active person of a site, with the sign-ins of each; who is signed in comes first."""
    alive = _alive(session, at)
    steps = {row.staff_id: row.since for row in session.scalars(select(SecondStepRecord))}
    people = session.scalars(select(StaffRecord).where(StaffRecord.site_id == site_id, StaffRecord.active))
    shown = [
        Colleague(p.id, p.name, p.login, p.role, steps.get(p.id), [_sign(r) for r in alive if r.staff_id == p.id])
        for p in people
    ]
    return sorted(shown, key=lambda one: (not one.signs, one.name.casefold()))


def end_own(session: Session, staff_id: int, sign_in_id: int, *, at: datetime) -> None:
    """End one of the own sign-ins; one that has ended stays so. Raises Unknown for somebody else's."""
    row = session.get(SignInRecord, sign_in_id, populate_existing=True)
    if row is None or row.staff_id != staff_id:
        raise Unknown()
    if row.ended_at is None:
        row.ended_at = at
        by = f"staff:{staff_id}"
        audit(session, by=by, action="signed-out", subject=by, site_id=row.site_id)


def end_all_of(session: Session, staff: StaffRecord, *, at: datetime, by: str) -> None:
    """An admin ends every sign-in of a person, who has to sign in again."""
    end_sign_ins(session, staff.id, at=at)
    audit(session, by=by, action="sign-ins-ended", subject=f"staff:{staff.id}", site_id=staff.site_id)


def works_there(session: Session, counter_id: int, *, but: int | None, at: datetime) -> bool:
    """Whether somebody who is signed in, other than this person, has this counter as their own."""
    signed = {row.staff_id for row in _alive(session, at)} - {but}
    own = select(StaffRecord.id).where(StaffRecord.counter_id == counter_id, StaffRecord.active)
    return not signed.isdisjoint(session.scalars(own))


def colleague(session: Session, staff_id: int, *, site_id: int | None) -> StaffRecord:
    """An active person of the same site. Raises Unknown."""
    row = session.get(StaffRecord, staff_id, populate_existing=True)
    if row is None or not row.active or row.site_id != site_id:
        raise Unknown()
    return row


def _alive(session: Session, at: datetime) -> list[SignInRecord]:
    row = SignInRecord
    lives = select(row).where(row.ended_at.is_(None), row.started_at > at - LONGEST_SIGN_IN)
    return list(session.scalars(lives.order_by(row.id.desc()).execution_options(populate_existing=True)))


def _sign(row: SignInRecord) -> Sign:
    return Sign(row.id, row.browser or "", row.way or "", row.started_at, row.started_at + LONGEST_SIGN_IN)
