"""What the log says of a request: enough to follow it, and nothing that anybody could use or that ties an answer."""

from __future__ import annotations

import dataclasses
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, abort

from queue_app import create_app
from queue_app.consequences import survey_token
from queue_app.line.ticket import Status
from queue_app.logs import JsonLines, TextLines, without_secrets
from queue_app.transaction import announced
from queue_app.web.audience import PUBLIC, audience
from tests import make


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application of a house that logs JSON."""
    made = create_app(dataclasses.replace(app.extensions["config"], log_format="json"))
    announced.clear()
    return made


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """Everything that is logged meanwhile, as a collector reads it."""
    found: list[dict[str, Any]] = []

    class Collector(logging.StreamHandler[io.StringIO]):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(self.format(record)))

    handler, root = Collector(io.StringIO()), logging.getLogger()
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    before = root.level
    root.setLevel(logging.INFO)
    yield found
    root.setLevel(before)
    root.removeHandler(handler)


def test_a_line_names_the_route_and_never_the_address(app: Flask, lines: list[dict[str, Any]]) -> None:
    ticket = make.make_ticket()
    came = {"REMOTE_ADDR": "36.72.9.77"}
    app.test_client().get(f"/tiket/{ticket.id}", environ_base=came, headers=make.headers("manager"))
    app.test_client().get(f"/api/v1/tickets/{ticket.id}?kunci=rahasia", environ_base={"REMOTE_ADDR": "2001:db8:1:2::3"})
    app.test_client().get("/tidak/ada/rahasia")
    page, call, lost = (line for line in lines if line["logger"] == "gmsc.access")
    assert (page["method"], page["route"], page["status"], page["from"]) == ("GET", "/tiket/<id>", 200, "36.72.9.0")
    assert page["by"].startswith("token:")
    assert page["bytes"] > 1000
    assert page["ms"] > 0
    assert (call["from"], call["by"]) == ("2001:db8:1::", "citizen")
    assert (lost["route"], lost["status"]) == ("(no route)", 404)
    assert ticket.id not in json.dumps(lines)
    assert "rahasia" not in json.dumps(lines)


def test_answering_a_survey_leaves_no_line(app: Flask, lines: list[dict[str, Any]]) -> None:
    token = survey_token(make.make_ticket_in(Status.SERVED))
    for path in (f"/s/{token}", f"/api/v1/survey/{token}"):
        assert app.test_client().get(path).status_code == 200
        app.test_client().post(path, json={})
    asked = app.test_client()
    for method, path in (("GET", "/survei/"), ("POST", "/survei/kirim"), ("GET", "/isian/"), ("POST", "/isian/")):
        asked.open(path, method=method, headers=make.headers("survey"))  # the tablet at the exit; what staff type in
    assert [line for line in lines if line["logger"] == "gmsc.access"] == []
    assert token not in json.dumps(lines)


def test_an_id_from_in_front_is_kept_when_it_is_one_and_stands_on_every_line(
    app: Flask, lines: list[dict[str, Any]]
) -> None:
    answer = app.test_client().get("/api/v1/boards", headers={"X-Request-Id": "proxy-0001"})
    assert answer.headers["X-Request-Id"] == lines[-1]["request"] == "proxy-0001"
    for wrong in ("short", "a" * 65, 'x"y\tz1234', "../../etc/passwd"):
        own = app.test_client().get("/api/v1/boards", headers={"X-Request-Id": wrong}).headers["X-Request-Id"]
        assert len(own) == 16
        assert own == lines[-1]["request"]


def test_refusals_and_files_have_an_id_too(app: Flask) -> None:
    client = app.test_client()
    for path in ("/api/v1/tickets/none", "/static/none.css", "/manajer/"):
        assert client.get(path).headers["X-Request-Id"]


def test_a_crash_is_told_with_its_request_and_without_its_address(app: Flask, lines: list[dict[str, Any]]) -> None:
    @app.get("/tiket/<id>/rusak")
    @audience(PUBLIC)
    def broken(id: str) -> str:
        raise RuntimeError("broken")

    @app.get("/tiket/<id>/hilang")
    @audience(PUBLIC)
    def lost(id: str) -> str:
        abort(404)

    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get("/tiket/sangat-rahasia/rusak")
    assert answer.status_code == 500
    (told,) = (line for line in lines if line["level"] == "error")
    assert told["request"] == answer.headers["X-Request-Id"]
    assert "GET /tiket/<id>/rusak" in told["message"]
    assert "RuntimeError: broken" in told["trace"]
    assert "sangat-rahasia" not in json.dumps(lines)


@pytest.mark.parametrize(
    "path", ["/tiket/%s", "/s/%s", "/akun/mulai/%s", "/api/v1/tickets/%s/cancel", "/api/v1/survey/%s"]
)
def test_whoever_logs_an_address_logs_it_without_its_secret(path: str) -> None:
    told = f"Error handling request http://mpp.example{path % 'K7Q2-M9XD-AAAA'}?x=1"
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, told, (), None)
    for formatter in (TextLines(), JsonLines()):
        line = formatter.format(record)
        assert "K7Q2" not in line
        assert path.partition("%")[0] + "…" in line


def test_nobody_forges_a_second_line() -> None:
    told = "catatan\r\n2026-11-23 09:00:00,000 ERROR gmsc: palsu"
    record = logging.LogRecord("gmsc.messages", logging.INFO, "", 0, "to %s", (told,), None)
    for formatter in (TextLines(), JsonLines()):
        line = formatter.format(record)
        assert "\n" not in line
        assert "\r" not in line
        assert "palsu" in line


def test_other_addresses_stay_as_they_are() -> None:
    for line in ("GET /layanan/DKC-KTP", "/api/v1/tickets", "files/s/part.py", "/s/"):
        assert without_secrets(line) == line
