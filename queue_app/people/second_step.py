"""The second step of signing in: six digits of an app on the person's own phone (TOTP, RFC 6238), or a recovery code.

Admins and managers set up the place and read its results: a password alone is little for that (trust.md 4.1). The
secret is sealed with the house's key; each code opens once (a guarded update keeps the newest period used); the tries
are counted with those of the password (`sign_in.open_attempt_of`). Times are the machine's own, as on the phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import CheckConstraint, ForeignKey, String, or_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app import ids
from queue_app.db import Record
from queue_app.errors import N_, Invalid, Refused
from queue_app.people import recovery_codes
from queue_app.people.audit import audit
from queue_app.people.models import StaffRecord
from queue_app.seal import InvalidToken, seal, unseal

#: Who must have one where the setting STAFF_TOTP says `required`; everybody else may.
MUST = ("admin", "manager")
#: Seconds of one code; a phone may be one of them early or late.
PERIOD, LEEWAY = 30, 1
_DIGITS = 6
_PURPOSE = "second-step"

WRONG_CODE = N_("Kode tidak cocok. Tunggu kode berikutnya di aplikasi, lalu ketik lagi.")


class AlreadySetUp(Refused):
    """The person has a second step already: two phones would not know of each other."""

    sentence = N_("Kode masuk sudah terpasang. Matikan dahulu bila ingin memasang di ponsel lain.")


class MustStay(Refused):
    """This role may not go without a second step here."""

    sentence = N_("Kode masuk wajib untuk peran Anda. Minta admin menyetelnya ulang bila ponsel Anda hilang.")


class SecondStepRecord(Record):
    """The second step of one person: its sealed secret, since when, and the newest period in which a code was used."""

    __tablename__ = "second_steps"
    __table_args__ = (CheckConstraint("last_period >= 0", name="last_period"),)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    sealed: Mapped[str] = mapped_column(String(255))
    since: Mapped[datetime]
    last_period: Mapped[int]


@dataclass(frozen=True, slots=True)
class State:
    """What a person's page says: since when there is a second step (None: there is none), recovery codes unused."""

    since: datetime | None
    codes_left: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A new secret that nobody has confirmed yet. `sealed` travels in the form and comes back with the first code."""

    sealed: str
    uri: str
    typed: str


def state(session: Session, staff_id: int) -> State:
    """Whether and how a person's second step stands."""
    row = session.get(SecondStepRecord, staff_id, populate_existing=True)
    return State(row.since if row else None, recovery_codes.left(session, staff_id) if row else 0)


def has_one(session: Session, staff_id: int) -> bool:
    """Whether a password alone does not sign this person in."""
    return session.get(SecondStepRecord, staff_id, populate_existing=True) is not None


def offer(staff_id: int, login: str, house: str, sealed: str | None = None) -> Offer:
    """A secret to be scanned, new unless `sealed` is one of this person's that was offered before.

    Nothing is kept: looking at the page changes nothing. `house` is what the app on the phone calls us.
    """
    secret = (_offered(staff_id, sealed) if sealed else None) or pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=house)
    grouped = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return Offer(seal(_PURPOSE, f"{staff_id}:{secret}"), uri, grouped)


def set_up(session: Session, staff: StaffRecord, sealed: str, code: str, *, at: datetime) -> list[str]:
    """Keep an offered secret whose first code was typed; answers with fresh recovery codes, to be shown once.

    Raises AlreadySetUp; Invalid naming `code` (also for an offer that is not this person's).
    """
    if has_one(session, staff.id):
        raise AlreadySetUp()
    secret = _offered(staff.id, sealed)
    period = _period_of(secret, code, at) if secret else None
    if secret is None or period is None:
        raise Invalid([{"field": "code", "message": WRONG_CODE}])
    kept = seal(_PURPOSE, f"{staff.id}:{secret}")
    session.add(SecondStepRecord(staff_id=staff.id, site_id=staff.site_id, sealed=kept, since=at, last_period=period))
    session.flush()
    _audit(session, staff, "second-step-set-up", f"staff:{staff.id}")
    return recovery_codes.renew(session, staff.id, staff.site_id)


def passes(session: Session, staff_id: int, typed: str, *, at: datetime) -> bool:
    """Use up the code that was typed: six digits of the app or a recovery code. Of many at once one passes."""
    row = session.get(SecondStepRecord, staff_id, populate_existing=True)
    if row is None:
        return False
    digits = "".join(typed.split())
    if not (len(digits) == _DIGITS and digits.isdecimal()):
        return recovery_codes.use(session, staff_id, typed, at=at)
    period = _period_of(_secret(row), digits, at)
    return period is not None and _use_up(session, staff_id, period)


def remove(session: Session, staff: StaffRecord, *, by: str) -> None:
    """Take the second step away, with its recovery codes; a second time is the same as once."""
    row = session.get(SecondStepRecord, staff.id, populate_existing=True)
    if row is None:
        return
    session.delete(row)
    recovery_codes.forget(session, staff.id)
    _audit(session, staff, "second-step-removed", by)


def renew_codes(session: Session, staff: StaffRecord) -> list[str]:
    """Fresh recovery codes for a person who has just typed a code; the earlier ones stop working."""
    _audit(session, staff, "recovery-codes-renewed", f"staff:{staff.id}")
    return recovery_codes.renew(session, staff.id, staff.site_id)


def _use_up(session: Session, staff_id: int, period: int) -> bool:
    row = SecondStepRecord
    newer = or_(row.last_period.is_(None), row.last_period < period)
    used = update(row).where(row.staff_id == staff_id, newer).values(last_period=period).returning(row.staff_id)
    return session.execute(used.execution_options(synchronize_session=False)).first() is not None


def _period_of(secret: str, code: str, at: datetime) -> int | None:
    """The period whose code this is, None when it is of no period that counts now."""
    digits, now = "".join(code.split()), int(at.timestamp()) // PERIOD
    totp = pyotp.TOTP(secret)
    fits = (n for n in range(now - LEEWAY, now + LEEWAY + 1) if ids.same(totp.generate_otp(n), digits))
    return next(fits, None)


def _secret(row: SecondStepRecord) -> str:
    return unseal(_PURPOSE, row.sealed).partition(":")[2]


def _offered(staff_id: int, sealed: str) -> str | None:
    try:
        whose, _, secret = unseal(_PURPOSE, sealed).partition(":")
    except (InvalidToken, UnicodeError):
        return None
    return secret if whose == str(staff_id) else None


def _audit(session: Session, staff: StaffRecord, action: str, by: str) -> None:
    audit(session, by=by, action=action, subject=f"staff:{staff.id}", site_id=staff.site_id)
