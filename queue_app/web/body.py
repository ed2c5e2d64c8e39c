"""The one JSON loader (trust.md 0.5): whatever arrives, the answer is the object or a 4xx, never a
5xx.

`parsed(Model)` is what a door uses; it gives a checked pydantic object or raises Invalid with one
line per field.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from queue_app.errors import N_, Invalid, Refused, TooLarge
from queue_app.web.audience import BODY
from queue_app.web.field_errors import field_errors

#: Deeper than any request of ours; what is deeper is not a request.
_DEEPEST = 12
#: A whole number that every database and every client keeps exactly.
_LARGEST = 2**53
#: NUL, and half of a surrogate pair.
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")

_Model = TypeVar("_Model", bound=BaseModel)


class Malformed(Refused):
    """The body is not a JSON object in UTF-8."""

    type = "invalid"
    status = 400
    sentence = N_("Isi permintaan bukan JSON yang benar.")


class NotJson(Refused):
    """The body is of another kind."""

    type = "invalid"
    status = 415
    sentence = N_("Kirim isi permintaan sebagai application/json.")


def parsed(model: type[_Model]) -> _Model:
    """The request body as `model` (an absent body counts as {}). Raises Malformed, NotJson, TooLarge, Invalid."""
    sent = json_object()
    try:
        return model.model_validate_json(json.dumps(sent))
    except ValidationError as error:
        raise Invalid(field_errors(error)) from error


def asked(model: type[_Model]) -> _Model:
    """The query of the address as `model`: texts become numbers and dates where the model says so. Raises Invalid."""
    try:
        return model.model_validate_strings(request.args.to_dict())
    except ValidationError as error:
        raise Invalid(field_errors(error)) from error


def json_object() -> dict[str, Any]:
    """The request body as an object, empty when there is none. Raises Malformed, NotJson, TooLarge, Invalid."""
    raw = _body()
    if not request.is_json and (raw or request.content_length):
        raise NotJson()
    value = _loaded(raw) if raw.strip() else {}
    if not isinstance(value, dict):
        raise Malformed()
    _refuse_unkeepable(value)
    return value


def _body() -> bytes:
    """The bytes sent. A body that did not say its size is cut at the limit by werkzeug: a full one is too large."""
    raw = request.get_data()
    if request.content_length is None and len(raw) >= (request.max_content_length or BODY):
        raise TooLarge()
    return raw


def _loaded(raw: bytes) -> Any:
    try:
        return _READER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Malformed() from error


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > _LARGEST:
        raise Invalid(sentence=N_("Ada angka yang terlalu besar."))
    return int(digits)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Invalid(sentence=N_("Ada angka yang terlalu besar."))
    return number


def _refuse(_constant: str) -> NoReturn:
    raise Malformed()


#: Made once: the library makes a new one for each text that is read in a way of one's own.
_READER = json.JSONDecoder(parse_int=_whole, parse_float=_finite, parse_constant=_refuse)


def _refuse_unkeepable(value: object) -> None:
    """Refuse what a database cannot keep (NUL, half of a surrogate pair) and what is nested too deep; no recursion."""
    level: list[object] = [value]
    for _ in range(_DEEPEST):
        if any(isinstance(v, str) and _UNKEEPABLE.search(v) for v in level):
            raise Malformed()
        level = [inner for v in level for inner in _inside(v)]
        if not level:
            return
    raise Malformed()


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
