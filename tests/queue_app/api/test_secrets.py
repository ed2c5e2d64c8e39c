"""Nothing that staff, boards, logs or messages carry opens a ticket or a survey: every such answer is walked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select

from queue_app.consequences import survey_token
from queue_app.db import Record
from queue_app.line.events import ticket_events
from queue_app.line.ticket import find_all
from queue_app.notify.outbox import messages
from queue_app.transaction import reading
from survey.tokens import RightRecord
from tests.queue_app.api.day import Day, play
from tests.queue_app.line.scene import rows, shown

#: Operations whose answer is for the holder alone (and the kiosk that issued the ticket).
HOLDERS = ("/api/v1/tickets", "/api/v1/survey/")
#: Names under which a secret could travel.
SECRET_NAMES = {"id", "url", "survey_url", "token", "recovery_code", "phone", "phone_kept", "device", "handle"}


def secrets_of_the_day() -> dict[str, str]:
    """Every handle, survey token (plain and grouped) and recovery code of every ticket."""
    found = {}
    with reading() as session:
        for ticket in find_all(session):
            token = survey_token(ticket)
            found |= {ticket.id: "handle", token: "token", f"{token[:4]}-{token[4:8]}-{token[8:]}": "token"}
            found |= {ticket.device_digest or "-": "device", ticket.recovery_digest: "recovery"}
    found.pop("-", None)
    return found


def values(said: Any) -> Iterator[tuple[str, Any]]:
    """Every (name, value) in an answer, however deep."""
    if isinstance(said, dict):
        for name, value in said.items():
            yield name, value
            yield from values(value)
    elif isinstance(said, list):
        for value in said:
            yield from values(value)


def test_no_answer_to_staff_boards_or_the_public_carries_a_handle_a_link_or_a_token(app: Flask) -> None:
    day = play(app)
    secrets, walked = secrets_of_the_day(), set()
    for answered in day.answers:
        if answered.rule.startswith(HOLDERS):
            continue
        walked.add((answered.method, answered.rule))
        for secret, what in secrets.items():
            assert secret not in answered.text, (what, answered.method, answered.rule)
        for name, value in values(answered.body):
            assert name not in SECRET_NAMES or (name, type(value)) == ("id", int), (name, answered.rule)
    assert len(secrets) > 30
    assert len(walked) >= 30


def test_the_holder_sees_the_own_handle_and_link_and_nobody_elses(app: Flask) -> None:
    day = play(app)
    secrets = secrets_of_the_day()
    handles = {secret for secret, what in secrets.items() if what == "handle"}
    seen_links = set()
    for answered in day.answers:
        if answered.status < 300 and answered.rule.startswith("/api/v1/tickets"):
            own = answered.body["id"]
            assert not any(handle in answered.text for handle in handles - {own})
            seen_links.add(answered.body["survey_url"])
    assert len(seen_links) > 2
    for holder in day.holders.values():
        assert (holder["survey_url"] is not None) == (holder["status"] == "SERVED")


def test_no_snapshot_event_or_message_row_carries_a_secret(app: Flask) -> None:
    play(app)
    secrets = secrets_of_the_day()
    scopes = [("board", "H2"), ("line", "A"), ("counter", "L4"), ("floor", "")]
    texts = [str(shown(kind, name)) for kind, name in scopes]
    texts += [str(tuple(row)) for table in (ticket_events, messages) for row in rows(table)]
    texts += [str(tuple(row)) for row in rows(RightRecord.__table__)]
    for text in texts:
        assert not [what for secret, what in secrets.items() if secret in text], text


def test_no_page_of_the_hall_carries_a_secret(app: Flask) -> None:
    day = play(app)
    secrets = secrets_of_the_day()
    for path, who in (
        ("/display/H2", "display"),
        ("/loket/", "counter"),
        ("/loket/L4", "counter"),
        ("/manajer/skm", "manager"),
    ):
        page = day.phone.get(path, headers=day.token(who), follow_redirects=True)
        assert page.status_code == 200, path
        assert not [what for secret, what in secrets.items() if secret in page.text], path


def test_a_survey_token_stands_nowhere_in_the_database(app: Flask) -> None:
    day = play(app)
    for holder in day.holders.values():
        day.call("DELETE", f"/tickets/{holder['id']}/phone")
        answer = day.phone.delete(f"/api/v1/tickets/{holder['id']}/phone", headers={"Idempotency-Key": holder["ref"]})
        assert answer.status_code == 200
    tokens = {s for s, what in secrets_of_the_day().items() if what == "token"}
    codes = {holder["recovery_code"] for holder in day.holders.values()}
    kept = database_text()
    assert not [secret for secret in tokens | codes if secret in kept]


def database_text() -> str:
    """Every value as it lies in the database, sealed values sealed."""
    with reading() as session:
        return "\n".join(
            str(tuple(row))
            for name in Record.metadata.tables
            for row in session.connection().exec_driver_sql(f"SELECT * FROM {name}")
        )


def test_the_log_names_nobody(app: Flask) -> None:
    day: Day = play(app)
    items = day.get("/events?limit=500", who="auditor")["items"]
    assert {item["by"].partition(":")[0] for item in items} <= {"citizen", "token", "staff", "system", "test"}
    for item in items:
        assert set(item["data"]) <= {
            "channel", "priority", "for_other", "from", "to", "late", "reason", "recall", "outcome", "missing",
            "services", "until", "undoes", "verb", "notice", "quota",
        }  # fmt: skip
    with reading() as session:
        assert len(items) == len(session.execute(select(ticket_events.c.seq)).all())
