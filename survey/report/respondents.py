"""Read: who answered, one profile field at a time, with small groups protected (`cells`).

A value is shown alone only when at least five gave it, and when no fewer than five gave it elsewhere in the site:
else the table of one agency taken from the table of all would tell what one person said. The others are one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey import cells
from survey.questionnaire import Instrument
from survey.responses import ResponseRecord

UNSAID = "Tidak diisi"
TOGETHER = "Kelompok kecil, digabung"


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a profile: a value, or the small ones as one (`values` then holds them all)."""

    label: str
    n: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One field of the profile with its lines in the questionnaire's order; empty where all of it is too small."""

    key: str
    label: str
    parts: tuple[Part, ...]


def profiles(
    session: Session, used: Instrument, *, site_id: int, agency: str | None, date_from: date, date_to: date
) -> tuple[Profile, ...]:
    """Every profile field of the instrument, over a period (business days of submission, both included)."""
    found = []
    for field in used.profile:
        column = getattr(ResponseRecord, field.key)
        rows = session.execute(
            select(ResponseRecord.agency_code, column, func.count())
            .where(ResponseRecord.site_id == site_id, ResponseRecord.day.between(date_from, date_to))
            .group_by(ResponseRecord.agency_code, column)
        )
        own: dict[str, int] = {}
        rest: dict[str, int] = {}
        for code, value, n in rows:
            counts = own if agency in (None, code) else rest
            counts[value or ""] = counts.get(value or "", 0) + n
        labels = {choice.value: choice.label for choice in field.choices} | {"": UNSAID}
        found.append(Profile(field.key, field.label, _parts(labels, own, rest)))
    return tuple(found)


def _parts(labels: dict[str, str], own: dict[str, int], rest: dict[str, int]) -> tuple[Part, ...]:
    safe = {value: min(n, rest.get(value, 0) or n) for value, n in own.items()}
    split = cells.split(safe)
    if sum(safe[value] for value in split.merged) < cells.SMALLEST and split.merged:
        return ()
    order = [*labels, *sorted(set(own) - set(labels))]
    parts = [Part(labels.get(value, value), own[value], (value,)) for value in order if value in split.alone]
    if split.merged:
        parts.append(Part(TOGETHER, sum(own[value] for value in split.merged), split.merged))
    return tuple(parts)
