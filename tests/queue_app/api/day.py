"""A morning played through the API alone: every operation is asked at least once, and every answer is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from queue_app.line import lobby_code
from survey.instrument import effective
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.line.scene import Visitor, code_now, later, visitor

PHONE = {"phone": "0812 3456 7890", "consent": True}
ANSWERS = dict.fromkeys(effective(MONDAY.date()).keys, 4)


@dataclass(frozen=True)
class Answered:
    """One answer: which operation, who asked, and what came."""

    method: str
    rule: str
    who: str
    status: int
    body: Any
    text: str
    mimetype: str


@dataclass
class Day:
    """The hall as its outsiders see it. `holders` are the tickets as their holders got them."""

    app: Flask
    answers: list[Answered] = field(default_factory=list)
    holders: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, str]] = field(default_factory=dict)
    phone: Visitor = field(init=False)

    def __post_init__(self) -> None:
        self.phone = visitor(self.app)

    def call(self, method: str, path: str, body: object = None, *, who: str = "public", status: int = 200) -> Any:
        """Ask; the answer must have this status. `who` is public or a role with a token."""
        headers = self.token(who) if who != "public" else {}
        answer = self.phone.open(f"/api/v1{path}", method=method, json=body, headers=headers)
        address = path.partition("?")[0]
        rule, _ = self.app.url_map.bind("").match(f"/api/v1{address}", method, return_rule=True)
        said = answer.get_json(silent=True)
        self.answers.append(
            Answered(method, rule.rule, who, answer.status_code, said, answer.get_data(as_text=True), answer.mimetype)
        )
        assert answer.status_code == status, (method, path, answer.status_code, said)
        return said

    def get(self, path: str, **named: Any) -> Any:
        return self.call("GET", path, **named)

    def post(self, path: str, body: object = None, **named: Any) -> Any:
        return self.call("POST", path, body, **named)

    def take(self, service: str = make.SERVICE, *, who: str = "public", **wish: Any) -> dict[str, Any]:
        """A new person takes a number: with the kiosk's token on the spot, else from home."""
        self.phone = visitor(self.app)
        channel = "kiosk" if who == "kiosk" else "remote"
        ticket = self.post("/tickets", {"service": service, "channel": channel} | wish, who=who, status=201)
        return self.held(ticket)

    def held(self, ticket: dict[str, Any]) -> dict[str, Any]:
        self.holders[ticket["id"]] = ticket
        return ticket

    def desk(self, verb: str, body: object = None, *, who: str = "counter", status: int = 200) -> Any:
        later(seconds=20)
        return self.post(f"/counters/L4/{verb}", body, who=who, status=status)

    def token(self, who: str) -> dict[str, str]:
        if who not in self.tokens:
            bounds = {"counter": {"counter": "L4"}, "display": {"board": "H2"}, "kiosk": {"board": "H2"}}
            self.tokens[who] = make.headers(who, **bounds.get(who, {}))
        return self.tokens[who]


def play(app: Flask) -> Day:
    """The morning. Every kind of ticket stands at its end: waiting, called, held, served, missed, given up."""
    day = Day(app)
    look_around(day)
    first = take_and_arrive(day)
    serve(day, first)
    miss_hold_and_transfer(day)
    change_and_leave(day)
    manage(day)
    ask_everybody(day)
    return day


def look_around(day: Day) -> None:
    for path in ("/services", "/services?q=ktp", "/services?agency=DKC", "/services/DKC-KTP-HILANG", "/boards"):
        day.get(path)
    day.get("/boards/H2")
    day.get("/lines/A")
    day.get("/services/TIDAK-ADA", status=404)


def take_and_arrive(day: Day) -> dict[str, Any]:
    day.desk("call-next", status=409)
    day.desk("open", {"services": None})
    day.desk("call-next", status=204)
    first = day.take(**PHONE, priority="hamil", language="jv", for_other=True)
    day.post(f"/tickets/{first['id']}/check-in", {"code": "abcd"}, status=409)
    assert day.get("/boards/H2/check-in-code", who="display")["code"] == code_now()
    assert lobby_code.PERIOD == 60
    day.post(f"/tickets/{first['id']}/check-in", {"code": code_now()})
    home = day.take()
    day.post("/check-in", {"number": home["number"]}, who="kiosk")
    day.post("/check-in", {"id": day.take()["id"]}, who="supervisor")
    for _ in range(5):
        day.take(who="kiosk")
    day.take("PLN-BARU")
    day.post(f"/tickets/{home['id']}/subscriptions", PHONE, status=409)
    day.post(f"/tickets/{home['id']}/subscriptions", PHONE | {"phone": "081311112222"})
    return first


def serve(day: Day, first: dict[str, Any]) -> None:
    assert day.desk("call-next")["ticket"]["ref"] == first["ref"]
    day.desk("call-next", status=409)
    day.desk("recall")
    event = day.get("/boards/H2")["calls"][0]["event"]
    shown = {"event": event, "shown_at": "2026-11-23T09:00:00+07:00", "heard_at": None}
    day.post("/boards/H2/acks", shown, who="display", status=204)
    day.desk("start")
    lacking = {"outcome": {"kind": "berkas-kurang", "missing": ["Fotokopi KK"]}}
    day.desk("finish-and-call-next", lacking)
    day.post("/counters/L4/undo", who="counter")
    day.desk("finish-and-call-next", {})
    day.desk("start")
    day.desk("finish")
    served = day.held(day.get(f"/tickets/{first['id']}"))
    token = served["survey_url"].removeprefix("/s/")
    day.get(f"/survey/{token}")
    day.post(f"/survey/{token}", {"answers": ANSWERS | {"biaya": 5}}, status=422)
    given = {"answers": ANSWERS, "profile": {}, "suggestion": "Kursi kurang."}
    day.post(f"/survey/{token}", given, status=201)
    day.post(f"/survey/{token}", given, status=409)


def miss_hold_and_transfer(day: Day) -> None:
    missed = day.desk("call-next")["ticket"]
    day.desk("miss")
    holder = next(t for t in day.holders.values() if t["ref"] == missed["ref"])
    day.post(f"/tickets/{holder['id']}/rejoin")
    again = day.desk("call", {"ref": missed["ref"], "reason": "Sudah di loket"})
    day.desk("miss")
    day.desk("requeue", {"ref": again["ref"]})
    held = day.desk("call-next")["ticket"]
    day.desk("hold")
    day.desk("unhold", {"ref": held["ref"]})
    day.desk("transfer", {"service": "PLN-BARU", "note": "Bawa rekening"})
    day.desk("walk-in", {"service": "DKC-KIA", "priority": "lansia"})
    day.desk("finish", {"outcome": {"kind": "done"}})
    disputed = day.desk("call-next")["ticket"]
    day.desk("miss")
    holder = next(t for t in day.holders.values() if t["ref"] == disputed["ref"])
    day.post(f"/tickets/{holder['id']}/claim-served")
    assert [t["ref"] for t in day.get("/floor", who="manager")["claims"]] == [disputed["ref"]]
    answer = {"ref": disputed["ref"], "reason": "Ada di buku"}
    day.desk("confirm-served", answer, who="counter", status=403)
    day.desk("confirm-served", answer, who="supervisor")
    day.held(day.get(f"/tickets/{holder['id']}"))


def change_and_leave(day: Day) -> None:
    old = day.take("DKC-LAHIR", **PHONE)
    day.post(f"/tickets/{old['id']}/change", {"service": "DKC-LAHIR"}, status=422)
    fresh = day.held(day.post(f"/tickets/{old['id']}/change", {"service": "DKC-KIA"}))
    day.post("/tickets/recover", {"code": fresh["recovery_code"].lower()})
    day.call("DELETE", f"/tickets/{fresh['id']}/subscriptions")
    day.call("DELETE", f"/tickets/{fresh['id']}/phone")
    day.post(f"/tickets/{fresh['id']}/cancel")
    day.post(f"/tickets/{fresh['id']}/cancel", status=409)


def manage(day: Day) -> None:
    day.post("/notices", {"text": "Listrik padam sebentar", "kind": "gangguan"}, who="supervisor", status=201)
    day.post("/services/DKC-KIA/quota", {"quota": 40}, who="admin")
    day.desk("pause", {"reason": "Salat", "until": "2026-11-23T12:30:00+07:00"})
    day.get("/counters/L4", who="counter")
    day.desk("close")
    day.desk("open", {})
    day.desk("pause", {"reason": "Rapat"})
    day.desk("resume")
    day.desk("call-next")
    day.desk("hold")
    day.desk("call-next")


def ask_everybody(day: Day) -> None:
    """Ask whatever can be asked, by everybody who may ask it."""
    for who in ("counter", "supervisor", "manager", "admin", "auditor"):
        day.get("/counters", who=who)
        day.get("/counters/L4", who=who)
    for who in ("manager", "supervisor", "admin", "auditor"):
        day.get("/floor", who=who)
    for who in ("manager", "auditor", "integrator"):
        day.get("/events?limit=500", who=who)
    for who in ("manager", "auditor"):
        day.get("/skm", who=who)
    for path in ("/services", "/services/DKC-KIA", "/boards", "/boards/H2", "/lines/A", "/lines/EL"):
        day.get(path)
        day.get(path, who="display")
    for ticket_id in list(day.holders):
        day.held(day.get(f"/tickets/{ticket_id}"))
