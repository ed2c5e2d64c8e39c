"""Answers of a whole period for other programs (SPSS, R, a spreadsheet), so that no row points at a person.

A row carries its nine scores and, as far as at least five respondents share them all, the service and the
profile: one column after the other, groups smaller than five are merged into "disamarkan"
(`cells.split`), so that every combination that is left stands for five people or more. No key, no day,
no order. Only periods that have ended leave the house: two copies of a running one would show the row
between them.

What leaves is always made of the same pieces: each quarter is coarsened by itself, and a longer period is its quarters
put together. So no two files differ by less than a quarter of five people or more; months are not given out, and a
quarter of fewer than five answers is in no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import SystemRandom

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.errors import N_, Refused
from survey import cells
from survey.instrument import instrument
from survey.periods import parse, quarters
from survey.questionnaire import PROFILE_KEYS, Instrument
from survey.responses import AnswerRecord, ResponseRecord
from survey.results import MixedInstruments

#: What is coarsened, in this order: what stands first is kept longest.
COLUMNS = ("agency", "service", *PROFILE_KEYS)
HIDDEN, UNSAID = "disamarkan", "tidak-diisi"


class StillRunning(Refused):
    """The period has not ended."""

    sentence = N_("Jawaban dapat diunduh setelah periodenya berakhir.")


class NotByMonth(Refused):
    """A month beside its quarter would show the rows between them."""

    sentence = N_("Jawaban diunduh per triwulan, semester, atau tahun; bukan per bulan.")


class TooFew(Refused):
    """Fewer than five answers in each of its quarters."""

    sentence = N_("Periode ini memuat kurang dari 5 jawaban, jadi jawabannya tidak dapat diunduh.")


@dataclass(frozen=True, slots=True)
class Anonymous:
    """The rows of a period: `COLUMNS` and the unsur keys, in a random order."""

    period: str
    instrument: Instrument
    rows: tuple[Mapping[str, str | int], ...]


def anonymous(session: Session, *, site_id: int, period: str, today: date) -> Anonymous:
    """The answers given by token in a quarter, semester or year that has ended. Raises StillRunning, NotByMonth,
    TooFew, MixedInstruments, UnknownPeriod.
    """
    span = parse(period)
    if span.kind == "month":
        raise NotByMonth
    if span.end >= today:
        raise StillRunning
    found = [_forms(session, site_id, quarter.start, quarter.end) for quarter in quarters(span)]
    enough = [list(forms.values()) for forms in found if len(forms) >= cells.SMALLEST]
    codes = {str(form["instrument"]) for forms in enough for form in forms}
    if len(codes) > 1:
        raise MixedInstruments(
            [{"field": "period", "message": MixedInstruments.sentence}], codes=", ".join(sorted(codes))
        )
    if not enough:
        raise TooFew
    coarse = [row for forms in enough for row in coarsened([_without_instrument(form) for form in forms])]
    SystemRandom().shuffle(coarse)
    return Anonymous(span.code, instrument(codes.pop()), tuple(coarse))


def _without_instrument(form: Mapping[str, str | int]) -> dict[str, str | int]:
    return {name: form[name] for name in form if name != "instrument"}


def coarsened(rows: Sequence[Mapping[str, str | int]]) -> list[dict[str, str | int]]:
    """The rows with every combination of COLUMNS shared by at least five of them, or merged until it is."""
    classes = [[dict(row) for row in rows]]
    for name in COLUMNS:
        classes = [part for members in classes for part in _parted(members, name)]
    return [row for members in classes for row in members]


def _parted(members: list[dict[str, str | int]], name: str) -> list[list[dict[str, str | int]]]:
    """One class by the values of one column: each large enough alone, the others as one that hides them."""
    by_value: dict[str, list[dict[str, str | int]]] = {}
    for row in members:
        by_value.setdefault(str(row[name]), []).append(row)
    parts = cells.split({value: len(group) for value, group in by_value.items()})
    merged = [row for value in parts.merged for row in by_value[value]]
    for row in merged:
        row[name] = HIDDEN
    return [*(by_value[value] for value in parts.alone), *([merged] if merged else [])]


def _forms(session: Session, site_id: int, start: date, end: date) -> dict[str, dict[str, str | int]]:
    form = ResponseRecord
    window = (form.site_id == site_id, form.day.between(start, end))
    found: dict[str, dict[str, str | int]] = {}
    for row in session.scalars(select(form).where(*window)):
        profile: dict[str, str | int] = {key: getattr(row, key) or UNSAID for key in PROFILE_KEYS}
        scope: dict[str, str | int] = {"agency": row.agency_code, "service": row.service_code}
        found[row.id] = {"instrument": row.instrument, **scope, **profile}
    scores = select(AnswerRecord).join(form, form.id == AnswerRecord.response_id).where(*window)
    for answer in session.scalars(scores):
        found[answer.response_id][answer.unsur] = answer.score
    return found
