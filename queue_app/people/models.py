"""The tables of people: staff, their sign-ins and one-time links, bearer tokens of devices and the codes
with which devices get one, and the audit trail.

No password, link, code or bearer is stored: a password as argon2id, the others as keyed digest (law
13).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.db import BigKey, Record, in_check
from queue_app.people.actor import DEVICE_ROLES, ROLES, STAFF_ROLES

FIRST_ADMIN = "first-admin"
SET_PASSWORD = "set-password"


class StaffRecord(Record):
    """One person who works here.

    `login` is stored case-folded and is unique in the installation. `failures` and `locked_until`
    delay guessing from unknown devices; the `known_…` pair does so for devices this person has
    signed in from, so that a stranger's guessing never keeps the person out (trust.md #23).
    `email`, case-folded, is how an identity provider may name the person (sso.py); None: it may not.
    """

    __tablename__ = "staff"
    __table_args__ = (
        UniqueConstraint("login"),
        Index("uq_staff_email", "email", unique=True),
        CheckConstraint(in_check("role", STAFF_ROLES), name="role"),
        CheckConstraint("failures >= 0 AND known_failures >= 0", name="failures"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    login: Mapped[str]
    email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str]
    password_hash: Mapped[str | None]
    role: Mapped[str]
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("halls.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    known_failures: Mapped[int] = mapped_column(default=0)
    known_locked_until: Mapped[datetime | None]


class SignInRecord(Record):
    """One sign-in of one browser; its cookie works until `ended_at` is set or it grows old. `site_id` is the person's;
    None where a server before schema 0010 wrote it. `browser` ("Chrome di Windows") and `way` (password, code, link,
    sso) let its owner recognise it.
    """

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "staff_id"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    site_id: Mapped[int | None]
    browser: Mapped[str | None] = mapped_column(String(40))
    way: Mapped[str | None] = mapped_column(String(10))


class OneTimeLinkRecord(Record):
    """A link that works once: the first admin's (no staff yet), or a person's to set a password."""

    __tablename__ = "one_time_links"
    __table_args__ = (
        CheckConstraint(in_check("purpose", (FIRST_ADMIN, SET_PASSWORD)), name="purpose"),
        CheckConstraint("(purpose = 'first-admin') = (staff_id IS NULL)", name="holder"),
        Index(
            "uq_one_time_links_first_admin",
            "purpose",
            unique=True,
            sqlite_where=text("purpose = 'first-admin' AND used_at IS NULL"),
            postgresql_where=text("purpose = 'first-admin' AND used_at IS NULL"),
        ),
    )
    digest: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    purpose: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccessTokenRecord(Record):
    """A bearer token of a device, a script or another system. Its bearer is shown once and kept as
    digest.
    """

    __tablename__ = "access_tokens"
    __table_args__ = (
        UniqueConstraint("digest"),
        CheckConstraint(in_check("role", ROLES), name="role"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    name: Mapped[str]
    role: Mapped[str]
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("halls.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    digest: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    revoked_at: Mapped[datetime | None]


class DevicePairingRecord(Record):
    """A code that a device shows until an operator accepts it; the device's browser then takes its bearer.

    `secret_digest` is of the secret in that browser's cookie: one row per browser. `name` and the
    `accepted_…` columns come with the acceptance, `used_at` with the bearer.
    """

    __tablename__ = "device_pairings"
    __table_args__ = (
        UniqueConstraint("code_digest"),
        UniqueConstraint("secret_digest"),
        CheckConstraint(in_check("kind", DEVICE_ROLES), name="kind"),
        CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by IS NULL) AND (accepted_at IS NULL) = (name IS NULL)",
            name="accepted",
        ),
        CheckConstraint("used_at IS NULL OR accepted_at IS NOT NULL", name="used"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"))
    kind: Mapped[str]
    code_digest: Mapped[str]
    secret_digest: Mapped[str]
    expires_at: Mapped[datetime]
    name: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None]
    used_at: Mapped[datetime | None]


class AuditEntryRecord(Record):
    """What was done to people, tokens and settings, by whom. Append-only: nothing here updates or
    deletes it.
    """

    __tablename__ = "audit_entries"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    data: Mapped[dict[str, Any]]
