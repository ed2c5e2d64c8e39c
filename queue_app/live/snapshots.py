"""From a scope to its whole snapshot, encoded once, whoever asks: the socket, the API or the feed."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from time import monotonic
from typing import Any

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory, directory
from queue_app.consequences import Scope, survey_token
from queue_app.line import events
from queue_app.line.board import board_shape
from queue_app.line.floor import floor_shape
from queue_app.line.holder import holder_ticket
from queue_app.line.lines import line_shape
from queue_app.line.queue_view import local
from queue_app.line.shapes import DeviceTrouble, FloorShape, HolderTicket
from queue_app.line.staff_view import counter_shape
from queue_app.line.ticket import Status, Ticket, find
from queue_app.people.device_state import device_states

#: Seconds for which a snapshot answers everybody who asks, if nothing has happened since.
MOMENT = 1.0


def snapshot(session: Session, scope: Scope) -> dict[str, Any]:
    """The present state of a scope. Raises Unknown when the scope does not exist."""
    house = directory(session, scope.site_id)
    return dict(_BUILDERS[scope.kind](session, house, scope.name))


class Recent:
    """Snapshots of a moment ago: when a thousand screens come back at once, each scope is built once for all."""

    def __init__(self, build: Callable[[Session, Scope], dict[str, Any]]) -> None:
        self._build = build
        self._kept: dict[Scope, tuple[float, dict[str, Any]]] = {}
        self._building: defaultdict[Scope, threading.Lock] = defaultdict(threading.Lock)

    def of(self, session: Session, scope: Scope) -> dict[str, Any]:
        """The present state of a scope; a ticket's is always built for its holder. Raises Unknown."""
        if scope.kind == "ticket":
            return self._build(session, scope)
        with self._building[scope]:
            built, kept = self._kept.get(scope, (float("-inf"), {}))
            if monotonic() - built > MOMENT or kept["seq"] != events.settled(session):
                kept = self._build(session, scope)
                self._kept[scope] = (monotonic(), kept)
            return kept


def holders_view(session: Session, house: Directory, ticket: Ticket, seq: int | None = None) -> HolderTicket:
    """A ticket for its holder, with its addresses; the survey's only once served. `seq`: see `holder_ticket`."""
    served = ticket.status is Status.SERVED
    survey = f"/s/{grouped(survey_token(ticket))}" if served else None
    return holder_ticket(session, house, ticket, url=f"/tiket/{ticket.id}", survey_url=survey, seq=seq)


def floor_view(session: Session, house: Directory) -> FloorShape:
    """The whole floor now, with the machines that are in trouble."""
    return {**floor_shape(session, house), "devices": troubled_devices(session, house)}


def troubled_devices(session: Session, house: Directory) -> list[DeviceTrouble]:
    """What is wrong with the kiosks and screens of the site, oldest device first."""
    return [
        DeviceTrouble(
            device=device.device_id,
            name=device.name,
            kind=device.kind,
            board=device.hall,
            problem=problem.code,
            since=local(house, problem.since),
        )
        for device in device_states(session, house)
        for problem in device.problems
    ]


def grouped(code: str) -> str:
    """A code in groups of four, as people read it: K7Q2-M9XD-…"""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def _ticket(session: Session, house: Directory, ref: str) -> dict[str, Any]:
    return dict(holders_view(session, house, find(session, ref=ref)))


_BUILDERS: dict[str, Callable[[Session, Directory, str], Any]] = {
    "board": lambda s, d, name: board_shape(s, d, d.hall(name)),
    "line": lambda s, d, name: line_shape(s, d, d.line(name)),
    "ticket": _ticket,
    "counter": lambda s, d, name: counter_shape(s, d, d.counter(name)),
    "floor": lambda s, d, name: floor_view(s, d),
}
