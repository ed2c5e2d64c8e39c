"""Whatever is sent, the answer is the object or a 4xx."""

from __future__ import annotations

import json
import random

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JSON = "application/json"


def post(client: FlaskClient, data: str | bytes, content_type: str | None = JSON, path: str = "/api/v1/wish"):
    return client.post(path, data=data, content_type=content_type)


GOOD = '{"service": "KTP-01"}'


@pytest.mark.parametrize(
    ("horror", "status"),
    [
        ("[" * 2_000, 400),
        ("[" * 2_000 + "]" * 2_000, 400),
        ('{"a":' * 2_000 + "1" + "}" * 2_000, 400),
        ('{"service": ' + "[" * 100 + "]" * 100 + "}", 400),
        ("{", 400),
        ("", 422),
        ("   ", 422),
        ("null", 400),
        ("[]", 400),
        ('"KTP"', 400),
        ("12", 400),
        ("{'service': 'KTP'}", 400),
        ('{"service": "KTP",}', 400),
        ('{"service": "KTP"} {}', 400),
        ('{"service": NaN}', 400),
        ('{"service": Infinity}', 400),
        ('{"service": -Infinity}', 400),
        ('{"service": 1e999}', 422),
        ('{"service": "KTP", "count": ' + "9" * 30 + "}", 422),
        ('{"service": "KTP", "count": ' + "9" * 5_000 + "}", 422),
        ('{"service": "KTP", "count": -9007199254740993}', 422),
        ('{"service": "KTP\\u0000"}', 400),
        ('{"service\\u0000": "KTP"}', 400),
        ('{"service": "\\ud800"}', 400),
        ('{"service": "KTP", "note": ["\\udfff"]}', 400),
        (b'{"service": "\xff\xfe"}', 400),
        (b"\xef\xbb\xbf" + GOOD.encode(), 400),
        (b"\x00", 400),
        (GOOD.encode("utf-16"), 400),
        ('{"service": 5}', 422),
        ('{"service": null}', 422),
        ('{"service": {"a": 1}}', 422),
        ('{"service": "KTP", "count": "dua"}', 422),
        ('{"service": "KTP", "count": 1.5}', 422),
        ('{"service": "KTP", "count": 0}', 422),
        ('{"service": "K"}', 422),
        ('{"service": "KTP", "priority": "vip"}', 422),
        ("{}", 422),
    ],
)
def test_a_bad_body_is_the_senders_fault(client: FlaskClient, horror: str | bytes, status: int) -> None:
    answer = post(client, horror)
    assert (answer.status_code, answer.get_json()["type"]) == (status, "invalid")


def test_a_good_body_is_taken(client: FlaskClient) -> None:
    assert post(client, GOOD).get_json()["service"] == "KTP-01"
    assert post(client, GOOD, "application/json; charset=utf-8").status_code == 200
    assert post(client, '{"service": "A", "service": "KTP"}').get_json()["service"] == "KTP"
    assert post(client, '{"service": "Kartu Keluarga ꦏ", "later": {"unknown": [1]}}').status_code == 200


@pytest.mark.parametrize(
    "content_type", ["text/plain", "text/html", "application/xml", "application/octet-stream", None]
)
def test_another_kind_of_body_is_refused(client: FlaskClient, content_type: str | None) -> None:
    assert post(client, GOOD, content_type).status_code == 415


def test_a_form_is_no_json(client: FlaskClient) -> None:
    token = client.get("/test/token").text
    answer = client.post("/api/v1/wish", data={"service": "KTP", "csrf_token": token})
    assert answer.status_code == 415


def test_each_wrong_field_has_a_line_in_indonesian(client: FlaskClient) -> None:
    answer = post(client, '{"service": "K", "count": 9, "priority": "vip", "note": "TERIAK"}')
    assert answer.get_json()["errors"] == [
        {"field": "service", "message": "Minimal 2 karakter."},
        {"field": "priority", "message": "Pilih salah satu: 'lansia' or 'hamil'."},
        {"field": "count", "message": "Paling banyak 5."},
        {"field": "note", "message": "Tulis dengan huruf kecil."},
    ]
    assert post(client, "{}").get_json()["errors"] == [{"field": "service", "message": "Wajib diisi."}]


@pytest.mark.parametrize(("path", "limit"), [("/api/v1/wish", 16 * 1024), ("/api/v1/import", 64 * 1024)])
def test_a_body_over_the_limit_is_too_large(client: FlaskClient, path: str, limit: int) -> None:
    answer = post(client, b" " * (limit + 1), path=path)
    assert (answer.status_code, answer.get_json()["type"]) == (413, "too-large")
    assert post(client, b" " * limit, path=path).status_code in (200, 422)


def test_a_body_that_does_not_say_its_size_is_too_large_as_well(client: FlaskClient) -> None:
    from io import BytesIO

    answer = client.post(
        "/api/v1/wish", input_stream=BytesIO(b" " * 20_000), content_type=JSON,
        headers={"Transfer-Encoding": "chunked"}, environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip
    assert answer.status_code == 413


def test_an_oversize_form_is_too_large(client: FlaskClient) -> None:
    answer = client.post("/formulir", data={"name": "x" * 20_000})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=x", "limit=", "limit=99999999999999999999", "limit=1.5"]
)
def test_a_bad_query_is_refused_by_field(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/asked?{query}")
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "limit")


def test_a_query_becomes_what_the_model_says(client: FlaskClient) -> None:
    assert client.get("/api/v1/asked?limit=20&other=1").get_json() == {"limit": 20}
    assert client.get("/api/v1/asked").get_json() == {"limit": 50}


@pytest.mark.parametrize(
    "request_line",
    [("GET", "/api/v1/asked?limit=%00"), ("GET", "/publik/?q=%00"), ("GET", "/tiket/%00"), ("GET", "/?%00=1")],
)
def test_a_nul_in_an_address_never_reaches_the_database(client: FlaskClient, request_line: tuple[str, str]) -> None:
    assert 400 <= client.open(request_line[1], method=request_line[0]).status_code < 500


def test_a_nul_in_a_form_never_reaches_the_database(client: FlaskClient) -> None:
    assert client.post("/formulir", data={"name": "a\x00"}).status_code == 422


def test_mutated_bodies_never_crash(client: FlaskClient) -> None:
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    start = b'{"service":"KTP","count":2,"priority":"lansia","note":"a\\u0041","x":[1,{"y":null}]}'
    for _ in range(1_500):
        body = bytearray(start)
        for _ in range(dice.randrange(1, 6)):
            at = dice.randrange(len(body))
            change = dice.randrange(3)
            if change == 0:
                body[at] = dice.randrange(256)
            elif change == 1:
                body[at:at] = dice.choice([b"[", b"{", b'"', b"\\u0000", b"\xff", b"1e999", b"-", b"[" * 1500])
            else:
                del body[at : at + dice.randrange(1, 9)]
        status = post(client, bytes(body or b"{")).status_code
        assert status == 200 or 400 <= status < 500, f"seed {seed}: {bytes(body)!r}"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_any_json_value_is_answered(client: FlaskClient, value: object) -> None:
    answer = post(client, json.dumps({"service": value, "note": value}))
    assert answer.status_code == 200 or 400 <= answer.status_code < 500
