"""The people of a mall as its admin keeps them: who there is, a new link, another role, the way back in.

Adding, placing and deactivating are verbs of `staff`; what is here is what a page of admins needs besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.errors import N_, Refused, Unknown
from queue_app.people.audit import audit
from queue_app.people.links import password_link
from queue_app.people.models import SignInRecord, StaffRecord
from queue_app.people.sign_in import LONGEST_SIGN_IN, end_sign_ins
from queue_app.people.staff import deactivate_staff


class LastAdmin(Refused):
    """Without an admin nobody could let anybody in again."""

    sentence = N_("Ini admin terakhir yang aktif. Tambahkan admin lain lebih dahulu.")


class Yourself(Refused):
    """An admin who ends the own access by mistake has nobody to ask."""

    sentence = N_("Anda tidak dapat menonaktifkan diri sendiri. Mintalah admin lain.")


@dataclass(frozen=True, slots=True)
class Person:
    """One person as the list shows it; `signed_in` counts browsers, `has_password` tells whether a link was used."""

    id: int
    name: str
    login: str
    role: str
    counter_id: int | None
    hall_id: int | None
    agency_id: int | None
    active: bool
    has_password: bool
    signed_in: int


def roster(session: Session, site_id: int, *, at: datetime) -> list[Person]:
    """Everybody of a site, who is active first, then by name."""
    within = (SignInRecord.ended_at.is_(None), SignInRecord.started_at > at - LONGEST_SIGN_IN)
    open_ = (
        select(SignInRecord.staff_id, func.count().label("n")).where(*within).group_by(SignInRecord.staff_id).subquery()
    )
    query = (
        select(StaffRecord, open_.c.n)
        .outerjoin(open_, open_.c.staff_id == StaffRecord.id)
        .where(StaffRecord.site_id == site_id)
        .order_by(StaffRecord.active.desc(), func.lower(StaffRecord.name), StaffRecord.id)
    )
    return [_person(row, signed_in or 0) for row, signed_in in session.execute(query)]


def person_of(session: Session, site_id: int, staff_id: int) -> StaffRecord:
    """Somebody of this site, active or not. Raises Unknown."""
    row = session.get(StaffRecord, staff_id, populate_existing=True)
    if row is None or row.site_id != site_id:
        raise Unknown()
    return row


def names(session: Session, site_id: int) -> dict[str, str]:
    """What "staff:12" is called, for records of who did what."""
    query = select(StaffRecord.id, StaffRecord.name).where(StaffRecord.site_id == site_id)
    return {f"staff:{id_}": name for id_, name in session.execute(query)}


def change_role(session: Session, person: StaffRecord, role: str, *, at: datetime, by: str) -> None:
    """Give a person another role; whoever is signed in has to sign in again. Raises LastAdmin."""
    if person.role == role:
        return
    _keep_an_admin(session, person)
    before, person.role = person.role, role
    end_sign_ins(session, person.id, at=at)
    _note(session, person, "staff-role", by, {"role": [before, role]})


def rename(session: Session, person: StaffRecord, name: str, *, by: str) -> None:
    """Correct how a person is called."""
    if person.name != name:
        before, person.name = person.name, name
        _note(session, person, "staff-renamed", by, {"name": [before, name]})


def new_link(session: Session, person: StaffRecord, *, at: datetime, by: str) -> str:
    """The token of a fresh link with which the person sets a password; earlier ones stop working. Raises Unknown for
    somebody who is not active.
    """
    if not person.active:
        raise Unknown()
    _note(session, person, "staff-link", by, {})
    return password_link(session, person, at=at)


def deactivate(session: Session, person: StaffRecord, *, at: datetime, by: str) -> None:
    """End somebody's access at once. Raises Yourself, LastAdmin."""
    if by == f"staff:{person.id}":
        raise Yourself()
    _keep_an_admin(session, person)
    deactivate_staff(session, person, at=at, by=by)


def bring_back(session: Session, person: StaffRecord, *, by: str) -> None:
    """Let somebody in again, with a new link only: the old password is gone."""
    person.active, person.password_hash = True, None
    _note(session, person, "staff-brought-back", by, {})


def end_all_sign_ins(session: Session, person: StaffRecord, *, at: datetime, by: str) -> None:
    """Sign a person out of every browser, at the next request of each."""
    end_sign_ins(session, person.id, at=at)
    _note(session, person, "staff-signed-out", by, {})


def _keep_an_admin(session: Session, person: StaffRecord) -> None:
    if person.role != "admin" or not person.active:
        return
    row = StaffRecord
    others = select(func.count()).where(row.role == "admin", row.active, row.id != person.id)
    if not session.scalar(others.where(row.site_id == person.site_id)):
        raise LastAdmin()


def _note(session: Session, person: StaffRecord, action: str, by: str, data: dict[str, object]) -> None:
    audit(session, by=by, action=action, subject=f"staff:{person.id}", data=data, site_id=person.site_id)


def _person(row: StaffRecord, signed_in: int) -> Person:
    return Person(
        row.id,
        row.name,
        row.login,
        row.role,
        row.counter_id,
        row.hall_id,
        row.agency_id,
        row.active,
        row.password_hash is not None,
        signed_in,
    )
