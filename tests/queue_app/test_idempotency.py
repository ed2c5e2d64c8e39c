"""The same request posted twice happens once, whatever came of it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from queue_app.api import tickets as door
from queue_app.consequences import survey_token
from queue_app.idempotency import idempotent_answers
from queue_app.line import calling, serving
from queue_app.line.contacts import contacts
from queue_app.line.ticket import tickets
from queue_app.transaction import reading
from survey.instrument import effective
from tests import make
from tests.queue_app.line.scene import at_counter, rows, service, visitor

TAKE = {"service": make.SERVICE, "channel": "remote"}


def post(app: Flask, path: str, body: object = None, key: str | None = "kunci", **more: str) -> tuple[int, bytes]:
    headers = ({"Idempotency-Key": key} if key else {}) | more
    answer = visitor(app).post(f"/api/v1{path}", json=body, headers=headers)
    return answer.status_code, answer.data


def test_the_same_key_and_body_get_the_same_status_and_bytes(app: Flask) -> None:
    first = post(app, "/tickets", TAKE)
    assert first[0] == 201
    assert post(app, "/tickets", TAKE) == first
    assert len(rows(tickets)) == 1


def test_another_body_under_the_same_key_is_refused(app: Flask) -> None:
    post(app, "/tickets", TAKE)
    status, body = post(app, "/tickets", TAKE | {"service": "DKC-KIA"})
    assert status == 409
    assert b'"key-reused"' in body
    assert len(rows(tickets)) == 1


def test_a_refusal_is_an_answer_too_and_is_kept(app: Flask) -> None:
    make.make_open_counter()
    token = make.headers("counter", counter="L4")
    assert post(app, "/counters/L4/start", **token)[0] == 409
    first = post(app, "/counters/L4/start", **token)
    make.make_ticket()
    at_counter(calling.call_next)
    assert post(app, "/counters/L4/start", **token) == first
    assert post(app, "/counters/L4/start", key="lain", **token)[0] == 200


def test_a_kept_refusal_still_knows_another_body(app: Flask) -> None:
    token = make.headers("supervisor")
    assert post(app, "/counters/L4/pause", {"reason": "x"}, **token)[0] == 409
    assert b"key-reused" in post(app, "/counters/L4/pause", {"reason": "y"}, **token)[1]


def test_an_answer_without_words_is_kept_as_well(app: Flask) -> None:
    make.make_open_counter()
    token = make.headers("counter", counter="L4")
    assert post(app, "/counters/L4/call-next", **token) == (204, b"")
    make.make_ticket()
    assert post(app, "/counters/L4/call-next", **token) == (204, b"")
    assert post(app, "/counters/L4/call-next", key="b", **token)[0] == 200


def test_a_key_belongs_to_who_uses_it_and_to_the_act(app: Flask) -> None:
    for code in ("L4", "L5"):
        make.make_open_counter(code)
        make.make_ticket()
    one, other = make.headers("counter", counter="L4"), make.headers("supervisor")
    assert post(app, "/counters/L4/call-next", **one)[0] == 200
    assert post(app, "/counters/L4/call-next", **other)[0] == 409
    assert post(app, "/counters/L4/start", **one)[0] == 200
    assert post(app, "/counters/L5/call-next", **other)[0] == 200


def test_a_short_key_of_two_citizens_is_two_keys(app: Flask) -> None:
    phones = [visitor(app) for _ in range(2)]
    for phone in phones:  # each is a device since its first number
        phone.post("/api/v1/tickets", json={"service": "DKC-LAHIR", "channel": "remote"})
    taken = [p.post("/api/v1/tickets", json=TAKE, headers={"Idempotency-Key": "1"}) for p in (*phones, phones[0])]
    assert [answer.status_code for answer in taken] == [201, 201, 201]
    first, other, again = (answer.get_json()["id"] for answer in taken)
    assert first == again != other


def test_a_client_that_was_given_a_device_with_its_answer_gets_that_answer_again(app: Flask) -> None:
    phone = visitor(app)
    first, again = (phone.post("/api/v1/tickets", json=TAKE, headers={"Idempotency-Key": "1"}) for _ in range(2))
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert len(rows(tickets)) == 1


def test_a_client_whose_first_answer_was_lost_becomes_the_same_device(app: Flask) -> None:
    headers = {"Idempotency-Key": "k" * 16}
    answers = [visitor(app).post("/api/v1/tickets", json=TAKE, headers=headers) for _ in range(2)]
    devices = [[c for c in a.headers.getlist("Set-Cookie") if c.startswith("device=")] for a in answers]
    assert devices[0] == devices[1] != []


def test_without_a_key_everything_happens_each_time(app: Flask) -> None:
    assert [post(app, "/tickets", TAKE, key=None)[0] for _ in range(2)] == [201, 201]
    assert len(rows(tickets)) == 2
    assert rows(idempotent_answers) == []


@pytest.mark.parametrize("key", ["x" * 201, " "])
def test_a_key_has_one_to_two_hundred_characters(app: Flask, key: str) -> None:
    status, body = post(app, "/tickets", TAKE, key=key)
    assert (status, b"Idempotency-Key" in body) == (422, True)
    assert rows(tickets) == []


def test_a_crash_keeps_nothing_and_the_next_try_acts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    app.testing, propagates = True, app.config.get("PROPAGATE_EXCEPTIONS")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        with monkeypatch.context() as patch:
            patch.setattr(door.issuing, "issue", broken)
            assert post(app, "/tickets", TAKE)[0] == 500
    finally:
        app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, propagates
    assert rows(idempotent_answers) == []
    assert post(app, "/tickets", TAKE)[0] == 201


def test_the_survey_keeps_no_key_and_a_replay_is_recognised_by_the_spent_token(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    for verb in (calling.call_next, serving.start):
        at_counter(verb)
    ticket = at_counter(serving.finish)
    answers = {"answers": dict.fromkeys(effective(ticket.day).keys, 4)}
    path = f"/survey/{survey_token(ticket)}"
    assert post(app, path, answers)[0] == 201
    status, body = post(app, path, answers)
    assert (status, b"token-used" in body) == (409, True)
    assert rows(idempotent_answers) == []


def test_a_kept_answer_cannot_be_read_in_the_database(app: Flask) -> None:
    body = TAKE | {"phone": "081234567890", "consent": True}
    _, answered = post(app, "/tickets", body, key="k" * 16)
    with reading() as session:
        kept = session.execute(text("SELECT body, request_digest FROM idempotent_answers")).one()
    assert "recovery_code" not in kept.body
    assert rows(idempotent_answers)[0].body.encode() == answered
    assert len(rows(contacts)) == 1


def test_twice_the_same_double_step_moves_the_hall_once(app: Flask) -> None:
    make.make_open_counter()
    for _ in range(3):
        make.make_ticket()
    at_counter(serving.walk_in, service=service("DKC-KIA"))
    token = make.headers("counter", counter="L4")
    first = post(app, "/counters/L4/finish-and-call-next", {}, **token)
    assert first[0] == 200
    assert post(app, "/counters/L4/finish-and-call-next", {}, **token) == first
    assert sorted(row.status for row in rows(tickets)) == ["CALLED", "SERVED", "WAITING", "WAITING"]
