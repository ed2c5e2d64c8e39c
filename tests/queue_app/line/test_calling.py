"""Call, recall, start, finish: each verb's facts on the ticket, its one event, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from queue_app import clock
from queue_app.line import attendance, calling, serving
from queue_app.line.events import ticket_events
from queue_app.line.serving import Outcome
from queue_app.line.ticket import Status, Ticket
from queue_app.transaction import reading
from tests import make
from tests.queue_app.line.scene import (
    at_counter,
    fact,
    later,
    now,
    refused,
    right_of,
    seen,
    serve,
    service,
)

MISSING = Outcome("berkas-kurang", ("Fotokopi KK", "Surat kehilangan"))


def test_call_next_calls_the_first_and_says_when_and_where(first: Ticket) -> None:
    called = at_counter(calling.call_next)
    assert (called.key, called.status, called.recalls) == (first.key, Status.CALLED, 0)
    assert called.called_at == clock.now()
    assert seen(called)["counter"] == "L4"
    assert fact(called) == ("called", "WAITING", "CALLED", {})


def test_a_call_and_its_event_are_of_one_instant(app: Flask, first: Ticket) -> None:
    """However fast the time of the house runs: a wait is the same, whichever of the two it is counted by."""
    clock.install(clock.Clock(clock.now(), clock.real_now(), 1000.0))
    called = at_counter(calling.call_next)
    query = select(ticket_events.c.at).where(ticket_events.c.ticket_key == called.key, ticket_events.c.kind == "called")
    with reading() as session:
        assert session.scalar(query) == called.called_at


def test_recall_counts_and_changes_nothing_else(first: Ticket) -> None:
    called = at_counter(calling.call_next)
    later(seconds=30)
    assert [at_counter(calling.recall).recalls for _ in range(2)] == [1, 2]
    assert now(first).called_at == called.called_at
    assert fact(first) == ("recalled", "CALLED", "CALLED", {"recall": 2})


def test_start_and_finish_keep_their_instants(first: Ticket) -> None:
    at_counter(calling.call_next)
    later(minutes=1)
    started = at_counter(serving.start)
    assert (started.status, started.started_at) == (Status.SERVING, clock.now())
    assert fact(first) == ("started", "CALLED", "SERVING", {})
    later(minutes=7)
    finished = at_counter(serving.finish)
    assert (finished.status, finished.ended_at, finished.outcome) == (Status.SERVED, clock.now(), "done")
    assert fact(first) == ("finished", "SERVING", "SERVED", {"outcome": "done"})


def test_what_was_missing_is_kept_and_told(first: Ticket) -> None:
    serve()
    finished = at_counter(serving.finish, outcome=MISSING)
    assert (finished.outcome, finished.missing) == ("berkas-kurang", list(MISSING.missing))
    assert fact(first)[3] == {"outcome": "berkas-kurang", "missing": list(MISSING.missing)}
    assert seen(first)["missing"] == list(MISSING.missing)


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        (Outcome("selesai"), "outcome.kind"),
        (Outcome("berkas-kurang"), "outcome.missing"),
        (Outcome("done", ("KK",)), "outcome.missing"),
        (Outcome("berkas-kurang", ("",)), "outcome.missing"),
        (Outcome("berkas-kurang", ("x" * 201,)), "outcome.missing"),
        (Outcome("berkas-kurang", ("KK",) * 31), "outcome.missing"),
    ],
)
@pytest.mark.parametrize("verb", [serving.finish, calling.finish_and_call_next])
def test_an_outcome_that_makes_no_sense_finishes_nothing(
    first: Ticket, verb: Any, outcome: Outcome, field: str
) -> None:
    serve()
    with refused("invalid") as no:
        at_counter(verb, outcome=outcome)
    assert [e["field"] for e in no.value.errors] == [field]  # type: ignore[attr-defined]
    assert now(first).status is Status.SERVING
    assert right_of(first) is None


def test_finish_and_call_next_does_both_and_each_has_its_event(first: Ticket) -> None:
    serve()
    finished, called = at_counter(calling.finish_and_call_next)
    assert (finished.key, finished.status, called.number) == (first.key, Status.SERVED, "A002")
    assert fact(finished)[0] == "finished"
    assert fact(called)[0] == "called"


def test_finish_and_call_next_finishes_also_when_nobody_waits(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    serve()
    finished, called = at_counter(calling.finish_and_call_next)
    assert (finished.status, called) == (Status.SERVED, None)


@pytest.mark.parametrize("verb", [serving.finish, calling.finish_and_call_next])
def test_what_is_not_being_served_is_not_finished(first: Ticket, verb: Any) -> None:
    with refused("not-serving"):
        at_counter(verb)
    at_counter(calling.call_next)
    with refused("not-serving") as no:
        at_counter(verb)
    assert str(no.value) == "Tiket A001 sekarang berstatus Dipanggil."
    assert now(first).status is Status.CALLED


@pytest.mark.parametrize("state", ["CALLED", "SERVING"])
@pytest.mark.parametrize("verb", ["call_next", "call", "unhold", "walk_in", "close"])
def test_a_busy_counter_names_whom_it_has_and_finishes_nobody_silently(first: Ticket, state: str, verb: str) -> None:
    at_counter(calling.call_next)
    at_counter(serving.hold)
    held = now(first)
    current = at_counter(calling.call_next)
    if state == "SERVING":
        at_counter(serving.start)
    act = {
        "call_next": lambda: at_counter(calling.call_next),
        "call": lambda: at_counter(calling.call, held, reason="x"),
        "unhold": lambda: at_counter(calling.unhold, held),
        "walk_in": lambda: at_counter(serving.walk_in, service=service("DKC-KIA")),
        "close": lambda: at_counter(attendance.close),
    }
    with refused("counter-busy") as no:
        act[verb]()
    word = {"CALLED": "Dipanggil", "SERVING": "Sedang dilayani"}[state]
    assert str(no.value) == f"Loket masih menangani A002 ({word})."
    assert now(current).status.value == state
