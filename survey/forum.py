"""A public consultation (Forum Konsultasi Publik, PermenPANRB 16/2017): its rows and what they look like.

A forum belongs to a period and an agency (or the whole site), as the plan does. Guests are
organisations with how many came, by kind of participant; a name is only kept of who signs the
minutes. Evaluators count the kinds that took part: at least three (skm.md 2.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.db import BigKey, Record, in_check
from queue_app.errors import N_

#: Kinds of participants, in the order of the evaluators' form.
KINDS = {
    "pengguna": N_("Pengguna layanan"),
    "ahli": N_("Ahli, praktisi, atau akademisi"),
    "instansi": N_("Instansi terkait"),
    "ormas": N_("Organisasi masyarakat"),
    "media": N_("Media"),
}
ENOUGH_KINDS = 3

#: What a file of a consultation shows, in the order of a list.
FILES = {
    "berita-acara": N_("Berita acara bertanda tangan"),
    "daftar-hadir": N_("Daftar hadir bertanda tangan"),
    "foto": N_("Foto kegiatan"),
}

#: How people meet.
MODES = {"luring": N_("Tatap muka"), "daring": N_("Daring"), "campuran": N_("Tatap muka dan daring")}


class ForumRecord(Record):
    """One consultation. `closed_at`: its minutes are final and nothing in it changes any more."""

    __tablename__ = "survey_forums"
    __table_args__ = (
        CheckConstraint(in_check("mode", MODES), name="mode"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int] = mapped_column(index=True)
    period: Mapped[str]
    agency_code: Mapped[str | None]
    held_on: Mapped[date]
    hours: Mapped[str]
    place: Mapped[str]
    mode: Mapped[str]
    #: Who leads it, with the office: the first signature.
    chair: Mapped[str]
    agenda: Mapped[list[str]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]


class GuestRecord(Record):
    """One organisation that was invited; `present` is how many of it came."""

    __tablename__ = "survey_forum_guests"
    __table_args__ = (
        CheckConstraint(in_check("kind", KINDS), name="kind"),
        CheckConstraint("present BETWEEN 0 AND 999", name="present"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int]
    forum_id: Mapped[int] = mapped_column(ForeignKey("survey_forums.id"), index=True)
    kind: Mapped[str]
    organisation: Mapped[str]
    present: Mapped[int]
    #: Who signs for it, where somebody does.
    signatory: Mapped[str | None]


class InputRecord(Record):
    """What was said, and what was answered."""

    __tablename__ = "survey_forum_inputs"
    __table_args__ = (CheckConstraint(in_check("kind", KINDS), name="kind"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int]
    forum_id: Mapped[int] = mapped_column(ForeignKey("survey_forums.id"), index=True)
    kind: Mapped[str]
    body: Mapped[str]
    answer: Mapped[str | None]


class CommitmentRecord(Record):
    """What the unit promises: it becomes an act of the plan (`survey_actions.commitment_id`)."""

    __tablename__ = "survey_commitments"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int]
    forum_id: Mapped[int] = mapped_column(ForeignKey("survey_forums.id"), index=True)
    unsur: Mapped[str]
    body: Mapped[str]
    owner: Mapped[str]
    deadline: Mapped[date]


@dataclass(frozen=True, slots=True)
class Guest:
    """An organisation, how many of it came, and who signs."""

    id: int
    kind: str
    organisation: str
    present: int
    signatory: str


@dataclass(frozen=True, slots=True)
class Said:
    """One input and its answer."""

    id: int
    kind: str
    body: str
    answer: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise; `action_id` is the act that it became."""

    id: int
    unsur: str
    body: str
    owner: str
    deadline: date
    action_id: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """A consultation whose minutes are final, as a list names it: how many came, of which kinds."""

    id: int
    period: str
    agency: str | None
    held_on: date
    place: str
    present: int
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forum:
    """A whole consultation."""

    id: int
    period: str
    agency: str | None
    held_on: date
    hours: str
    place: str
    mode: str
    chair: str
    agenda: tuple[str, ...]
    closed_at: datetime | None
    guests: tuple[Guest, ...]
    inputs: tuple[Said, ...]
    commitments: tuple[Commitment, ...]

    @property
    def present(self) -> int:
        """How many came."""
        return sum(guest.present for guest in self.guests)

    @property
    def by_kind(self) -> dict[str, int]:
        """Kind → how many of it came, in the order of KINDS, with those of whom nobody came."""
        return {kind: sum(g.present for g in self.guests if g.kind == kind) for kind in KINDS}

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of which somebody came."""
        return tuple(kind for kind, n in self.by_kind.items() if n)

    @property
    def enough_kinds(self) -> bool:
        """Whether at least three kinds took part."""
        return len(self.kinds) >= ENOUGH_KINDS
