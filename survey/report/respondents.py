"""Read: who answered and how answers came, field by field, as a report prints it (`portraits`: what may be shown)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey import portraits
from survey.disclosure import Terms
from survey.questionnaire import Instrument, ProfileField

UNSAID = "Tidak diisi"
TOGETHER = "Kelompok kecil, digabung"
#: How an answer came in: those of the SKM team stand apart.
CAME: Mapping[str | None, str] = {
    "web": "Gawai sendiri",
    "kiosk": "Tablet di gedung",
    "assisted": "Lisan, dibantu tim SKM",
    "paper": "Formulir kertas, dimasukkan tim SKM",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a profile: a value, or the small ones as one."""

    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One field of the profile with its lines in the questionnaire's order."""

    key: str
    label: str
    parts: tuple[Part, ...]


def profiles(
    session: Session, used: Instrument, terms: Terms, *, site_id: int, agency: str | None
) -> tuple[Profile, ...]:
    """The profile fields of the instrument that may be shown, over the period of the terms, and how answers came."""
    found = portraits.portraits(session, site_id, terms, agency)
    asked = tuple(
        Profile(field.key, field.label, _lines(_labels(field), found[field.key]))
        for field in used.profile
        if field.key in found
    )
    came = tuple(Profile("channel", "Cara mengisi", _lines(CAME, parts)) for parts in [found.get("channel")] if parts)
    return (*asked, *came)


def _labels(field: ProfileField) -> dict[str | None, str]:
    return {choice.value: choice.label for choice in field.choices} | {None: UNSAID}


def _lines(labels: Mapping[str | None, str], parts: tuple[portraits.Part, ...]) -> tuple[Part, ...]:
    alone = {part.values[0]: part.n for part in parts if part.alone}
    order = [*labels, *(value for value in alone if value not in labels)]
    lines = [Part(labels.get(value, value or ""), alone[value]) for value in order if value in alone]
    return (*lines, *(Part(TOGETHER, part.n) for part in parts if not part.alone))
