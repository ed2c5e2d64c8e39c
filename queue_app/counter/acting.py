"""How a verb becomes a button: one POST, one verb, once; then back to the console, which says what happened.

    @acts("start")
    def start(place): serving.start(place.session, place.house, place.counter, by=place.by)

A script gets what changes in the answer itself. A refusal shows the console again with its sentence, and the panel it
came from. The form's key makes a double press one act (`idempotency`); the kept answer of a success is the sentence to
say, of a refusal its problem.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app import ids
from queue_app.counter import console
from queue_app.counter.workplace import Workplace, workplace
from queue_app.errors import Refused
from queue_app.idempotency import Answer, Request, once
from queue_app.transaction import reading
from queue_app.web import encode
from queue_app.web.audience import CALLERS, audience
from queue_app.web.forms import Filled, kept
from queue_app.web.identity import actor
from queue_app.web.problems import problem_body

counter = Blueprint(
    "counter",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/counter",
)

#: Does one thing at a workplace; what it answers is said to the clerk once.
Verb = Callable[[Workplace], str | None]

_DONE = 303
_UNSIGNED = ("csrf_token", "idempotency_key")


def acts(name: str, *roles: str, panel: str = "") -> Callable[[Verb], Verb]:
    """Declare POST /loket/<code>/<name>; a refusal opens `panel` again."""

    def declare(verb: Verb) -> Verb:
        @audience(*(roles or CALLERS))
        def view(code: str) -> ResponseReturnValue:
            answered = once(_request(code), functools.partial(_act, verb, code), _refused)
            return _shown(code, answered, panel)

        counter.add_url_rule(f"/loket/<code>/{name}", verb.__name__, view, methods=["POST"])
        return verb

    return declare


def _act(verb: Verb, code: str, session: Session) -> Answer:
    return Answer(_DONE, verb(workplace(session, code)) or "")


def _refused(no: Refused) -> Answer:
    return Answer(no.status, encode.dumps(problem_body(no)))


def _shown(code: str, answered: Answer, panel: str) -> ResponseReturnValue:
    if answered.status == _DONE:
        if answered.body:
            flash(answered.body)
        # a script swaps what comes back: the answer is the next state at once, without a second request
        return console.page(code) if console.in_part() else redirect(console.address(code), _DONE)
    problem: dict[str, Any] = encode.loads(answered.body)
    errors = problem.get("errors") or [{"field": "", "message": problem["detail"]}]
    return console.page(code, panel=panel, filled=Filled(errors, kept())), answered.status


def _request(code: str) -> Request:
    """Who asks for what: checked before a key is claimed, so that a stranger's no is never kept."""
    with reading() as session:
        site = workplace(session, code).house.site
    sent = sorted(pair for pair in request.form.items(multi=True) if pair[0] not in _UNSIGNED)
    key = request.form.get("idempotency_key", "")[:200] or ids.handle()
    return Request(site.id, actor().label, f"POST {request.path}", key, repr(sent).encode())
