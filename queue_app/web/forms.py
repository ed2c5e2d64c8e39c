"""HTML forms: a refused form is shown again with what is wrong first, and with what was typed kept.

    @blueprint.post("/masuk")
    @audience(PUBLIC)
    @shown_again(sign_in_page)
    def sign_in(): …

`sign_in_page(filled, **view_args)` renders the page; `filled.errors` is [{"field", "message"}] for
the macros `error_summary` and `field`, `filled.values` what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from queue_app.errors import Invalid, Refused
from queue_app.web.language import gettext

_Page = Callable[..., ResponseReturnValue]
_View = Callable[..., ResponseReturnValue]

#: Fields that are never sent back into a page.
SECRET_FIELDS = ("password", "again", "present", "csrf_token")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it is shown: empty, or as it was sent with what is wrong in it (`refusal` is the no itself)."""

    errors: list[dict[str, str]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    refusal: Refused | None = None


def typed(name: str, longest: int = 500) -> str:
    """What was typed into a field, without spaces around it; empty when absent. Raises Invalid when too long."""
    text = request.form.get(name, "").strip()
    if len(text) > longest:
        raise Invalid(
            [
                {
                    "field": name,
                    "message": gettext("Paling banyak {longest} karakter.").format(longest=longest),
                }
            ]
        )
    return text


def secret(name: str) -> str:
    """What was typed into a password field, exactly."""
    return request.form.get(name, "")


def kept() -> dict[str, str]:
    """What was typed, to be shown again; never passwords."""
    return {name: value for name, value in request.form.items() if name not in SECRET_FIELDS}


def shown_again(page: _Page, *refusals: type[Refused]) -> Callable[[_View], _View]:
    """Show `page` again when the view refuses with Invalid or one of `refusals`.

    A text from `page` is sent with the status of the refusal, any other answer as it is; any other
    no travels on to the problem handler.
    """

    def around(view: _View) -> _View:
        @wraps(view)
        def answer(**view_args: Any) -> ResponseReturnValue:
            try:
                return view(**view_args)
            except Refused as refusal:
                if not isinstance(refusal, (Invalid, *refusals)):
                    raise
                shown = page(Filled(_lines(refusal), kept(), refusal), **view_args)
                return (shown, refusal.status) if isinstance(shown, str) else shown

        return answer

    return around


def _lines(refusal: Refused) -> list[dict[str, str]]:
    errors = refusal.errors if isinstance(refusal, Invalid) else []
    if not errors:
        sentence = gettext(refusal.sentence)
        return [
            {
                "field": "",
                "message": sentence.format(**refusal.values) if refusal.values else sentence,
            }
        ]
    return [{**error, "message": gettext(error["message"])} for error in errors]
