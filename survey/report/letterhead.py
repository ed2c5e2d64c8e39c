"""Who reports and who signs: what a site prints above and below its reports, kept by its managers.

Until somebody has filled it in, the mall's own name and address stand there, and lines for the signer are left empty.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app.db import Record
from queue_app.errors import N_, Invalid

LONGEST = 200
TOO_LONG = N_("Paling banyak 200 karakter.")
NOT_AN_ID = N_("NIP berisi 18 angka; boleh diberi spasi.")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Texts of a site's reports; every one may be empty. `number` is the report's number until another is typed."""

    government: str = ""
    unit: str = ""
    address: str = ""
    place: str = ""
    number: str = ""
    signer_position: str = ""
    signer_name: str = ""
    signer_id: str = ""
    team: str = ""


class ReportLetterheadRecord(Record):
    """One site's letterhead."""

    __tablename__ = "survey_letterheads"
    site_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    government: Mapped[str]
    unit: Mapped[str]
    address: Mapped[str]
    place: Mapped[str]
    number: Mapped[str]
    signer_position: Mapped[str]
    signer_name: Mapped[str]
    signer_id: Mapped[str]
    team: Mapped[str]


def letterhead(session: Session, site_id: int) -> Letterhead | None:
    """What the site has filled in; None before anybody has."""
    row = session.get(ReportLetterheadRecord, site_id)
    return None if row is None else Letterhead(**{name: getattr(row, name) for name in NAMES})


def keep(session: Session, site_id: int, said: Letterhead) -> None:
    """Replace the letterhead of a site; published reports keep the one they were printed with.

    Raises Invalid naming every wrong field.
    """
    _refuse_wrong(said)
    row = session.get(ReportLetterheadRecord, site_id)
    if row is None:
        session.add(ReportLetterheadRecord(site_id=site_id, **asdict(said)))
        return
    for name, value in asdict(said).items():
        setattr(row, name, value)


def _refuse_wrong(said: Letterhead) -> None:
    errors = [{"field": n, "message": TOO_LONG} for n, v in asdict(said).items() if len(v) > LONGEST]
    digits = said.signer_id.replace(" ", "")
    if digits and not (digits.isascii() and digits.isdecimal() and len(digits) == 18):
        errors.append({"field": "signer_id", "message": NOT_AN_ID})
    if errors:
        raise Invalid(errors)


NAMES = tuple(field.name for field in fields(Letterhead))
