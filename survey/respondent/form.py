"""The form of the survey: as it is asked, as it was sent, and what is wrong in it.

Field names are `answers.<unsur>`, `profile.<key>` and `suggestion`, the names that `survey.sheet`
gives to its errors, so that every error leads to its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from queue_app.web.language import gettext as _
from survey.questionnaire import Instrument, ProfileField
from survey.sheet import SUGGESTION_MOST, as_number

ANSWERS, PROFILE, SUGGESTION = "answers.", "profile.", "suggestion"


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the page shows it: official words untouched, the explanation apart."""

    number: int
    field: str
    short: str
    official: str
    options: tuple[tuple[str, str], ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks, in the order of the form."""

    questions: tuple[Question, ...]
    profile: tuple[tuple[str, ProfileField], ...]
    suggestion_most: int = SUGGESTION_MOST


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as `survey.responses.submit` takes it; wrong values stay in it, to be refused there."""

    answers: Mapping[str, object]
    profile: Mapping[str, object]
    suggestion: str


def asked(instrument: Instrument) -> Asked:
    """The instrument as the respondent meets it."""
    questions = tuple(
        Question(
            number=number,
            field=f"{ANSWERS}{unsur.key}",
            short=unsur.short,
            official=unsur.question,
            options=tuple((str(score), words) for score, words in enumerate(unsur.options, instrument.least)),
            explanation=unsur.help.get("id", ""),
        )
        for number, unsur in enumerate(instrument.form, 1)
    )
    return Asked(questions, tuple((f"{PROFILE}{one.key}", one) for one in instrument.profile))


def sent(form: MultiDict[str, str]) -> Sent:
    """Read a posted form; fields of other names are nobody's."""
    return Sent(_part(form, ANSWERS), _part(form, PROFILE), form.get(SUGGESTION, ""))


def named(asked: Asked, errors: list[dict[str, str]]) -> list[dict[str, str]]:
    """The errors with the name of their question in front, so that each line of the summary is
    another one; a field that is not on the page gets no link.
    """
    names = {q.field: f"{q.number}. {q.short}" for q in asked.questions}
    names |= {field: _(one.label) for field, one in asked.profile} | {SUGGESTION: _("Saran")}
    return [
        {"field": error["field"], "message": f"{names[error['field']]}: {error['message']}"}
        if error["field"] in names
        else {"field": "", "message": error["message"]}
        for error in errors
    ]


def _part(form: MultiDict[str, str], prefix: str) -> dict[str, object]:
    """The fields of one prefix as numbers or texts; one that was sent twice stays a list, which is
    no answer.
    """
    part: dict[str, object] = {}
    for name, values in form.lists():
        if name.startswith(prefix):
            part[name.removeprefix(prefix)] = as_number(values[0]) if len(values) == 1 else values
    return part
