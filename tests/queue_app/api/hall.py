"""A hall with something in every state, whoever may ask, and what its database held: for whoever asks it wrongly."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

import queue_app.api.views  # noqa: F401 - its import declares the operations
from queue_app.api.operation import OPERATIONS, Operation
from queue_app.consequences import survey_token
from queue_app.db import Record
from queue_app.line import calling, serving
from queue_app.transaction import reading
from queue_app.web.problems import TITLES
from tests import make
from tests.queue_app.line.scene import at_counter, visitor

POSTS = [o for o in OPERATIONS if o.method != "GET"]
GETS = [o for o in OPERATIONS if o.method == "GET"]


class Hall:
    """A hall with something in every state, whoever may ask, and what its database held."""

    def __init__(self, app: Flask) -> None:
        make.make_open_counter()
        self.waiting, self.served = make.make_ticket(), make.make_ticket()
        at_counter(calling.call, self.served, reason="Uji")
        at_counter(serving.start)
        at_counter(serving.finish)
        self.token = survey_token(self.served)
        self.tokens = {role: make.headers(role, **bounds) for role, bounds in BOUNDS.items()}
        self.visitor = visitor(app)
        self.before = everything()

    def path(self, operation: Operation, **parts: str) -> str:
        named = {"ticket_id": self.waiting.id, "token": self.token, "prefix": "A"}
        code = {"counters": "L4", "boards": "H2", "services": "DKC-KIA"}.get(operation.path.split("/")[1], "")
        filled = {"code": code} | named | parts
        path = operation.path.replace("<", "{").replace(">", "}")
        return "/api/v1" + path.format(**filled)

    def ask(
        self, operation: Operation, data: bytes | str = b"", *, kind: str = "application/json", **parts: str
    ) -> TestResponse:
        return self.visitor.open(
            self.path(operation, **parts),
            method=operation.method,
            data=data,
            content_type=kind,
            headers=self.who(operation),
        )

    def who(self, operation: Operation) -> dict[str, str]:
        role = operation.roles[0]
        return {} if role == "public" else self.tokens[role]


BOUNDS: dict[str, dict[str, str]] = {
    "counter": {"counter": "L4"},
    "supervisor": {},
    "manager": {},
    "admin": {},
    "auditor": {},
    "integrator": {},
    "kiosk": {},
    "display": {"board": "H2"},
}


def refused(answer: TestResponse, statuses: set[int], about: object) -> None:
    said = answer.get_json(silent=True)
    assert answer.status_code in statuses, (about, answer.status_code, said)
    assert answer.mimetype == "application/problem+json", about
    assert said["status"] == answer.status_code
    assert said["type"] in TITLES, about
    assert said["detail"], about
    assert "Traceback" not in answer.text


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    with reading() as session:
        return {
            name: sorted(repr(tuple(row)) for row in session.execute(select(table)))
            for name, table in Record.metadata.tables.items()
        }


#: A body that each model takes, so that one wrong field is what is refused.
GOOD: dict[str, dict[str, Any]] = {
    "TakeTicket": {"service": "DKC-KIA", "channel": "remote"},
    "CheckInCode": {"code": "0000"},
    "CheckIn": {"number": "A001"},
    "Change": {"service": "DKC-LAHIR"},
    "Subscription": {"phone": "081234567890", "consent": True},
    "Recover": {"code": "ABCD1234"},
    "OpenCounter": {},
    "Pause": {"reason": "Salat"},
    "Finish": {},
    "ByRef": {"ref": "ABCDEF1234", "reason": "Alasan"},
    "Transfer": {"service": "DKC-LAHIR"},
    "WalkIn": {"service": "DKC-LAHIR"},
    "ConfirmServed": {"ref": "ABCDEF1234", "reason": "Alasan"},
    "Acknowledge": {"event": 1},
    "PostNotice": {"text": "Halo"},
    "Quota": {"quota": 5},
    "SurveyAnswers": {"answers": {}},
}
