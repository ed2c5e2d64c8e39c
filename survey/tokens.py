"""The right to answer, once: exactly the served get one, and it works once (ARCHITECTURE §4 "survey
token").

The token is derived from the visit's secret handle and stored nowhere; the right keeps its keyed
digest. What was spent is a table of its own that holds digests and nothing else, so that an answer
can be joined to neither. Reading never spends (link previews send GETs): only `spend` does. `at` is
an aware instant from the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, ClassVar, Literal

from sqlalchemy import Index, UniqueConstraint, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app.db import Record
from queue_app.errors import N_, Refused, Unknown
from queue_app.ids import keyring, normalise
from queue_app.ready import Ready

VALID_DAYS = 7
LENGTH = 12

State = Literal["open", "used", "expired", "withdrawn"]


class TokenUsed(Refused):
    """The token has stored its answers already."""

    type = "token-used"
    status = 409
    sentence = N_("Terima kasih, penilaian Anda sudah kami terima.")


class TokenExpired(Refused):
    """The right was not used in time."""

    type = "token-expired"
    status = 410
    sentence = N_("Masa pengisian survei ini sudah berakhir. Terima kasih atas kunjungan Anda.")


class TokenUnknown(Unknown):
    """No right has this token."""

    sentence = N_("Kode survei ini tidak dikenal. Silakan periksa kembali kodenya.")


class TokenWithdrawn(Unknown):
    """The visit was reopened at the counter; the same token works again when it is finished."""

    sentence = N_("Pelayanan Anda belum selesai. Silakan isi survei setelah selesai dilayani.")


class RightUsed(Refused):
    """A right already used cannot be withdrawn. The sentence is neutral: a clerk must not learn who has answered."""

    type: ClassVar[str] = "ticket-moved-on"
    sentence = N_("Langkah ini sudah tidak dapat dibatalkan.")


class AlreadyGranted(Refused):
    """This visit has its right: a visit is served once."""

    type = "ticket-moved-on"
    sentence = N_("Hak survei untuk kunjungan ini sudah diberikan.")


class RightRecord(Record):
    """Someone was served: one row per finished visit. `subject` is the visit's public reference, opaque here."""

    __tablename__ = "survey_rights"
    __table_args__ = (UniqueConstraint("subject"), Index(None, "site_id", "day"))
    digest: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    subject: Mapped[str]
    service_code: Mapped[str]
    agency_code: Mapped[str]
    counter_code: Mapped[str | None]
    #: Business day of the service.
    day: Mapped[date]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    #: When its holder was reminded; once, and only those who left a number.
    reminded_at: Mapped[datetime | None]


class SpentRecord(Record):
    """A token that was used. No time, no order of arrival (SQLite keeps it in digest order), nothing to join with."""

    __tablename__ = "survey_spent"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class
    digest: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int]


@dataclass(frozen=True, slots=True)
class RightView:
    """What a token stands for, without the visit. `day` is the business day of the service."""

    state: State
    site_id: int
    service_code: str
    agency_code: str
    day: date
    expires_at: datetime


def token_for(visit: str) -> str:
    """The token of a visit, always the same, from its unguessable handle: 12 Crockford letters."""
    return keyring().code("survey-token", visit, LENGTH)


def grant(
    session: Session,
    token: str,
    *,
    site_id: int,
    subject: str,
    service_code: str,
    agency_code: str,
    day: date,
    at: datetime,
    counter_code: str | None = None,
    valid_days: int = VALID_DAYS,
) -> None:
    """Give the right to answer, in the transaction that makes the visit SERVED.

    A right withdrawn before (the finish was undone) is given anew under the same token. Raises
    AlreadyGranted.
    """
    said = {
        "site_id": site_id,
        "subject": subject,
        "service_code": service_code,
        "agency_code": agency_code,
        "counter_code": counter_code,
        "day": day,
        "expires_at": at + timedelta(days=valid_days),
        "withdrawn_at": None,
    }
    grant = _grant(session.get_bind().dialect.name, tuple(said))
    try:
        given = grant.first(session, said | {"digest": digest_of(token)})
    except IntegrityError as error:
        # Of several at the same instant PostgreSQL may see the visit's own row before that of the token.
        if "subject" in str(error.orig):
            raise AlreadyGranted from error
        raise
    if given is None:
        raise AlreadyGranted


@lru_cache
def _grant(database: str, names: tuple[str, ...]) -> Ready:
    grant = _INSERTS[database](RightRecord)
    again = {name: grant.excluded[name] for name in names}
    withdrawn = RightRecord.withdrawn_at.is_not(None)
    grant = grant.on_conflict_do_update(index_elements=["digest"], set_=again, where=withdrawn)
    return Ready(grant.returning(RightRecord.digest), "digest", *names)


def withdraw(session: Session, subject: str, *, at: datetime) -> None:
    """Take back the unused right of a visit whose finish is undone.

    Raises RightUsed when it was spent (then the visit stays finished), TokenUnknown when there is
    none to take back.
    """
    mine = (RightRecord.subject == subject, RightRecord.withdrawn_at.is_(None))
    # Locked on PostgreSQL, as in `spend`: one of the two goes first and the other sees it.
    lock = select(RightRecord.digest).where(*mine).with_for_update()
    digest = session.scalars(lock).one_or_none()
    if digest is None:
        raise TokenUnknown
    if session.scalars(select(SpentRecord).where(SpentRecord.digest == digest)).first():
        raise RightUsed
    session.execute(
        update(RightRecord)
        .where(RightRecord.digest == digest)
        .values(withdrawn_at=at)
        .execution_options(synchronize_session=False)
    )


def look(session: Session, token: str, at: datetime) -> RightView:
    """What this token stands for now; writes nothing, spends nothing. Raises TokenUnknown."""
    right, spent = RightRecord, SpentRecord
    said = (right.site_id, right.service_code, right.agency_code, right.day, right.expires_at)
    row = session.execute(
        select(*said, right.withdrawn_at, spent.digest.label("spent"))
        .outerjoin(spent, spent.digest == right.digest)
        .where(right.digest == digest_of(token))
    ).one_or_none()
    if row is None:
        raise TokenUnknown
    state: State = "open"
    if row.withdrawn_at is not None:
        state = "withdrawn"
    elif row.spent is not None:
        state = "used"
    elif row.expires_at <= at:
        state = "expired"
    return RightView(state, row.site_id, row.service_code, row.agency_code, row.day, row.expires_at)


def spend(session: Session, token: str, at: datetime) -> RightView:
    """Use the right, in the transaction that stores the answers; exactly one of any racers may.

    Raises TokenUnknown or TokenWithdrawn (404), TokenUsed (409), TokenExpired (410).
    """
    digest = digest_of(token)
    lock = select(RightRecord.digest).where(RightRecord.digest == digest).with_for_update()
    session.execute(lock)
    right = must_be_open(look(session, token, at))
    spent = _insert(session, SpentRecord).values(digest=digest, site_id=right.site_id)
    taken = spent.on_conflict_do_nothing(index_elements=["digest"]).returning(SpentRecord.digest)
    if session.scalars(taken).one_or_none() is None:
        raise TokenUsed
    return right


def must_be_open(right: RightView) -> RightView:
    """The same view, or the no that its state means (see `spend`)."""
    if right.state == "open":
        return right
    raise {"used": TokenUsed, "expired": TokenExpired, "withdrawn": TokenWithdrawn}[right.state]


def digest_of(token: str) -> str:
    """What recognises a token, however it was typed."""
    return keyring().digest("survey-right", normalise(token))


def _insert(session: Session, record: type[Record]) -> Any:
    """INSERT with ON CONFLICT: one meaning, but each database's own class in SQLAlchemy."""
    return _INSERTS[session.get_bind().dialect.name](record)


_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
