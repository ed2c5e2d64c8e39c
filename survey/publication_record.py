"""The table of published reports, and one of them as everybody may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from secrets import choice
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.db import BigKey, Record, in_check
from queue_app.ids import CROCKFORD
from survey.periods import Period, parse

IN_FORCE, REPLACED, WITHDRAWN = "berlaku", "diganti", "dicabut"
STATES = (IN_FORCE, REPLACED, WITHDRAWN)
CODE_LENGTH = 8


class PublicationRecord(Record):
    """One published report. `agency_code` is empty for the whole site."""

    __tablename__ = "survey_publications"
    __table_args__ = (
        CheckConstraint(in_check("state", STATES), name="state"),
        CheckConstraint("(state = 'berlaku') = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("(state = 'berlaku') = (reason IS NULL)", name="reason"),
        CheckConstraint("(state = 'diganti') = (replaced_by IS NOT NULL)", name="replaced_by"),
        Index(
            "uq_survey_publications_in_force",
            "site_id",
            "period",
            "agency_code",
            unique=True,
            sqlite_where=text("state = 'berlaku'"),
            postgresql_where=text("state = 'berlaku'"),
        ),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    period: Mapped[str]
    agency_code: Mapped[str]
    number: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    replaced_by: Mapped[str | None]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    snapshot: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    #: The PDF of the SHA-256, and the same report as a workbook and as a document.
    file: Mapped[bytes] = mapped_column(LargeBinary)
    workbook: Mapped[bytes] = mapped_column(LargeBinary)
    document: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Publication:
    """A published report as everybody may read it; `code` as it is printed, with its hyphen."""

    code: str
    site_id: int
    period: Period
    agency: str | None
    number: str
    state: str
    reason: str | None
    replaced_by: str | None
    published_at: datetime
    ended_at: datetime | None
    snapshot: Mapping[str, Any]
    sha256: str

    @property
    def in_force(self) -> bool:
        return self.state == IN_FORCE

    @property
    def n(self) -> int | None:
        n: int | None = self.snapshot["result"]["n"]
        return n

    @property
    def index(self) -> Decimal | None:
        said = self.snapshot["result"]["index"]
        return None if said is None else Decimal(said)

    @property
    def letter(self) -> str:
        letter: str = self.snapshot["letter"]
        return letter


def new_code() -> str:
    """A code for a report about to be made: it is printed in the file before the file can be kept."""
    return "".join(choice(CROCKFORD) for _ in range(CODE_LENGTH))


def written(code: str) -> str:
    """A code as people read it: 7K4M-Q2XR."""
    return f"{code[:4]}-{code[4:]}"


def view(row: PublicationRecord) -> Publication:
    """A row as everybody may read it."""
    return Publication(
        code=written(row.code),
        site_id=row.site_id,
        period=parse(row.period),
        agency=row.agency_code or None,
        number=row.number,
        state=row.state,
        reason=row.reason,
        replaced_by=written(row.replaced_by) if row.replaced_by else None,
        published_at=row.published_at,
        ended_at=row.ended_at,
        snapshot=row.snapshot,
        sha256=row.sha256,
    )
