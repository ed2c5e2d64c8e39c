"""Every (state x verb) pair, legal or not, through the API: what a verb does, the one event that tells it, or a no that
leaves everything as it was.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

import queue_app.api.views  # noqa: F401 - its import declares the operations
from queue_app.api.operation import OPERATIONS
from queue_app.line.events import Kind, ticket_events
from queue_app.line.ticket import TRANSITIONS, Status, Ticket, find_all
from queue_app.transaction import reading
from tests import make

S = Status
Moves = Mapping[Status, Status]


def by_table(verb: str) -> Moves:
    """From which state to which, as TRANSITIONS has it."""
    allowed, to = TRANSITIONS[verb]
    return dict.fromkeys(allowed, to)


@dataclass(frozen=True)
class Verb:
    """One act of the API on a ticket. `kind` is the event of that ticket that tells it (None: none does); `moves` from
    where to where it leads, TRANSITIONS unless the verb is made of others; `path` takes {id} and {counter}.
    """

    kind: Kind | None
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    moves: Moves = field(default_factory=dict)


AT, MINE = "/counters/{counter}/", "/tickets/{id}/"
REF = {"ref": "{ref}", "reason": "alasan"}
KIA = {"service": "DKC-KIA"}
#: Every verb that a door offers. The default tickets are present: a second check-in is granted, and tells nothing.
VERBS: dict[str, Verb] = {
    "check_in": Verb(None, "/check-in", {"id": "{id}"}),
    "cancel": Verb(Kind.CANCELLED, MINE + "cancel"),
    "change": Verb(Kind.CHANGED, MINE + "change", KIA),
    "rejoin": Verb(Kind.REJOINED, MINE + "rejoin"),
    "claim_served": Verb(
        Kind.CLAIMED_SERVED, MINE + "claim-served", moves={s: s for s in (S.NO_SHOW, S.UNFINISHED)}
    ),
    "call_next": Verb(Kind.CALLED, AT + "call-next"),
    "call": Verb(Kind.CALLED, AT + "call", REF),
    "recall": Verb(Kind.RECALLED, AT + "recall"),
    "start": Verb(Kind.STARTED, AT + "start"),
    "hold": Verb(Kind.HELD, AT + "hold"),
    "unhold": Verb(Kind.UNHELD, AT + "unhold", REF),
    "miss": Verb(Kind.MISSED, AT + "miss"),
    "requeue": Verb(Kind.REQUEUED, AT + "requeue", REF),
    "transfer": Verb(Kind.TRANSFERRED, AT + "transfer", KIA),
    "finish": Verb(Kind.FINISHED, AT + "finish"),
    "finish_and_call_next": Verb(Kind.FINISHED, AT + "finish-and-call-next", moves={S.SERVING: S.SERVED}),
    "confirm_served": Verb(Kind.CONFIRMED_SERVED, AT + "confirm-served", REF),
    "undo": Verb(
        Kind.UNDONE,
        AT + "undo",
        moves={
            S.CALLED: S.WAITING, S.SERVING: S.CALLED, S.HELD: S.CALLED, S.SERVED: S.SERVING, S.NO_SHOW: S.CALLED,
        },
    ),
    # Somebody else is served at once: the ticket stays, and only a counter that has it in hand is busy.
    "walk_in": Verb(None, AT + "walk-in", KIA, {s: s for s in Status if s not in (S.CALLED, S.SERVING)}),
}  # fmt: skip

#: Verbs of the table that no door offers: the closing job's.
OF_THE_CLOSING_JOB = {"expire", "leave_unfinished"}
#: Writes of the API to tickets and counters that move no ticket.
MOVING_NONE = {"open", "pause", "resume", "close", "subscriptions", "phone", "recover", "tickets"}
#: What a verb says when there is nothing that it could act on.
SAID = {"ticket-moved-on", "not-serving", "not-callable", "counter-busy"}


def test_every_verb_of_the_table_is_tried() -> None:
    assert set(TRANSITIONS) - set(VERBS) == OF_THE_CLOSING_JOB
    of_another_ticket = {"walk_in"}
    for name, verb in VERBS.items():
        assert bool(verb.moves) == (name not in TRANSITIONS or name in of_another_ticket), name


def test_every_verb_of_the_api_is_tried() -> None:
    writes = [o.path for o in OPERATIONS if o.method != "GET"]
    offered = {p for p in writes if p.startswith(("/tickets", "/counters/", "/check-in"))}
    assert {p.rpartition("/")[2].replace("-", "_") for p in offered} - MOVING_NONE == set(VERBS)


def test_every_kind_that_a_ticket_can_have_is_told_by_a_verb() -> None:
    of_no_verb = {Kind.ISSUED, Kind.CHECKED_IN, Kind.WALKED_IN, Kind.EXPIRED, Kind.LEFT_UNFINISHED}
    of_no_ticket = {k for k in Kind if k.value.startswith(("counter-", "notice-", "quota-", "time-", "device-"))}
    assert {verb.kind for verb in VERBS.values()} - {None} == set(Kind) - of_no_verb - of_no_ticket


@pytest.mark.parametrize(("status", "name"), list(itertools.product(Status, VERBS)))
def test_a_verb_works_exactly_from_its_states_and_tells_it_once(
    app: Flask, client: FlaskClient, status: Status, name: str
) -> None:
    ticket, verb = make.make_ticket_in(status), VERBS[name]
    moves = verb.moves or by_table(name)
    before, others = history(ticket), everything()
    answer = act(client, verb, ticket)
    if status not in moves:
        return refused(answer, ticket, before, others)
    assert answer.status_code == 200, answer.get_json()
    assert make.again(ticket).status is moves[status]
    assert history(ticket) == [*before, *([] if verb.kind is None else [verb.kind])]
    if name == "check_in":
        assert make.again(ticket) == ticket


@pytest.mark.parametrize("name", VERBS)
def test_somebody_who_is_not_here_can_check_in_and_let_go_but_not_be_called(
    app: Flask, client: FlaskClient, name: str
) -> None:
    make.make_open_counter()
    ticket = make.make_ticket(present=False)
    before, others = history(ticket), everything()
    told = {"check_in": Kind.CHECKED_IN, "cancel": Kind.CANCELLED, "change": Kind.CHANGED, "walk_in": None}
    answer = act(client, VERBS[name], ticket)
    if name not in told:
        return refused(answer, ticket, before, others)
    assert answer.status_code == 200, answer.get_json()
    after, kind = make.again(ticket), told[name]
    assert history(ticket) == [*before, *([kind] if kind else [])]
    assert after.status is (S.CANCELLED if name in ("cancel", "change") else S.WAITING)
    assert after.present == (name == "check_in")


def test_a_walk_in_is_told_of_the_ticket_it_makes(app: Flask, client: FlaskClient) -> None:
    waiting = make.make_ticket_in(S.WAITING)
    assert act(client, VERBS["walk_in"], waiting).status_code == 200
    with reading() as session:
        (fresh,) = [ticket for ticket in find_all(session) if ticket.key != waiting.key]
    assert TRANSITIONS["walk_in"] == (frozenset({S.WAITING}), fresh.status)
    assert history(fresh) == [Kind.ISSUED, Kind.WALKED_IN]


def test_finish_and_call_next_tells_both_tickets(app: Flask, client: FlaskClient) -> None:
    serving = make.make_ticket_in(S.SERVING)
    following = make.make_ticket()
    answer = act(client, VERBS["finish_and_call_next"], serving)
    assert (answer.status_code, answer.get_json()["ticket"]["ref"]) == (200, following.ref)
    assert make.again(following).status is S.CALLED
    assert history(following)[-1] is Kind.CALLED


def test_a_number_that_expired_cannot_be_claimed_even_after_a_call(app: Flask, client: FlaskClient) -> None:
    ticket = make.make_ticket_in(S.CALLED)
    make._step("expire", ticket)
    expired, before, others = make.again(ticket), history(ticket), everything()
    refused(act(client, VERBS["claim_served"], expired), expired, before, others)
    assert before[-1] is Kind.EXPIRED


def refused(answer: Any, ticket: Ticket, before: list[Kind], others: int) -> None:
    """A no of the contract (or nobody to call), and nothing happened: not to this ticket, not to any other."""
    assert answer.status_code in (204, 409), answer.get_json()
    assert answer.status_code == 204 or answer.get_json()["type"] in SAID
    assert make.again(ticket) == ticket
    assert history(ticket) == before
    assert everything() == others


def act(client: FlaskClient, verb: Verb, ticket: Ticket) -> Any:
    known = {"id": ticket.id, "ref": ticket.ref, "counter": make.COUNTER}
    body = {name: value.format_map(known) for name, value in verb.body.items()}
    headers = {} if verb.path.startswith(MINE) else make.headers("supervisor")
    return client.post("/api/v1" + verb.path.format_map(known), json=body, headers=headers)


def history(ticket: Ticket) -> list[Kind]:
    with reading() as session:
        query = select(ticket_events.c.kind).where(ticket_events.c.ticket_key == ticket.key)
        return [Kind(kind) for kind in session.scalars(query.order_by(ticket_events.c.seq))]


def everything() -> int:
    """How many events there are."""
    with reading() as session:
        return session.scalar(select(func.count()).select_from(ticket_events)) or 0
