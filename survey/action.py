"""One act of a follow-up plan (rencana tindak lanjut): its row, how it is shown, and how what was typed is read.

A plan is the acts of one site, period and agency (or the whole site). Who is responsible is an office,
never a person's phone. Texts are for the report and the public page; nothing here leads to an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.db import BigKey, Record, in_check
from queue_app.errors import N_, Invalid
from survey import periods
from survey.periods import Period
from survey.questionnaire import Instrument

#: States of an act; the words are those of the report.
STATUSES = {
    "planned": N_("Direncanakan"),
    "running": N_("Berjalan"),
    "done": N_("Selesai"),
    "cancelled": N_("Dibatalkan"),
}
OPEN = ("planned", "running")

#: Longest texts, in characters.
LONGEST = {"action": 400, "owner": 120, "evidence": 600, "link": 300, "reason": 400}

_REQUIRED = N_("Wajib diisi.")
_TOO_LONG = N_("Terlalu panjang.")
_NOT_AN_UNSUR = N_("Pilih salah satu unsur.")
_NOT_A_STATUS = N_("Pilih salah satu status.")
_NOT_A_DAY = N_("Isi dengan tanggal, misalnya 2026-12-15.")
_NOT_AN_OFFICE = N_("Tulis jabatan atau unit kerja, bukan nomor ponsel atau alamat surel.")
_NOT_A_LINK = N_("Tautan harus lengkap, dimulai dengan https:// atau http://.")
_NEEDS_EVIDENCE = N_("Tindakan yang selesai perlu bukti: tulis apa buktinya atau isi tautannya.")
_NEEDS_REASON = N_("Tindakan yang dibatalkan perlu alasan.")

_CONTACT = re.compile(r"\S+@\S+\.\S+|(?:\d[\s.\-]?){8,}")


class ActionRecord(Record):
    """One act. `version` counts its changes: who changes an older version is told so."""

    __tablename__ = "survey_actions"
    __table_args__ = (
        CheckConstraint(in_check("status", STATUSES), name="status"),
        CheckConstraint("(status = 'cancelled') = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name="done_on"),
        CheckConstraint("status <> 'done' OR evidence IS NOT NULL OR link IS NOT NULL", name="evidence"),
        Index(None, "site_id", "period"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int]
    #: Code of the period whose result it answers ("2026-S1").
    period: Mapped[str]
    #: None: the plan of the whole site.
    agency_code: Mapped[str | None]
    unsur: Mapped[str]
    action: Mapped[str]
    owner: Mapped[str]
    deadline: Mapped[date]
    status: Mapped[str]
    evidence: Mapped[str | None]
    link: Mapped[str | None]
    reason: Mapped[str | None]
    done_on: Mapped[date | None]
    version: Mapped[int]
    #: The commitment of a public consultation that it carries out; one act each.
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("survey_commitments.id"), unique=True)


class ActionChangeRecord(Record):
    """What was changed in an act, by whom: `changes` is field → [before, after]. Never edited."""

    __tablename__ = "survey_action_changes"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int]
    action_id: Mapped[int] = mapped_column(ForeignKey("survey_actions.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    by_name: Mapped[str]
    changes: Mapped[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Action:
    """One row of the plan as it is printed and shown."""

    id: int
    period: str
    agency: str | None
    unsur: str
    action: str
    owner: str
    deadline: date
    status: str
    evidence: str
    link: str
    reason: str
    done_on: date | None
    version: int
    #: Names of the files that show it (`evidence.with_files`).
    files: tuple[str, ...] = ()

    @property
    def quarter(self) -> Period:
        """The quarter (triwulan) of the deadline: what the report's "waktu" says."""
        return periods.containing("quarter", self.deadline)

    def overdue(self, today: date) -> bool:
        """Whether the deadline has passed and the act is neither done nor cancelled."""
        return self.status in OPEN and self.deadline < today


def shown(row: ActionRecord) -> Action:
    """The frozen value of a row; empty texts instead of NULL."""
    return Action(
        id=row.id,
        period=row.period,
        agency=row.agency_code,
        unsur=row.unsur,
        action=row.action,
        owner=row.owner,
        deadline=row.deadline,
        status=row.status,
        evidence=row.evidence or "",
        link=row.link or "",
        reason=row.reason or "",
        done_on=row.done_on,
        version=row.version,
    )


def read(used: Instrument, given: Mapping[str, str]) -> dict[str, Any]:
    """What was typed into the form of an act, as the columns it fills. Raises Invalid with every wrong field."""
    errors: list[dict[str, str]] = []

    def field(name: str, of: Callable[[str], Any]) -> Any:
        try:
            return of(" ".join(given.get(name, "").split()))
        except ValueError as problem:
            errors.append({"field": name, "message": str(problem)})
            return None

    found = {
        "unsur": field("unsur", lambda text: _one_of(text, used.keys, _NOT_AN_UNSUR)),
        "action": field("action", lambda text: _text("action", text)),
        "owner": field("owner", office),
        "deadline": field("deadline", day),
        "status": field("status", lambda text: _one_of(text or "planned", STATUSES, _NOT_A_STATUS)),
        "evidence": field("evidence", lambda text: _text("evidence", text, required=False)),
        "link": field("link", link),
        "reason": field("reason", lambda text: _text("reason", text, required=False)),
    }
    errors += _missing_for_status(found)
    if errors:
        raise Invalid(errors)
    return found | ({} if found["status"] == "cancelled" else {"reason": None})


def office(text: str) -> str:
    """Who is responsible: an office or a unit. Raises ValueError for anything that reaches a person."""
    kept: str = _text("owner", text)
    if _CONTACT.search(kept):
        raise ValueError(_NOT_AN_OFFICE)
    return kept


def day(text: str) -> date:
    """A day as a date field sends it. Raises ValueError."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ValueError(_NOT_A_DAY if text else _REQUIRED) from None
    if not 2000 <= found.year <= 2099:
        raise ValueError(_NOT_A_DAY)
    return found


def link(text: str) -> str | None:
    """A complete web address, or nothing. Raises ValueError."""
    kept: str | None = _text("link", text, required=False)
    if kept is None:
        return None
    try:
        parts = urlsplit(kept)
    except ValueError:
        raise ValueError(_NOT_A_LINK) from None
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in kept:
        raise ValueError(_NOT_A_LINK)
    return kept


def _missing_for_status(found: Mapping[str, Any]) -> list[dict[str, str]]:
    """A finished act shows something, a cancelled one says why."""
    if found["status"] == "done" and not found["evidence"] and not found["link"]:
        return [{"field": "evidence", "message": _NEEDS_EVIDENCE}]
    if found["status"] == "cancelled" and not found["reason"]:
        return [{"field": "reason", "message": _NEEDS_REASON}]
    return []


def _text(name: str, text: str, *, required: bool = True) -> Any:
    if not text:
        if required:
            raise ValueError(_REQUIRED)
        return None
    if len(text) > LONGEST[name]:
        raise ValueError(_TOO_LONG)
    return text


def _one_of(text: str, allowed: object, sentence: str) -> str:
    if text not in allowed:  # type: ignore[operator]
        raise ValueError(sentence)
    return text
