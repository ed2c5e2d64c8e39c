"""What the state of a ticket does not allow is refused, by every POST there is, and nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

import queue_app.api.views  # noqa: F401 - its import declares the operations
from queue_app.consequences import survey_token
from queue_app.line.ticket import Status, Ticket
from tests import make
from tests.queue_app.api.hall import everything, refused
from tests.queue_app.line.scene import visitor


@pytest.mark.parametrize("status", Status)
def test_every_act_that_the_state_does_not_allow_is_refused_and_changes_nothing(app: Flask, status: Status) -> None:
    ticket = make.make_ticket_in(status)
    asker, token = visitor(app), make.headers("supervisor")
    before = everything()
    for path, body, allowed in acts(ticket):
        if status not in allowed:
            answer = asker.post(path, json=body, headers=token)
            refused(answer, {409, 403, 404} if "survey" not in path else {404, 409, 410}, (status, path))
            assert everything() == before, (status, path)


def acts(ticket: Ticket) -> list[tuple[str, dict[str, Any] | None, set[Status]]]:
    """Every POST that acts on a ticket, with the states in which it may succeed."""
    holder, desk = f"/api/v1/tickets/{ticket.id}", "/api/v1/counters/L4"
    s, by_ref = Status, {"ref": ticket.ref, "reason": "Alasan"}
    busy = {s.CALLED, s.SERVING}
    return [
        (f"{holder}/cancel", None, {s.WAITING, s.HELD, s.NO_SHOW}),
        (f"{holder}/rejoin", None, {s.NO_SHOW}),
        (f"{holder}/change", {"service": "DKC-KIA"}, {s.WAITING}),
        (f"{holder}/claim-served", None, {s.NO_SHOW, s.UNFINISHED}),
        (f"{holder}/check-in", {"code": "abcd"}, set()),
        ("/api/v1/check-in", {"number": ticket.number}, {s.WAITING}),
        (f"{desk}/call", by_ref, {s.WAITING}),
        (f"{desk}/unhold", by_ref, {s.HELD}),
        (f"{desk}/requeue", by_ref, {s.HELD, s.NO_SHOW}),
        (f"{desk}/confirm-served", by_ref, {s.NO_SHOW, s.UNFINISHED}),
        (f"{desk}/recall", None, {s.CALLED}),
        (f"{desk}/start", None, {s.CALLED}),
        (f"{desk}/miss", None, {s.CALLED}),
        (f"{desk}/hold", None, busy),
        (f"{desk}/transfer", {"service": "DKC-KIA"}, busy),
        (f"{desk}/finish", {}, {s.SERVING}),
        (f"{desk}/finish-and-call-next", {}, {s.SERVING}),
        (f"{desk}/walk-in", {"service": "DKC-KIA"}, set(s) - busy),
        (f"{desk}/close", None, set(s) - busy),
        (f"{desk}/undo", None, set(s) - {s.WAITING, s.CANCELLED, s.EXPIRED, s.UNFINISHED}),
        (f"/api/v1/survey/{survey_token(ticket)}", {"answers": {}}, {s.SERVED}),
    ]
