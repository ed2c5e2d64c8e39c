"""Every (state x verb) pair, legal or not, through the API: the table itself against the API's answers."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app import clock
from queue_app.line.events import ticket_events
from queue_app.line.ticket import TRANSITIONS, Status
from queue_app.transaction import reading
from tests import make
from tests.conftest import MONDAY, still

#: verb of the table → the API's act on a ticket (counter verbs at the ticket's own counter).
HOLDER = {"check_in": "check-in", "cancel": "cancel", "change": "change", "rejoin": "rejoin"}
BY_REF = {"call": "call", "unhold": "unhold", "requeue": "requeue", "confirm_served": "confirm-served"}
CURRENT = {
    "recall": "recall",
    "start": "start",
    "hold": "hold",
    "miss": "miss",
    "transfer": "transfer",
    "finish": "finish",
}
VERBS = [*HOLDER, *BY_REF, *CURRENT, "call_next"]

#: What a verb says when there is nothing at the counter that it could act on.
SAID = {"ticket-moved-on", "not-serving", "not-callable", "counter-busy"}


@pytest.mark.parametrize(("status", "verb"), list(itertools.product(Status, VERBS)))
def test_a_verb_works_exactly_from_the_states_of_the_table(
    app: Flask, client: FlaskClient, status: Status, verb: str
) -> None:
    ticket = make.make_ticket_in(status)
    before = history(ticket.key)
    answer = act(client, verb, ticket)
    after = make.again(ticket)
    allowed, to = TRANSITIONS[verb]
    if status in allowed:
        assert answer.status_code == 200, answer.get_json()
        assert after.status is to
        told = history(ticket.key)[len(before) :]
        # A check-in of somebody who is already here is granted without anything having happened.
        assert told == ([] if verb == "check_in" else [told[0]])
    else:
        assert answer.status_code in ((204, 409) if verb == "call_next" else (409,)), answer.get_json()
        assert answer.status_code == 204 or answer.get_json()["type"] in SAID
        assert after == ticket
        assert history(ticket.key) == before


@pytest.mark.parametrize("verb", sorted(set(TRANSITIONS) - set(VERBS)))
def test_what_no_door_offers_belongs_to_the_closing_job(verb: str) -> None:
    assert verb in ("expire", "leave_unfinished")


def act(client: FlaskClient, verb: str, ticket):  # type: ignore[no-untyped-def]
    role = "supervisor"
    if verb in HOLDER:
        if verb == "check_in":
            return client.post("/api/v1/check-in", json={"id": ticket.id}, headers=make.headers(role))
        body = {"service": "DKC-KIA"} if verb == "change" else None
        return client.post(f"/api/v1/tickets/{ticket.id}/{HOLDER[verb]}", json=body)
    counter = f"/api/v1/counters/{make.COUNTER}"
    if verb == "call_next":
        return client.post(f"{counter}/call-next", headers=make.headers(role))
    if verb in BY_REF:
        body = {"ref": ticket.ref, "reason": "alasan"}
        return client.post(f"{counter}/{BY_REF[verb]}", json=body, headers=make.headers(role))
    body = {"service": "DKC-KIA"} if verb == "transfer" else {}
    return client.post(f"{counter}/{CURRENT[verb]}", json=body, headers=make.headers(role))


def history(ticket_key: int) -> list[str]:
    with reading() as session:
        query = select(ticket_events.c.kind).where(ticket_events.c.ticket_key == ticket_key)
        return list(session.scalars(query.order_by(ticket_events.c.seq)))


def later(minutes: float) -> None:
    clock.install(still(MONDAY + timedelta(minutes=minutes)))
