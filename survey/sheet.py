"""One filled form, read strictly: every unsur answered with a whole number of the scale, nothing
unknown, no surprises.

Errors name their field as `answers.waktu`, `profile.usia`, `suggestion`, in the order of the form,
all at once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from queue_app.errors import N_, Invalid
from survey.questionnaire import Instrument, ProfileField

#: Characters a suggestion may have (ux.md 3.5).
SUGGESTION_MOST = 500
#: A hostile body may hold thousands of unknown fields: so many are named back, cut to so many
#: characters.
UNKNOWN_SHOWN, UNKNOWN_CUT = 5, 40

NOT_ANSWERED = N_("Pertanyaan ini belum dijawab.")
NOT_AN_OPTION = N_("Pilih salah satu dari pilihan yang ada.")
NOT_IN_FORM = N_("Isian ini tidak ada dalam kuesioner.")
NOT_AN_AGE = N_("Isi usia dalam tahun dengan angka, atau kosongkan.")
NOT_A_TEXT = N_("Saran harus berupa teks.")
TOO_LONG = N_("Saran paling banyak 500 huruf.")
NOT_A_FORM = N_("Isian ini tidak terbaca.")

Errors = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A valid form: scores by unsur, the given profile fields as stored values (age as its band), the suggestion."""

    scores: Mapping[str, int]
    profile: Mapping[str, str]
    suggestion: str | None


def read(instrument: Instrument, answers: object, profile: object = None, suggestion: object = None) -> Sheet:
    """Check a form as it came in (a mapping each, text or nothing); raises Invalid with every error
    by field.

    Scores and age are whole numbers, not texts: a page turns its texts with `as_number` first.
    """
    errors: Errors = []
    sheet = Sheet(
        _scores(instrument, answers, errors),
        _profile(instrument, profile, errors),
        _suggestion(suggestion, errors),
    )
    if errors:
        raise Invalid(errors)
    return sheet


def as_number(text: object) -> object:
    """A page's text as the whole number it spells; anything else stays what it is, to be refused by `read`."""
    if isinstance(text, str) and text.isascii() and text.strip().isdigit() and len(text) < UNKNOWN_CUT:
        return int(text)
    return text


def _scores(instrument: Instrument, answers: object, errors: Errors) -> dict[str, int]:
    given = _mapping("answers", answers, errors)
    scores: dict[str, int] = {}
    for unsur in instrument.form:
        value = given.get(unsur.key)
        if value is None or value == "":
            errors.append({"field": f"answers.{unsur.key}", "message": NOT_ANSWERED})
        elif _whole(value) and instrument.least <= value <= instrument.most:
            scores[unsur.key] = value
        else:
            errors.append({"field": f"answers.{unsur.key}", "message": NOT_AN_OPTION})
    _refuse_unknown("answers", given, instrument.keys, errors)
    return scores


def _profile(instrument: Instrument, profile: object, errors: Errors) -> dict[str, str]:
    given = _mapping("profile", {} if profile is None else profile, errors)
    stored: dict[str, str] = {}
    for field in instrument.profile:
        value = given.get(field.key)
        if value is None or value == "":
            continue
        kept = _band(field, value) if field.kind == "years" else _choice(field, value)
        if kept is None:
            message = NOT_AN_AGE if field.kind == "years" else NOT_AN_OPTION
            errors.append({"field": f"profile.{field.key}", "message": message})
        else:
            stored[field.key] = kept
    _refuse_unknown("profile", given, [field.key for field in instrument.profile], errors)
    return stored


def _choice(field: ProfileField, value: object) -> str | None:
    return next((choice.value for choice in field.choices if choice.value == value), None)


def _band(field: ProfileField, years: object) -> str | None:
    """The band of an age: the number itself is not kept."""
    if not _whole(years) or not field.least <= years <= field.most:
        return None
    return next(c.value for c in field.choices if c.at_most is not None and years <= c.at_most)


def _suggestion(suggestion: object, errors: Errors) -> str | None:
    if suggestion is None:
        return None
    if not isinstance(suggestion, str):
        errors.append({"field": "suggestion", "message": NOT_A_TEXT})
        return None
    text = _printable(suggestion).strip()
    if len(text) > SUGGESTION_MOST:
        errors.append({"field": "suggestion", "message": TOO_LONG})
        return None
    return text or None


def _printable(text: str) -> str:
    """Without control characters and broken surrogates, which a database may refuse; line ends are kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def _mapping(name: str, value: object, errors: Errors) -> Mapping[object, object]:
    if isinstance(value, Mapping):
        return value
    errors.append({"field": name, "message": NOT_A_FORM})
    return {}


def _refuse_unknown(name: str, given: Mapping[object, object], known: Container[object], errors: Errors) -> None:
    unknown = [str(key)[:UNKNOWN_CUT] for key in given if key not in known]
    errors.extend({"field": f"{name}.{key}", "message": NOT_IN_FORM} for key in unknown[:UNKNOWN_SHOWN])


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
