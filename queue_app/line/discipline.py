"""Who is next: the one policy, as pure functions over values.

Order is (lane, place). Only present tickets are called; an absent one keeps its place. The priority lane goes first,
but takes at most one in each `every` calls of a counter while regular visitors wait (bounded priority, ARCHITECTURE
§4).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from queue_app.line.ticket import PRIORITY_LANE, REGULAR_LANE, SPACING


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the policy needs to know of a waiting ticket."""

    key: int
    place: int
    lane: int
    present: bool
    service_id: int


def lanes_in_turn(since_priority: int, every: int) -> tuple[int, int]:
    """The lanes in the order a counter should try them.

    `since_priority` is the number of calls this counter made since its last priority call.
    """
    if since_priority >= every - 1:
        return PRIORITY_LANE, REGULAR_LANE
    return REGULAR_LANE, PRIORITY_LANE


def call_order(
    waiting: Iterable[Waiting], *, every: int, since_priority: int, services: frozenset[int] | None = None
) -> list[Waiting]:
    """Everybody waiting in the order in which one counter would call them if all of them were present.

    `services` limits the order to what the counter serves (None: all).
    """
    lanes: dict[int, deque[Waiting]] = {PRIORITY_LANE: deque(), REGULAR_LANE: deque()}
    for one in sorted(waiting, key=lambda w: (w.place, w.key)):
        if services is None or one.service_id in services:
            lanes[one.lane].append(one)
    order: list[Waiting] = []
    while lanes[PRIORITY_LANE] or lanes[REGULAR_LANE]:
        lane = next(lane for lane in lanes_in_turn(since_priority, every) if lanes[lane])
        order.append(lanes[lane].popleft())
        since_priority = 0 if lane == PRIORITY_LANE else since_priority + 1
    return order


def priority_before(regular: int, waiting: int, *, every: int, since_priority: int) -> int:
    """How many of `waiting` priority tickets `call_order` puts before the regular ticket that stands behind `regular`
    others of its lane.
    """
    due = max(every - 1 - since_priority, 0)
    if regular < due:
        return 0
    return waiting if every <= 1 else min((regular - due) // (every - 1) + 1, waiting)


def regular_before(priority: int, waiting: int, *, every: int, since_priority: int) -> int:
    """How many of `waiting` regular tickets `call_order` puts before the priority ticket that stands behind `priority`
    others of its lane.
    """
    return min(max(every - 1 - since_priority, 0) + priority * (every - 1), waiting)


def next_in_line(
    waiting: Iterable[Waiting], *, every: int, since_priority: int, services: frozenset[int]
) -> Waiting | None:
    """The ticket a counter calls next, or None when nobody it serves is present."""
    present = [w for w in waiting if w.present]
    order = call_order(present, every=every, since_priority=since_priority, services=services)
    return order[0] if order else None


def place_after_next(order: Sequence[Waiting], lane: int, late_after: int, own_place: int) -> int:
    """The place of a late arrival: behind the next `late_after` callable tickets and never past a priority ticket.

    `order` is the call order of the present tickets. Answers a place between the neighbours of the arrival's own lane;
    where nothing lies between two of them any more, behind the second as well.
    """
    cut = min(late_after, len(order))
    while cut < len(order) and order[cut].lane == PRIORITY_LANE:
        cut += 1
    before = [w.place for w in order[:cut] if w.lane == lane]
    after = [w.place for w in order[cut:] if w.lane == lane]
    while before and after and after[0] - before[-1] < 2:
        before.append(after.pop(0))
    if not before:
        return min(own_place, after[0] - 1) if after else own_place
    return before[-1] + (after[0] - before[-1] if after else SPACING) // 2
