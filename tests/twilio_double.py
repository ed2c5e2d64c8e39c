"""Twilio as far as we use it: takes messages as its API does, refuses what it would refuse, and signs what it tells."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, Response, jsonify, request
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.serving import make_server

from config import Twilio

SID, TOKEN = "AC" + "1" * 32, "a token that only the two of us know"
UNREACHABLE = "+6281100000001"
KNOWN = {"To", "From", "MessagingServiceSid", "Body", "ContentSid", "ContentVariables", "StatusCallback"}


@dataclass
class Double:
    """What was sent, and how the next requests are answered (HTTP status and Twilio's code)."""

    url: str = ""
    sent: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, int]] = field(default_factory=list)

    def settings(self, **more: object) -> Twilio:
        own = {"sms_from": "MPPGAJAH", "messaging_service": "", "whatsapp_from": "+14155550100"}
        content = {"called": "HX" + "2" * 32}
        return Twilio(SID, TOKEN, **(own | more), content=content, base_url=self.url)  # type: ignore[arg-type]

    def tell(self, client: FlaskClient, address: str, sid: str, status: str, *, token: str = TOKEN) -> Response:
        """A status callback to our public address, signed with `token`."""
        form = {"MessageSid": sid, "MessageStatus": status, "AccountSid": SID}
        signature = RequestValidator(token).compute_signature(address, form)
        path = "/" + address.split("/", 3)[3]
        return client.post(path, data=form, headers={"X-Twilio-Signature": signature})  # type: ignore[return-value]

    def take(self) -> tuple[Response, int]:
        """What the API answers to one message."""
        form = request.form.to_dict()
        if request.authorization is None or (request.authorization.username, request.authorization.password) != (
            SID,
            TOKEN,
        ):
            return jsonify(code=20003, message="Authenticate", status=401), 401
        wrong = _wrong(form)
        status, code = self.answers.pop(0) if self.answers else (400, wrong) if wrong else (201, 0)
        if status != 201:
            return jsonify(code=code, message="no", status=status, more_info=""), status
        self.sent.append(form)
        return jsonify(sid=f"SM{len(self.sent):032d}", status="queued", to=form["To"]), 201


def _wrong(form: dict[str, str]) -> int:
    """Twilio's code for what is wrong with a request, 0 for nothing."""
    if not set(form) <= KNOWN or ("From" in form) == ("MessagingServiceSid" in form):
        return 21603
    if form.get("To", "").removeprefix("whatsapp:") == UNREACHABLE:
        return 21211
    if ("Body" in form) == ("ContentSid" in form) or len(form.get("Body", "")) > 1600:
        return 21602
    return 0


@contextmanager
def twilio() -> Iterator[Double]:
    """A double that listens."""
    double, app = Double(), Flask("twilio")
    app.add_url_rule(f"/2010-04-01/Accounts/{SID}/Messages.json", view_func=double.take, methods=["POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    double.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield double
    server.shutdown()
    server.server_close()
