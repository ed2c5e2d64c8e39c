"""Pairing: how a device without a keyboard gets its bearer (trust.md #9).

The device's browser asks for a code of six digits and shows it; an operator accepts the code; the browser then takes
a bearer of its role and hall, which is made at that moment. The browser keeps a secret from which the code follows, so
that a page can show it again; of both only keyed digests are stored. A code is accepted once, and its bearer taken
once, each by a guarded update. Times are the machine's own (`clock.real_now()`), as with one-time links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from queue_app import ids
from queue_app.catalogue.models import HallRecord
from queue_app.errors import N_, Refused, TooMany, Unknown
from queue_app.people.audit import audit
from queue_app.people.models import DevicePairingRecord as Pairing
from queue_app.people.tokens import create_token, refuse_bad

#: How long a code waits to be accepted, and then for its browser to take the bearer.
LIVES = timedelta(minutes=10)
#: How long what is over is kept, to say "too old" or "used" instead of "unknown".
REMEMBERED = timedelta(hours=1)
#: As many as a person keeps in mind between a TV and a desk.
DIGITS = 6
#: Open codes of a site at most: a mistyped code then hits another device's with a chance of 1 in 10 000 at worst, and
#: who accepts is told first which device that is (`asking`).
MOST_OPEN = 100

_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")
_SEPARATORS = re.compile(r"[\s\u2010-\u2015-]")
#: What a device is called when the operator does not say.
_NAMES = {"display": "TV {hall}", "kiosk": "Kiosk {hall}"}


class CodeWrong(Refused):
    """No device shows this code."""

    type = "wrong-code"
    status = 404
    sentence = N_("Kode pemasangan ini tidak dikenal. Periksa enam angka di layar.")


class NoCode(Unknown):
    """This browser shows no code in this hall."""

    sentence = N_("Peramban ini belum menampilkan kode pemasangan. Tampilkan kode baru.")


class CodeExpired(Refused):
    """The code was shown too long ago."""

    type = "token-expired"
    status = 410
    sentence = N_("Kode pemasangan ini sudah tidak berlaku. Tampilkan kode baru di layar.")


class CodeUsed(Refused):
    """The code was accepted before, or its bearer was taken."""

    type = "token-used"
    sentence = N_("Kode pemasangan ini sudah dipakai. Tampilkan kode baru di layar.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A code on a screen: until when it works (an instant of the machine's clock), and whether it was accepted."""

    code: str
    expires_at: datetime
    accepted: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """Which device shows a code: its `kind`, the hall it asked for, and how long `ago` (a span, because pages may show
    simulated time).
    """

    kind: str
    board: str
    hall: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class Accepted:
    """Which device was accepted: a `kind` of device, called `name`, in a hall."""

    kind: str
    name: str
    board: str
    hall: str


def ask_code(session: Session, *, site_id: int, hall_id: int, kind: str, at: datetime, earlier: str = "") -> str:
    """Open a code for a device of the hall and answer with the secret its browser keeps; `code_of` shows the code.

    `earlier` is the secret the browser kept so far: its code stops working. Raises TooMany when the site has more
    open codes than a hall full of new screens.
    """
    session.execute(delete(Pairing).where(Pairing.secret_digest == _secret_digest(earlier)))
    open_codes = select(func.count()).where(Pairing.site_id == site_id, Pairing.expires_at > at)
    if session.execute(open_codes).scalar_one() >= MOST_OPEN:
        raise TooMany()
    row = {"site_id": site_id, "hall_id": hall_id, "kind": kind, "expires_at": at + LIVES}
    while (secret := _kept(session, row)) is None:
        pass  # somebody has this code, one chance in some thousands: draw another
    return secret


def code_of(secret: str) -> str:
    """The six digits that belong to a browser's secret."""
    return f"{int(ids.keyring().digest('pairing-shown', secret)[:16], 16) % 10**DIGITS:0{DIGITS}d}"


def shown(session: Session, secret: str, *, hall_id: int, kind: str, at: datetime) -> Shown:
    """The code this browser shows in the hall. Changes nothing. Raises NoCode, CodeUsed, CodeExpired."""
    found = session.execute(
        select(Pairing.expires_at, Pairing.accepted_at, Pairing.used_at).where(*_of(secret, hall_id, kind))
    ).one_or_none()
    if found is None:
        raise NoCode()
    if found.used_at is not None:
        raise CodeUsed()
    if found.expires_at <= at:
        raise CodeExpired()
    return Shown(code_of(secret), found.expires_at, found.accepted_at is not None)


def asking(session: Session, code: str, *, at: datetime) -> Asking:
    """Which device shows this code, to be compared before it is accepted. Changes nothing. Raises as `accept`."""
    pairing, hall = _with_code(session, code)
    if pairing.accepted_at is not None:
        raise CodeUsed()
    if pairing.expires_at <= at:
        raise CodeExpired()
    return Asking(pairing.kind, hall.code, hall.name, at - (pairing.expires_at - LIVES))


def accept(session: Session, code: str, *, name: str | None, at: datetime, by: str) -> Accepted:
    """Let the device that shows this code be one of ours, under a name; it then has ten minutes to take its bearer.

    The code may be typed with a dash or spaces. Raises CodeWrong, CodeExpired, CodeUsed, Invalid naming `name`.
    """
    pairing, hall = _with_code(session, code)
    name = (name or _NAMES[pairing.kind].format(hall=hall.name)[:80]).strip()
    refuse_bad(name, pairing.kind)
    _accept_once(session, pairing.id, name=name, at=at, by=by)
    data = {"kind": pairing.kind, "hall_id": hall.id, "name": name}
    audit(session, by=by, action="device-accepted", subject=f"pairing:{pairing.id}", data=data, site_id=pairing.site_id)
    return Accepted(pairing.kind, name, hall.code, hall.name)


def take_bearer(session: Session, secret: str, *, hall_id: int, kind: str, at: datetime) -> str | None:
    """Make the bearer of this browser once its code is accepted, and use the code up; None while nobody has.

    Of many at once exactly one gets a bearer. Raises NoCode, CodeUsed, CodeExpired.
    """
    if not shown(session, secret, hall_id=hall_id, kind=kind, at=at).accepted:
        return None
    taken = session.execute(
        update(Pairing)
        .where(*_of(secret, hall_id, kind), Pairing.used_at.is_(None), Pairing.accepted_at.is_not(None))
        .values(used_at=at)
        .returning(Pairing.site_id, Pairing.name, Pairing.accepted_by)
    ).one_or_none()
    if taken is None:
        raise CodeUsed()
    return create_token(
        session, site_id=taken.site_id, name=taken.name, role=kind, hall_id=hall_id, by=taken.accepted_by
    )


def forget_before(session: Session, at: datetime) -> None:
    """Drop what was over by `at`."""
    session.execute(delete(Pairing).where(Pairing.expires_at < at))


def _with_code(session: Session, code: str) -> tuple[Pairing, HallRecord]:
    """The row of a code as it was typed, and its hall. Raises CodeWrong."""
    digits = _SEPARATORS.sub("", code)
    row = session.execute(select(Pairing, HallRecord).join(HallRecord).where(_code_is(digits))).one_or_none()
    if row is None or not _CODE.fullmatch(digits):
        raise CodeWrong()
    return row[0], row[1]


def _kept(session: Session, row: dict[str, object]) -> str | None:
    """Keep a new code and answer with its secret; None when another device shows the same code."""
    secret = ids.bearer()
    code_digest = _code_digest(code_of(secret))
    try:
        with session.begin_nested():
            session.add(Pairing(code_digest=code_digest, secret_digest=_secret_digest(secret), **row))
    except IntegrityError as error:
        if "code_digest" not in str(error.orig):
            raise
        return None
    return secret


def _accept_once(session: Session, pairing_id: int, *, name: str, at: datetime, by: str) -> None:
    accepted = session.execute(
        update(Pairing)
        .where(Pairing.id == pairing_id, Pairing.accepted_at.is_(None), Pairing.expires_at > at)
        .values(accepted_at=at, accepted_by=by, name=name, expires_at=at + LIVES)
        .returning(Pairing.id)
    ).one_or_none()
    if accepted is not None:
        return
    before = session.execute(select(Pairing.accepted_at).where(Pairing.id == pairing_id)).scalar_one_or_none()
    raise CodeUsed() if before is not None else CodeExpired()


def _of(secret: str, hall_id: int, kind: str) -> tuple[ColumnElement[bool], ...]:
    return Pairing.secret_digest == _secret_digest(secret), Pairing.hall_id == hall_id, Pairing.kind == kind


def _code_is(digits: str) -> ColumnElement[bool]:
    return Pairing.code_digest == _code_digest(digits)


def _code_digest(code: str) -> str:
    return ids.keyring().digest("pairing-code", code)


def _secret_digest(secret: str) -> str:
    return ids.keyring().digest("pairing-secret", secret)
