"""The form of the survey: as it is asked, as it was sent, and what is wrong in it.

Field names are `answers.<unsur>`, `profile.<key>` and `suggestion`, the names that `survey.sheet`
gives to its errors, so that every error leads to its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from queue_app.web.language import gettext as _
from survey.questionnaire import Instrument, ProfileField, Unsur
from survey.sheet import SUGGESTION_MOST, as_number

ANSWERS, PROFILE, SUGGESTION = "answers.", "profile.", "suggestion"

NO_OTHERS: Mapping[str, str] = {}

#: Languages of the help, as their speakers call them; the first is shown unless another is asked for.
LANGUAGE_NAMES = {"id": "Indonesia", "en": "English", "jv": "Jawa"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the page shows it: official words untouched, the explanation apart.

    `options` are (score, official words, the same in the reader's language or empty).
    """

    number: int
    field: str
    short: str
    official: str
    options: tuple[tuple[str, str, str], ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks, in the order of the form; `instrument` is the code of the questionnaire."""

    instrument: str
    questions: tuple[Question, ...]
    profile: tuple[tuple[str, ProfileField], ...]
    suggestion_most: int = SUGGESTION_MOST


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as `survey.responses.submit` takes it; wrong values stay in it, to be refused there."""

    answers: Mapping[str, object]
    profile: Mapping[str, object]
    suggestion: str
    #: The questionnaire that was shown, and the stamp of when; empty where the form did not say.
    instrument: str
    started: str


def asked(instrument: Instrument, order: str = "", language: str = "id") -> Asked:
    """The instrument as the respondent meets it: numbered in `order`, explained in `language`."""
    questions = tuple(
        Question(
            number=number,
            field=f"{ANSWERS}{unsur.key}",
            short=unsur.short,
            official=unsur.question,
            options=_options(instrument, unsur, language),
            explanation=unsur.help.get(language) or unsur.help.get("id", ""),
        )
        for number, unsur in enumerate(instrument.asked(order), 1)
    )
    return Asked(instrument.code, questions, tuple((f"{PROFILE}{one.key}", one) for one in instrument.profile))


def sent(form: MultiDict[str, str]) -> Sent:
    """Read a posted form; fields of other names are nobody's."""
    return Sent(
        _part(form, ANSWERS),
        _part(form, PROFILE),
        form.get(SUGGESTION, ""),
        form.get("instrument", ""),
        form.get("started", ""),
    )


def named(asked: Asked, errors: list[dict[str, str]], others: Mapping[str, str] = NO_OTHERS) -> list[dict[str, str]]:
    """The errors with the name of their question in front, so that each line of the summary is
    another one; a field that is not on the page gets no link. `others` names its further fields.
    """
    names = {q.field: f"{q.number}. {q.short}" for q in asked.questions}
    names |= {field: _(one.label) for field, one in asked.profile} | {SUGGESTION: _("Saran")} | dict(others)
    return [
        {"field": error["field"], "message": f"{names[error['field']]}: {error['message']}"}
        if error["field"] in names
        else {"field": "", "message": error["message"]}
        for error in errors
    ]


def _options(instrument: Instrument, unsur: Unsur, language: str) -> tuple[tuple[str, str, str], ...]:
    explained = unsur.options_help.get(language, ("",) * len(unsur.options))
    scores = range(instrument.least, instrument.most + 1)
    return tuple((str(score), words, help) for score, words, help in zip(scores, unsur.options, explained, strict=True))


def _part(form: MultiDict[str, str], prefix: str) -> dict[str, object]:
    """The fields of one prefix as numbers or texts; one that was sent twice stays a list, which is no answer."""
    part: dict[str, object] = {}
    for name, values in form.lists():
        if name.startswith(prefix):
            part[name.removeprefix(prefix)] = as_number(values[0]) if len(values) == 1 else values
    return part
