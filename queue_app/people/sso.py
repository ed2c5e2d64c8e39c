"""Signing in with an account of an identity provider: it opens a staff account that exists here, and makes none.

The provider says who somebody is; who works here, and as what, is said here only (trust.md 4.1: roles are never taken
from a claim). A second step that was set up here is still asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from queue_app.errors import N_, Forbidden, Invalid
from queue_app.people.audit import audit
from queue_app.people.models import StaffRecord

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
EMAIL_SHAPE = N_("Alamat surel ini tidak dikenali.")
EMAIL_TAKEN = N_("Alamat surel ini sudah dipakai petugas lain.")


class NoAccountHere(Forbidden):
    """The provider knows the person, this house does not."""

    sentence = N_("Akun Anda dikenal, tetapi belum terdaftar sebagai petugas di sini. Minta admin mendaftarkannya.")


def account_of(session: Session, claims: Mapping[str, object], claim: str) -> StaffRecord:
    """The active person whom the provider's claims name: by login, or by an e-mail address that it has verified.

    Raises NoAccountHere.
    """
    told = claims.get(claim)
    if not isinstance(told, str) or not told.strip() or (claim == "email" and claims.get("email_verified") is not True):
        raise NoAccountHere()
    column = StaffRecord.email if claim == "email" else StaffRecord.login
    named = select(StaffRecord).where(column == told.strip().casefold(), StaffRecord.active)
    row = session.scalars(named.execution_options(populate_existing=True)).first()
    if row is None:
        raise NoAccountHere()
    return row


def set_email(session: Session, staff: StaffRecord, email: str, *, by: str) -> None:
    """Say by which address a provider names this person; empty: by none. Raises Invalid naming `email`."""
    address = email.strip().casefold()
    if address and (len(address) > 254 or not _EMAIL.fullmatch(address)):
        raise Invalid([{"field": "email", "message": EMAIL_SHAPE}])
    try:
        with session.begin_nested():
            staff.email = address or None
    except IntegrityError as error:
        raise Invalid([{"field": "email", "message": EMAIL_TAKEN}]) from error
    audit(session, by=by, action="staff-email", subject=f"staff:{staff.id}", site_id=staff.site_id)
