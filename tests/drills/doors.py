"""Two ways into the product for the stateful drills: the verbs themselves, and HTTP as every client speaks it.

Each act answers with the refusal's type, or None when it was done. A POST goes out twice under one key: the second
answer must equal the first and change nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from flask import Flask

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.consequences import survey_token
from queue_app.errors import Refused
from queue_app.line import attendance, calling, desk, events, issuing, lobby_code, numbers, serving, steps
from queue_app.line.ticket import Ticket, find
from queue_app.transaction import reading, transaction
from survey import responses
from survey.instrument import effective
from tests import make
from tests.queue_app.line.scene import Visitor, visitor

HALL = "H2"


class Door(Protocol):
    """What the drill does with the product; tickets go by their number and day."""

    def issue(self, service: str, channel: str, priority: bool, device: str | None, day: date) -> str | None: ...
    def holder(self, act: str, ticket: Ticket, **said: Any) -> str | None: ...
    def counter(self, act: str, code: str, ticket: Ticket | None = None, **said: Any) -> str | None: ...
    def answer(self, ticket: Ticket) -> str | None: ...
    def set_quota(self, service: str, most: int) -> str | None: ...


#: Acts of a counter, by the name they have in the model and in the API.
_VERBS: dict[str, Callable[..., Any]] = {
    "call_next": calling.call_next,
    "finish_and_call_next": calling.finish_and_call_next,
    "call": calling.call,
    "recall": calling.recall,
    "miss": calling.miss,
    "unhold": calling.unhold,
    "requeue": calling.requeue,
    "start": serving.start,
    "hold": serving.hold,
    "finish": serving.finish,
    "transfer": serving.transfer,
    "walk_in": serving.walk_in,
    "confirm_served": serving.confirm_served,
    "undo": steps.undo,
    "open": attendance.open_counter,
    "pause": attendance.pause,
    "resume": attendance.resume,
    "close": attendance.close,
}


class Verbs:
    """The domain's own verbs, each in a transaction of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def issue(self, service: str, channel: str, priority: bool, device: str | None, day: date) -> str | None:
        wish = issuing.Wish(channel=channel, priority="lansia" if priority else None, device=device, day=day)
        return _refusal(lambda s, h: issuing.issue(s, h, h.service(service), wish, by="drill"))

    def holder(self, act: str, ticket: Ticket, **said: Any) -> str | None:
        def do(session: Any, house: Directory) -> None:
            now = find(session, key=ticket.key)
            if act == "claim":
                desk.claim_served(session, now, by="drill")
            elif act == "change":
                service = house.service(said["service"]) if said["service"] else None
                issuing.change(session, house, now, service=service, day=said["day"], by="drill")
            elif act == "check_in":
                desk.check_in(session, house, now, code=said["code"], by="drill")
            else:
                {"cancel": desk.cancel, "rejoin": desk.rejoin}[act](session, house, now, by="drill")

        return _refusal(do)

    def counter(self, act: str, code: str, ticket: Ticket | None = None, **said: Any) -> str | None:
        def do(session: Any, house: Directory) -> None:
            rest = [find(session, key=ticket.key)] if ticket else []
            if act in ("transfer", "walk_in"):
                said["service"] = house.service(said["service"])
            _VERBS[act](session, house, house.counter(code), *rest, by="drill", **said)

        said = dict(said)
        return _refusal(do)

    def answer(self, ticket: Ticket) -> str | None:
        def do(session: Any, house: Directory) -> None:
            today = clock.business_day(house.site.tz_name)
            given = dict.fromkeys(effective(today).keys, 4)
            token = survey_token(ticket)
            responses.submit(session, token, answers=given, at=clock.now(), day=today, instrument=effective(today))

        return _refusal(do)

    def set_quota(self, service: str, most: int) -> str | None:
        def do(session: Any, house: Directory) -> None:
            on, day = house.service(service), attendance.today(house)
            numbers.set_quota(session, house.site, on, day, most)
            what: dict[str, Any] = {
                "site_id": house.site.id,
                "day": day,
                "at": clock.now(),
                "by": "drill",
                "service_id": on.id,
            }
            events.record(session, events.Kind.QUOTA_SET, data={"quota": most}, **what)

        return _refusal(do)


class Http:
    """The API: every POST carries a key and is sent twice."""

    def __init__(self, app: Flask) -> None:
        self.app, self._keys, self._devices = app, itertools.count(), dict[str, Visitor]()
        self._staff = {code: make.headers("counter", counter=code) for code in ("L4", "L5", "L15")}
        self._kiosk, self._supervisor = make.headers("kiosk"), make.headers("supervisor")
        self._nobody = visitor(app)

    def issue(self, service: str, channel: str, priority: bool, device: str | None, day: date) -> str | None:
        body = {"service": service, "channel": channel, "day": day.isoformat()}
        body |= {"priority": "lansia"} if priority else {}
        if channel == "kiosk":
            return self._post("/tickets", body, self._kiosk)
        return self._post("/tickets", body, {}, self._device(device))

    def holder(self, act: str, ticket: Ticket, **said: Any) -> str | None:
        if act == "check_in" and said["code"] is None:
            return self._post("/check-in", {"id": ticket.id}, self._kiosk)
        path = f"/tickets/{ticket.id}/" + {"claim": "claim-served"}.get(act, act.replace("_", "-"))
        body = {name: str(value) for name, value in said.items() if value is not None}
        return self._post(path, body, {})

    def counter(self, act: str, code: str, ticket: Ticket | None = None, **said: Any) -> str | None:
        body: dict[str, Any] = {"ref": ticket.ref} if ticket else {}
        body |= {name: value for name, value in said.items() if value is not None}
        who = self._supervisor if act == "confirm_served" else self._staff[code]
        return self._post(f"/counters/{code}/{act.replace('_', '-')}", body, who)

    def answer(self, ticket: Ticket) -> str | None:
        day = clock.business_day("Asia/Jakarta")
        body = {"answers": dict.fromkeys(effective(day).keys, 4)}
        return _type_of(self._nobody.post(f"/api/v1/survey/{survey_token(ticket)}", json=body))

    def set_quota(self, service: str, most: int) -> str | None:
        return self._post(f"/services/{service}/quota", {"quota": most}, self._supervisor)

    def _post(self, path: str, body: dict[str, Any], who: dict[str, str], client: Visitor | None = None) -> str | None:
        headers = who | {"Idempotency-Key": f"drill-{next(self._keys)}"}
        client = client or self._nobody
        once, again = (client.post(f"/api/v1{path}", json=body, headers=headers) for _ in range(2))
        assert (once.status_code, once.data) == (again.status_code, again.data), "one key, two answers"
        return _type_of(once)

    def _device(self, name: str | None) -> Visitor:
        if name is None:
            return visitor(self.app)
        return self._devices.setdefault(name, visitor(self.app))


def _type_of(answer: Any) -> str | None:
    assert answer.status_code < 500, answer.data
    return None if answer.status_code < 400 else str(answer.json["type"])


def _refusal(act: Callable[[Any, Directory], object]) -> str | None:
    try:
        with transaction() as session:
            act(session, directory(session))
    except Refused as no:
        return no.type
    return None


def lobby_code_now() -> str:
    """What the hall's screens show now."""
    with reading() as session:
        house = directory(session)
        return lobby_code.current(house, house.hall(HALL))[0]


__all__ = ["Door", "Http", "Verbs", "lobby_code_now"]
