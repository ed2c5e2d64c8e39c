"""Verbs on staff: add, set a password, change it, place, deactivate.

None of them commits; slow hashing is done before (`passwords.new_password`), outside the
transaction.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from queue_app.catalogue.models import CounterRecord
from queue_app.errors import N_, Invalid, Unknown
from queue_app.people.actor import STAFF_ROLES
from queue_app.people.audit import audit
from queue_app.people.links import password_link, spend_link
from queue_app.people.models import StaffRecord
from queue_app.people.passwords import PasswordHash
from queue_app.people.sign_in import HalfWay, How, SignedIn, end_sign_ins, proceed, start_sign_in

LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,30}[a-z0-9])")
LOGIN_SHAPE = N_("Nama masuk terdiri atas 3–32 huruf kecil, angka, titik, atau tanda hubung.")
LOGIN_TAKEN = N_("Nama masuk ini sudah dipakai.")
NAME_SHAPE = N_("Nama wajib diisi, paling banyak 80 karakter.")
ROLE_UNKNOWN = N_("Peran ini tidak dikenal.")
_BY_LINK = How(way="link")
_BY_PASSWORD = How()


def add_staff(
    session: Session,
    *,
    site_id: int,
    name: str,
    login: str,
    role: str,
    at: datetime,
    by: str,
    counter_id: int | None = None,
    hall_id: int | None = None,
    agency_id: int | None = None,
) -> tuple[StaffRecord, str]:
    """Add a person and return the row and the token of the link that sets the first password.

    There is no default password. Raises Invalid naming `name`, `login` (shape, or taken) or `role`.
    """
    places = {"counter_id": counter_id, "hall_id": hall_id, "agency_id": agency_id}
    staff = _insert(session, site_id, name, login, role, **places)
    audit(
        session,
        by=by,
        action="staff-added",
        subject=f"staff:{staff.id}",
        data={"role": role, **places},
        site_id=site_id,
    )
    return staff, password_link(session, staff, at=at)


def start_first_admin(
    session: Session,
    token: str,
    *,
    site_id: int,
    name: str,
    login: str,
    password: PasswordHash,
    at: datetime,
    how: How = _BY_LINK,
) -> SignedIn | HalfWay:
    """Spend the first-admin link: the installation's first person, with the password chosen there,
    signed in.

    Raises Unknown, LinkUsed, LinkExpired; Invalid naming `name` or `login`.
    """
    if spend_link(session, token, at=at).staff_id is not None:
        raise Unknown()
    staff = _insert(session, site_id, name, login, "admin")
    staff.password_hash = password
    audit(session, by="system", action="first-admin", subject=f"staff:{staff.id}", site_id=site_id)
    return proceed(session, staff, at=at, how=how)


def set_password(
    session: Session, token: str, password: PasswordHash, *, at: datetime, how: How = _BY_LINK
) -> SignedIn | HalfWay:
    """Spend a person's link and give the password chosen there. Earlier sign-ins end; a new one begins, unless a second
    step is due: a link replaces the password, never the phone.

    Raises Unknown, LinkUsed, LinkExpired.
    """
    staff_id = spend_link(session, token, at=at).staff_id
    if staff_id is None:
        raise Unknown()
    staff = find_staff(session, staff_id)
    _give_password(session, staff, password, at=at)
    return proceed(session, staff, at=at, how=how)


def change_password(
    session: Session, staff_id: int, password: PasswordHash, *, at: datetime, how: How = _BY_PASSWORD
) -> SignedIn:
    """Replace the password of a person who has just proved the present one. Earlier sign-ins end, a
    new one begins.

    Raises Unknown.
    """
    staff = find_staff(session, staff_id)
    _give_password(session, staff, password, at=at)
    return start_sign_in(session, staff, at=at, how=how)


def place_staff(
    session: Session,
    staff: StaffRecord,
    *,
    by: str,
    counter_id: int | None = None,
    hall_id: int | None = None,
    agency_id: int | None = None,
) -> None:
    """Say where a person works from now on; what is left empty is no such bound."""
    staff.counter_id, staff.hall_id, staff.agency_id = counter_id, hall_id, agency_id
    data = {"counter_id": counter_id, "hall_id": hall_id, "agency_id": agency_id}
    audit(
        session,
        by=by,
        action="staff-placed",
        subject=f"staff:{staff.id}",
        data=data,
        site_id=staff.site_id,
    )


def deactivate_staff(session: Session, staff: StaffRecord, *, at: datetime, by: str) -> None:
    """End a person's access at once: sign-ins stop working with the next request. The row stays for
    the record.
    """
    staff.active = False
    end_sign_ins(session, staff.id, at=at)
    audit(
        session,
        by=by,
        action="staff-deactivated",
        subject=f"staff:{staff.id}",
        site_id=staff.site_id,
    )


def find_staff(session: Session, staff_id: int) -> StaffRecord:
    """An active person by id. Raises Unknown."""
    staff = session.get(StaffRecord, staff_id, populate_existing=True)
    if staff is None or not staff.active:
        raise Unknown()
    return staff


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as the own account page shows it."""

    name: str
    login: str
    role: str
    counter: str | None


def profile(session: Session, staff_id: int) -> Profile:
    """An active person's own data. Raises Unknown."""
    staff = find_staff(session, staff_id)
    counter = session.get(CounterRecord, staff.counter_id) if staff.counter_id else None
    return Profile(staff.name, staff.login, staff.role, counter.name if counter else None)


def suggest_login(session: Session, name: str) -> str:
    """A free login made from a name: "Siti Aminah" gives "siti.aminah", then "siti.aminah2"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    root = ".".join(re.findall(r"[a-z0-9]+", plain))[:28].strip(".")
    root = root if len(root) >= 3 else f"petugas.{root}".strip(".")
    taken = set(session.scalars(select(StaffRecord.login).where(StaffRecord.login.startswith(root, autoescape=True))))
    return next(login for n in range(1, len(taken) + 2) if (login := root if n == 1 else f"{root}{n}") not in taken)


def _insert(session: Session, site_id: int, name: str, login: str, role: str, **places: int | None) -> StaffRecord:
    staff = StaffRecord(
        site_id=site_id,
        name=clean_name(name),
        login=_clean_login(login),
        role=_known_role(role),
        **places,
    )
    try:
        with session.begin_nested():
            session.add(staff)
    except IntegrityError as error:
        if "login" not in str(error.orig):
            raise
        raise Invalid([{"field": "login", "message": LOGIN_TAKEN}]) from error
    return staff


def _give_password(session: Session, staff: StaffRecord, password: PasswordHash, *, at: datetime) -> None:
    staff.password_hash = password
    staff.failures = staff.known_failures = 0
    staff.locked_until = staff.known_locked_until = None
    end_sign_ins(session, staff.id, at=at)
    by = f"staff:{staff.id}"
    audit(session, by=by, action="password-set", subject=by, site_id=staff.site_id)


def clean_name(name: str) -> str:
    """A name as it is kept. Raises Invalid naming `name`."""
    clean = " ".join(name.split())
    if not 1 <= len(clean) <= 80 or not clean.isprintable():
        raise Invalid([{"field": "name", "message": NAME_SHAPE}])
    return clean


def _clean_login(login: str) -> str:
    folded = login.strip().casefold()
    if not LOGIN.fullmatch(folded):
        raise Invalid([{"field": "login", "message": LOGIN_SHAPE}])
    return folded


def _known_role(role: str) -> str:
    if role not in STAFF_ROLES:
        raise Invalid([{"field": "role", "message": ROLE_UNKNOWN}])
    return role
