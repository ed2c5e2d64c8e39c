"""What was answered. Nothing here leads back to a ticket, a right or a spent token (ARCHITECTURE
law 14).

Keys are random, the only time is a business day, and on SQLite the tables have no row number, so
that rows lie in the order of their random keys (on PostgreSQL `mixing` does the same every night).
A suggestion is a row on its own, by service and week, without a key to the scores given with it.
Nobody edits an answer: there is no verb for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import choice

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, func, insert, select, text, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app.db import Record, in_check
from queue_app.errors import N_, Unknown
from queue_app.ids import CROCKFORD, handle, keyring, normalise
from survey import marks, pace, sheet, tokens
from survey.profile_columns import ProfileColumns
from survey.questionnaire import Instrument
from survey.tokens import RightView

#: How an answer came in: own device, the hall's machine, or typed in by the SKM team from what somebody said or wrote.
CHANNELS = ("web", "kiosk", "assisted", "paper")
RECEIPT_LENGTH = 12


class ReceiptUnknown(Unknown):
    """No stored answer has this receipt."""

    sentence = N_("Tanda terima ini tidak dikenal. Silakan periksa kembali kodenya.")


class ResponseRecord(ProfileColumns, Record):
    """One answered questionnaire; `id` is a keyed digest of the receipt only its holder has."""

    __tablename__ = "survey_responses"
    __table_args__ = (
        CheckConstraint(in_check("channel", CHANNELS), name="channel"),
        Index(None, "site_id", "day"),
        Index(
            "ix_survey_responses_held",
            "site_id",
            "day",
            sqlite_where=text("held = 1"),
            postgresql_where=text("held = true"),
        ),
        {"sqlite_with_rowid": False},
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    instrument: Mapped[str]
    service_code: Mapped[str]
    agency_code: Mapped[str]
    #: Business day of submission.
    day: Mapped[date]
    channel: Mapped[str]
    #: Keys of `survey.marks.MARKS`.
    flags: Mapped[list[str]]
    #: `survey.steps`: whether it counts in what is shown; and whether it does so in no line of its own service yet.
    shown: Mapped[bool] = mapped_column(server_default=true())
    held: Mapped[bool] = mapped_column(server_default=false())


class AnswerRecord(Record):
    """The score given to one unsur. `site_id` is the response's; None where a server before schema 0010 wrote it."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 4", name="score"),
        {"sqlite_with_rowid": False},
    )
    response_id: Mapped[str] = mapped_column(ForeignKey("survey_responses.id"), primary_key=True)
    unsur: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[int]
    site_id: Mapped[int | None]


class SuggestionRecord(Record):
    """A suggestion in the citizen's words. `week` is the Monday of the week in which it came."""

    __tablename__ = "survey_suggestions"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class
    id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    service_code: Mapped[str]
    agency_code: Mapped[str]
    week: Mapped[date]
    body: Mapped[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a receipt proves: an answer about this service, of this day, is among those counted. Never its content."""

    service_code: str
    day: date


def submit(
    session: Session,
    token: str,
    *,
    answers: object,
    profile: object = None,
    suggestion: object = None,
    at: datetime,
    day: date,
    instrument: Instrument,
    channel: str = "web",
    how: marks.Circumstances = marks.UNKNOWN,
) -> str:
    """Spend the token and store the answers, both or neither; returns the receipt, which is stored
    nowhere.

    `at` is now; `day` the business day of the right's site, `instrument` the one in force on it;
    `how` the form came in is judged here and then forgotten.
    Raises TokenUnknown, TokenWithdrawn, TokenUsed, TokenExpired, or Invalid with every wrong field.
    """
    tokens.must_be_open(tokens.look(session, token, at))
    filled = sheet.read(instrument, answers, profile, suggestion)
    right = tokens.spend(session, token, at)
    receipt = "".join(choice(CROCKFORD) for _ in range(RECEIPT_LENGTH))
    lately = pace.note(session, right.site_id, right.service_code, at)
    flags = marks.judge(filled.scores, how, channel=channel, in_window=lately)
    _store(session, _response_id(receipt), right, filled, day, instrument.code, channel, flags)
    if filled.suggestion is not None:
        _store_suggestion(session, right, filled.suggestion, day)
    return receipt


def counted(session: Session, receipt: str) -> Counted:
    """Whether the answer behind a receipt is counted; raises ReceiptUnknown."""
    row = session.execute(
        select(ResponseRecord.service_code, ResponseRecord.day).where(
            ResponseRecord.id == _response_id(normalise(receipt))
        )
    ).one_or_none()
    if row is None:
        raise ReceiptUnknown
    return Counted(row.service_code, row.day)


def entered(session: Session, site_id: int, day: date, channels: tuple[str, ...]) -> dict[str, int]:
    """How many answers came through each of these channels on a business day; only a count."""
    mine = (ResponseRecord.site_id == site_id, ResponseRecord.day == day, ResponseRecord.channel.in_(channels))
    query = select(ResponseRecord.channel, func.count()).where(*mine).group_by(ResponseRecord.channel)
    found = {channel: n for channel, n in session.execute(query)}
    return {channel: found.get(channel, 0) for channel in channels}


def _store(
    session: Session,
    key: str,
    right: RightView,
    filled: sheet.Sheet,
    day: date,
    instrument: str,
    channel: str,
    flags: list[str],
) -> None:
    session.execute(
        insert(ResponseRecord).values(
            id=key,
            site_id=right.site_id,
            instrument=instrument,
            service_code=right.service_code,
            agency_code=right.agency_code,
            day=day,
            channel=channel,
            flags=flags,
            shown=False,
            held=True,
            **filled.profile,
        )
    )
    session.execute(
        insert(AnswerRecord),
        [
            {"response_id": key, "unsur": unsur, "score": score, "site_id": right.site_id}
            for unsur, score in filled.scores.items()
        ],
    )


def _store_suggestion(session: Session, right: RightView, body: str, day: date) -> None:
    session.execute(
        insert(SuggestionRecord).values(
            id=handle(),
            site_id=right.site_id,
            service_code=right.service_code,
            agency_code=right.agency_code,
            week=day - timedelta(days=day.weekday()),
            body=body,
        )
    )


def _response_id(receipt: str) -> str:
    """128 bits, 32 hex digits: without the receipt nobody can point at a row, with it only its
    holder can.
    """
    return keyring().digest("survey-response", receipt)[:32]
