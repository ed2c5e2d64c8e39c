"""The blueprint of this door, who reads and who acts, and what a form of it does.

Managers, auditors and admins read. A supervisor acts within the own agency and hall; notices and quotas are also an
admin's (CONTRACT §3).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app import ids
from queue_app.catalogue.directory import Counter, Directory, Service, directory
from queue_app.errors import N_, Forbidden, Refused
from queue_app.idempotency import Answer, Request, once
from queue_app.people.actor import Actor
from queue_app.people.scope import may_use_counter
from queue_app.transaction import reading
from queue_app.web import encode
from queue_app.web.audience import audience
from queue_app.web.forms import Filled, kept
from queue_app.web.identity import actor
from queue_app.web.problems import problem_body

#: Who may look at the whole hall, and who may do something about it.
WATCHERS = ("supervisor", "manager", "admin", "auditor")
ANNOUNCERS = ("supervisor", "admin")

floor = Blueprint(
    "floor", __name__, template_folder="templates", static_folder="static", static_url_path="/static/floor"
)


@dataclass(frozen=True, slots=True)
class Hall:
    """The house as its watcher acts in it, within one transaction."""

    session: Session
    house: Directory
    actor: Actor

    @property
    def by(self) -> str:
        return self.actor.label

    def counter(self, code: str) -> Counter:
        """A counter that this supervisor may act for. Raises Unknown, NotYourCounter."""
        found = self.house.counter(code)
        may_use_counter(self.actor, found, site_id=self.house.site.id)
        return found

    def service(self, code: str) -> Service:
        """A service whose numbers this person may plan. Raises Unknown, Forbidden."""
        found = self.house.service(code)
        if not may_plan(self.actor, found):
            raise Forbidden(N_("Layanan ini di luar wewenang Anda."))
        return found


#: Does one thing, and answers with what is to be said about it.
Act = Callable[..., str]
_DONE = 303


def may_plan(who: Actor, service: Service) -> bool:
    """Whether this person sets the quota of a service: a supervisor of its agency and hall, or an admin."""
    others = who.agency_id not in (None, service.agency.id) or who.hall_id not in (None, service.hall.id)
    return who.role == "admin" or (who.role == "supervisor" and not others)


def own_house() -> Directory:
    """The reader's own site."""
    with reading() as session:
        house = directory(session, actor().site_id)
    g.tz_name = house.site.tz_name
    return house


def acts(path: str, *roles: str, page: str) -> Callable[[Act], Act]:
    """Declare POST `path`: one verb, once; then back to the page (an endpoint of this door, with the same parts).

    A refusal shows that page again with its sentence, and what was typed.
    """

    def declare(act: Act) -> Act:
        @audience(*roles)
        def view(**parts: str | int) -> ResponseReturnValue:
            answered = once(_request(), functools.partial(_within, act, parts), _refused)
            if answered.status == _DONE:
                flash(answered.body)
                return redirect(url_for(page, **_parts_of(page, parts)), _DONE)
            problem: dict[str, Any] = encode.loads(answered.body)
            errors = problem.get("errors") or [{"field": "", "message": problem["detail"]}]
            shown = current_app.view_functions[page](**_parts_of(page, parts), filled=Filled(errors, kept()))
            return cast(str, shown), answered.status

        floor.add_url_rule(path, act.__name__, view, methods=["POST"])
        return act

    return declare


def _within(act: Act, parts: Mapping[str, str | int], session: Session) -> Answer:
    house = directory(session, actor().site_id)
    return Answer(_DONE, act(Hall(session, house, actor()), **parts))


def _refused(no: Refused) -> Answer:
    return Answer(no.status, encode.dumps(problem_body(no)))


def _parts_of(page: str, parts: Mapping[str, str | int]) -> dict[str, Any]:
    """The parts of a form's address that its page's address has, too."""
    wanted = next(iter(current_app.url_map.iter_rules(page))).arguments
    return {name: value for name, value in parts.items() if name in wanted}


def _request() -> Request:
    sent = sorted(pair for pair in request.form.items(multi=True) if pair[0] not in ("csrf_token", "idempotency_key"))
    key = request.form.get("idempotency_key", "")[:200] or ids.handle()
    return Request(own_house().site.id, actor().label, f"POST {request.path}", key, repr(sent).encode())
