"""The closed vocabularies of what the API answers, for the document: schema and property → the words that occur.

The shapes of the line carry them as text; every answer of a played morning is held against the document by a test, so
a word that is not listed here fails it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from queue_app import clock
from queue_app.forecast.estimate import NO_OPEN_COUNTER, NOT_WAITING
from queue_app.line.events import Kind
from queue_app.line.notices import KINDS
from queue_app.line.ticket import CHANNELS, PRIORITIES, Status
from queue_app.people.actor import DEVICE_ROLES
from queue_app.people.device_models import PROBLEMS
from survey.instrument import effective
from survey.questionnaire import Instrument, ProfileField
from survey.sheet import SUGGESTION_MOST
from survey.tokens import State

OUTCOMES = ("done", "berkas-kurang")
GRADES = ("A", "B", "C", "D")

#: "Schema.property" → its words; "*" stands for every schema.
WORDS: dict[str, tuple[str, ...]] = {
    "HolderTicket.status": tuple(Status),
    "StaffTicket.status": tuple(Status),
    "EventItem.from_status": tuple(Status),
    "EventItem.to_status": tuple(Status),
    "EventItem.kind": tuple(Kind),
    "Notice.kind": KINDS,
    "DeviceTrouble.kind": DEVICE_ROLES,
    "DeviceTrouble.problem": tuple(PROBLEMS),
    "RightShape.state": get_args(State),
    "*.channel": CHANNELS,
    "*.priority": PRIORITIES,
    "*.outcome": OUTCOMES,
    "HolderTicket.estimate_reason": (NO_OPEN_COUNTER, NOT_WAITING),
    "*.estimate_reason": (NO_OPEN_COUNTER,),
    "*.grade": GRADES,
}


def spell_out(schemas: dict[str, Any]) -> None:
    """Put the words into the answers' schemas, and the questionnaire in force into the one that takes answers."""
    for name, schema in schemas.items():
        for key, told in schema.get("properties", {}).items():
            words = WORDS.get(f"{name}.{key}") or WORDS.get(f"*.{key}")
            if words:
                schema["properties"][key] = _chosen_from(told, words)
    if "SurveyAnswers" in schemas:
        schemas["SurveyAnswers"]["properties"] |= _questionnaire(effective(clock.now().date()))


def _chosen_from(told: dict[str, Any], words: Iterable[str]) -> dict[str, Any]:
    """A text property as one of `words`; what may be null stays so, what is no text or has its own words stays."""
    kinds = told.get("anyOf", [told])
    types = {one.get("type") for one in kinds}
    if "string" not in types or any("enum" in one for one in kinds):
        return told
    kept = {name: told[name] for name in ("title", "description", "default") if name in told}
    listed = [str(word) for word in words]
    if "null" not in types:
        return kept | {"type": "string", "enum": listed}
    return kept | {"anyOf": [{"type": "string", "enum": listed}, {"type": "null"}]}


def _questionnaire(used: Instrument) -> dict[str, Any]:
    """The members of SurveyAnswers: every unsur answered, the profile and the suggestion as one likes."""
    score = {"type": "integer", "minimum": used.least, "maximum": used.most}
    answers = {
        "type": "object",
        "properties": {key: score for key in used.keys},
        "required": list(used.keys),
        "additionalProperties": False,
    }
    profile = {
        "type": "object",
        "properties": {field.key: _profile(field) for field in used.profile},
        "additionalProperties": False,
    }
    none = {"type": "null"}
    return {
        "answers": answers,
        "profile": {"anyOf": [profile, none], "default": None},
        "suggestion": {"anyOf": [{"type": "string", "maxLength": SUGGESTION_MOST}, none], "default": None},
    }


def _profile(field: ProfileField) -> dict[str, Any]:
    """A question about the respondent; leaving it empty is fine."""
    if field.kind == "years":
        given: dict[str, Any] = {"type": "integer", "minimum": field.least, "maximum": field.most}
    else:
        given = {"type": "string", "enum": [choice.value for choice in field.choices]}
    return {"anyOf": [given, {"type": "null"}], "description": field.label}
