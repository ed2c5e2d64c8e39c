"""The OpenAPI document is valid, tells every operation, and every answer of a played morning is as it says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

import queue_app.api.views  # noqa: F401 - its import declares the operations
from queue_app.api.operation import OPERATIONS
from queue_app.line.events import Kind
from queue_app.line.ticket import Status
from queue_app.web.audience import PUBLIC
from queue_app.web.problems import TITLES
from tests.queue_app.api.day import Answered, Day, play
from tests.queue_app.line.scene import visitor

#: Every call of CONTRACT §3 with who may make it.
CONTRACT = """
GET /services public
GET /services/{code} public
GET /boards public
POST /tickets public
GET /tickets/{ticket_id} public
POST /tickets/{ticket_id}/cancel public
POST /tickets/{ticket_id}/check-in public
POST /tickets/{ticket_id}/rejoin public
POST /tickets/{ticket_id}/change public
POST /tickets/{ticket_id}/claim-served public
POST /tickets/{ticket_id}/subscriptions public
DELETE /tickets/{ticket_id}/subscriptions public
DELETE /tickets/{ticket_id}/phone public
POST /tickets/recover public
GET /boards/{code}/check-in-code kiosk display
POST /check-in kiosk supervisor counter
GET /counters counter supervisor manager admin auditor
GET /counters/{code} counter supervisor manager admin auditor
POST /counters/{code}/open counter supervisor
POST /counters/{code}/pause counter supervisor
POST /counters/{code}/resume counter supervisor
POST /counters/{code}/close counter supervisor
POST /counters/{code}/call-next counter supervisor
POST /counters/{code}/finish-and-call-next counter supervisor
POST /counters/{code}/recall counter supervisor
POST /counters/{code}/start counter supervisor
POST /counters/{code}/finish counter supervisor
POST /counters/{code}/miss counter supervisor
POST /counters/{code}/hold counter supervisor
POST /counters/{code}/undo counter supervisor
POST /counters/{code}/unhold counter supervisor
POST /counters/{code}/requeue counter supervisor
POST /counters/{code}/call counter supervisor
POST /counters/{code}/transfer counter supervisor
POST /counters/{code}/walk-in counter supervisor
POST /counters/{code}/confirm-served supervisor
GET /boards/{code} public
GET /lines/{prefix} public
POST /boards/{code}/acks display
GET /floor manager supervisor admin auditor
POST /notices supervisor admin
POST /services/{code}/quota supervisor admin
GET /survey/{token} public
POST /survey/{token} public
GET /skm public
GET /events manager auditor integrator
""".strip().splitlines()
ANSWERS = dict.fromkeys("persyaratan prosedur waktu biaya produk kompetensi perilaku pengaduan sarpras".split(), 4)
PROBLEMS = (
    "closed full already-active ticket-moved-on counter-busy counter-not-open not-serving not-callable wrong-code "
    "key-reused token-used token-expired unknown invalid forbidden unauthorised too-many too-large unavailable"
).split()


@pytest.fixture(scope="module")
def document(sqlite_app: Flask) -> dict[str, Any]:
    """The same whatever the database."""
    answer = visitor(sqlite_app).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return dict(answer.get_json())


def test_the_api_is_what_the_contract_says() -> None:
    offered = {f"{o.method} {braced(o.path)}": set(o.roles) for o in OPERATIONS}
    promised = {" ".join(line.split()[:2]): set(line.split()[2:]) for line in CONTRACT}
    assert {name: roles for name, roles in offered.items() if name in promised} == promised


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_address_of_the_api_stands_in_the_document_and_no_other(
    sqlite_app: Flask, document: dict[str, Any]
) -> None:
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    served = {
        (method, braced(rule.rule.removeprefix("/api/v1")))
        for rule in sqlite_app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.rule.endswith("openapi.json")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert told == served == {(o.method, braced(o.path)) for o in OPERATIONS}


def test_what_is_not_public_needs_a_bearer_and_operations_have_their_own_names(document: dict[str, Any]) -> None:
    names = []
    for operation in OPERATIONS:
        told = document["paths"][braced(operation.path)][operation.method.lower()]
        names.append(told["operationId"])
        public = PUBLIC in operation.roles
        assert told.get("security") == (
            [{}, {"bearer": []}] if operation.bearer else None if public else [{"bearer": []}]
        )
        assert told["summary"].endswith((".", "?"))
        in_path = {p["name"] for p in told["parameters"] if p["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", braced(operation.path)))
        assert ("requestBody" in told) == (operation.body is not None)
    assert len(names) == len(set(names))


def test_every_post_may_carry_a_key_but_the_survey_does_not(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            keyed = any(p["name"] == "Idempotency-Key" for p in told["parameters"])
            assert keyed == (method != "get" and path != "/survey/{token}"), path


def test_every_problem_type_of_the_contract_is_told(document: dict[str, Any]) -> None:
    types = document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert set(types) == set(TITLES) == set(PROBLEMS)


def test_the_channel_of_a_kiosk_names_its_bearer(document: dict[str, Any]) -> None:
    told = document["paths"]["/tickets"]["post"]
    assert told["security"] == [{}, {"bearer": []}]
    assert "kiosk" in told["description"]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("HolderTicket.status", set(Status)),
        ("StaffTicket.status", set(Status)),
        ("HolderTicket.channel", {"remote", "kiosk", "counter"}),
        ("HolderTicket.priority", {"lansia", "disabilitas", "hamil", "balita", "bencana", None}),
        ("HolderTicket.outcome", {"done", "berkas-kurang", None}),
        ("HolderTicket.estimate_reason", {"no-open-counter", "not-waiting", None}),
        ("ServiceDetail.estimate_reason", {"no-open-counter", None}),
        ("LineService.estimate_reason", {"no-open-counter", None}),
        ("RightShape.state", {"open", "used", "expired", "withdrawn"}),
        ("EventItem.kind", set(Kind)),
        ("EventItem.to_status", {*Status, None}),
        ("Notice.kind", {"info", "gangguan", "darurat"}),
        ("Outcome.kind", {"done", "berkas-kurang"}),
        ("TakeTicket.channel", {"remote", "kiosk"}),
        ("SkmShape.grade", {"A", "B", "C", "D", None}),
        ("UnsurShape.grade", {"A", "B", "C", "D"}),
    ],
)
def test_a_closed_vocabulary_is_told_word_by_word(document: dict[str, Any], place: str, words: set[object]) -> None:
    schema, _dot, key = place.partition(".")
    told = document["components"]["schemas"][schema]["properties"][key]
    listed: set[object] = set()
    for one in told.get("anyOf", [told]):
        listed |= {None} if one["type"] == "null" else set(one["enum"])
    assert listed == words


def test_the_answers_of_the_survey_are_told_by_key_and_scale(document: dict[str, Any]) -> None:
    told = document["components"]["schemas"]["SurveyAnswers"]["properties"]
    answers = told["answers"]
    assert set(answers["required"]) == set(answers["properties"]) == set(ANSWERS)
    assert len(ANSWERS) == 9
    assert all((a["type"], a["minimum"], a["maximum"]) == ("integer", 1, 4) for a in answers["properties"].values())
    validator = Draft202012Validator(document["components"]["schemas"]["SurveyAnswers"])
    assert validator.is_valid({"answers": ANSWERS})
    assert not validator.is_valid({"answers": ANSWERS | {"waktu": 5}})
    assert not validator.is_valid({"answers": {k: v for k, v in ANSWERS.items() if k != "waktu"}})


def test_what_is_asked_in_an_address_has_its_type_and_bounds(document: dict[str, Any]) -> None:
    asked = {p["name"]: p["schema"] for p in document["paths"]["/events"]["get"]["parameters"]}
    limit, after = asked["limit"], asked["after"]
    assert (limit["type"], limit["minimum"], limit["maximum"]) == ("integer", 1, 500)
    assert (after["type"], after["minimum"]) == ("integer", 0)
    span = {p["name"]: p["schema"] for p in document["paths"]["/skm"]["get"]["parameters"]}
    assert {"type": "string", "format": "date"} in span["from"]["anyOf"]


def test_not_changed_is_told_exactly_where_an_etag_is_given(app: Flask, document: dict[str, Any]) -> None:
    told = {path for path, methods in document["paths"].items() if "304" in methods.get("get", {}).get("responses", {})}
    assert told == {"/tickets/{ticket_id}", "/counters/{code}", "/boards/{code}", "/lines/{prefix}", "/floor"}
    phone = visitor(app)
    for path in ("/boards/H2", "/lines/A", "/services", "/services/DKC-KTP-HILANG", "/boards"):
        answer = phone.get(f"/api/v1{path}")
        rule = path.replace("H2", "{code}").replace("/A", "/{prefix}").replace("DKC-KTP-HILANG", "{code}")
        assert ("ETag" in answer.headers) == (rule in told), path


def test_every_answer_of_a_morning_is_as_the_document_says(app: Flask, document: dict[str, Any]) -> None:
    day = play(app)
    for answered in day.answers:
        check(document, answered)
    assert_everything_was_asked(day)


def check(document: dict[str, Any], answered: Answered) -> None:
    path = braced(answered.rule.removeprefix("/api/v1"))
    told = document["paths"][path][answered.method.lower()]["responses"][str(answered.status)]
    if "content" not in told:
        assert answered.text == ""
        return
    ((kind, content),) = told["content"].items()
    assert answered.mimetype == kind
    schema = closed(content["schema"]) | {"components": closed(document["components"])}
    validator = Draft202012Validator(schema, format_checker=FormatChecker(["date-time", "date"]))
    errors = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(answered.body)]
    assert errors == [], (answered.method, path, errors)


def closed(schema: Any) -> Any:
    """The schema with objects that may hold nothing but what they name: an answer tells no more than it says."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(part) for name, part in schema.items()}
    named = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
    return inner | ({"additionalProperties": False} if named and "additionalProperties" not in schema else {})


def assert_everything_was_asked(day: Day) -> None:
    succeeded = {(a.method, a.rule.removeprefix("/api/v1")) for a in day.answers if a.status < 300}
    assert succeeded == {(o.method, o.path) for o in OPERATIONS}


def braced(path: str) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", path)
