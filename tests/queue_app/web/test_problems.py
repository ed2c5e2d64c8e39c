"""A no is problem+json for programs and a page for people, and tells nothing it should not."""

from __future__ import annotations

import importlib
import logging
import pkgutil
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from queue_app import errors, line
from queue_app.web.problems import TITLES

CONTRACT_TYPES = (
    "closed, full, already-active, ticket-moved-on, counter-busy, counter-not-open, not-serving, not-callable, "
    "wrong-code, key-reused, token-used, token-expired, unknown, invalid, forbidden, unauthorised, too-many, "
    "too-large, unavailable"
).split(", ")


def test_the_problem_types_are_those_of_the_contract() -> None:
    assert list(TITLES) == CONTRACT_TYPES


def test_every_refusal_has_a_type_of_the_contract() -> None:
    def all_below(kind: type[errors.Refused]) -> set[type[errors.Refused]]:
        return {kind}.union(*(all_below(k) for k in kind.__subclasses__()))

    for module in pkgutil.walk_packages(line.__path__, "queue_app.line."):
        importlib.import_module(module.name)
    found = all_below(errors.Refused)
    assert len(found) > 20
    assert {kind.type for kind in found} <= set(CONTRACT_TYPES)
    assert all(400 <= kind.status < 600 for kind in found)


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/api/v1/no/full", 409, "full"),
        ("/api/v1/no/forbidden", 403, "forbidden"),
        ("/api/v1/no/unauthorised", 401, "unauthorised"),
        ("/api/v1/no/too-many", 429, "too-many"),
        ("/api/v1/no/unavailable", 503, "unavailable"),
        ("/api/v1/no/invalid", 422, "invalid"),
        ("/api/v1/no/database", 503, "unavailable"),
        ("/api/v1/no/data", 422, "invalid"),
        ("/api/v1/no/400", 400, "invalid"),
        ("/api/v1/no/404", 404, "unknown"),
        ("/api/v1/no/410", 410, "unknown"),
        ("/api/v1/no/413", 413, "too-large"),
        ("/api/v1/no/415", 415, "invalid"),
        ("/api/v1/no/503", 503, "unavailable"),
        ("/api/v1/nowhere", 404, "unknown"),
        ("/api/v1/../nowhere", 404, "unknown"),
    ],
)
def test_a_program_gets_problem_json(client: FlaskClient, path: str, status: int, kind: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert (body["type"], body["status"], body["title"]) == (kind, status, TITLES[kind])
    assert body["detail"]


def test_the_sentence_has_its_values_and_the_fields_their_lines(client: FlaskClient) -> None:
    assert client.get("/api/v1/no/full").get_json()["detail"] == "Nomor KTP hari ini sudah habis."
    invalid = client.get("/api/v1/no/invalid").get_json()
    assert invalid["errors"] == [{"field": "phone", "message": "Isi dengan nomor ponsel."}]
    assert "errors" not in client.get("/api/v1/no/full").get_json()


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/wish")
    assert (answer.status_code, answer.get_json()["type"]) == (405, "invalid")
    assert "POST" in answer.headers["Allow"]


def test_trying_later_and_signing_in_are_said_in_headers(client: FlaskClient) -> None:
    assert client.get("/api/v1/no/too-many").headers["Retry-After"] == "30"
    assert client.get("/api/v1/no/unavailable").headers["Retry-After"] == "5"
    assert client.get("/api/v1/no/database").headers["Retry-After"] == "5"
    assert client.get("/api/v1/no/unauthorised").headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("kind", "status"), [("full", 409), ("404", 404), ("database", 503), ("forbidden", 403)])
def test_a_person_gets_a_page(client: FlaskClient, kind: str, status: int) -> None:
    answer = client.get(f"/no/{kind}", headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert '<html lang="id"' in answer.text
    assert "MPP Gajah Mada" in answer.text


def test_a_script_on_a_page_asks_for_json_and_gets_it(client: FlaskClient) -> None:
    answer = client.post("/no/full", headers={"Accept": "application/json"})
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_a_bug_shows_a_code_that_is_in_the_log_and_nothing_else(
    client: FlaskClient, prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = client.get(f"{prefix}/no/bug")
    assert answer.status_code == 500
    found = re.search(r"Kode: ([0-9A-F]{4})", answer.text)
    assert found
    assert f"code {found[1]}" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    for secret in ("ZeroDivision", "secret", "Traceback", "views.py"):
        assert secret not in answer.text


def test_a_database_that_is_away_shows_no_statement(client: FlaskClient) -> None:
    for path in ("/no/database", "/api/v1/no/database"):
        assert "secret" not in client.get(path).text


def test_an_error_page_that_cannot_be_rendered_still_says_the_first_error(tiny: Flask, tmp_path: Path) -> None:
    tiny.jinja_loader = None
    tiny.jinja_env.loader = None
    answer = tiny.test_client().get("/no/full")
    assert answer.status_code == 409
    assert "Nomor KTP hari ini sudah habis." in answer.text


def test_a_path_with_a_line_break_makes_no_second_log_line(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert client.get("/crash/%0Aforged entry").status_code == 500
    assert "\nforged" not in "".join(r.getMessage() for r in caplog.records)


def test_a_crash_is_logged_by_its_route_never_by_what_stands_in_the_address(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert client.get("/crash/rahasia").status_code == 500
    said = "".join(record.getMessage() for record in caplog.records)
    assert "GET /crash/<" in said
    assert "rahasia" not in said


def test_bugs_surface_in_tests(tiny: Flask) -> None:
    tiny.testing = True
    with pytest.raises(ZeroDivisionError):
        tiny.test_client().get("/no/bug")
