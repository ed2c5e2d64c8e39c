"""Who is next: the pure policy, held to its promises on any queue Hypothesis can think of."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from queue_app.line.discipline import Waiting, call_order, next_in_line, place_after_next
from queue_app.line.ticket import PRIORITY_LANE, REGULAR_LANE, SPACING

ALL = frozenset({1, 2, 3})
EVERY = st.integers(1, 5)
SINCE = st.integers(0, 6)


def make_queue(marks: str) -> list[Waiting]:
    """R and P wait and are present, r and p are absent: make_queue("RpR")."""
    return [
        Waiting(
            key=n,
            place=n * SPACING,
            lane=PRIORITY_LANE if m in "Pp" else REGULAR_LANE,
            present=m.isupper(),
            service_id=1,
        )
        for n, m in enumerate(marks, 1)
    ]


@st.composite
def queues(draw: st.DrawFn, present: bool | None = None) -> list[Waiting]:
    """Up to twelve tickets of three services with places in any order."""
    size = draw(st.integers(0, 12))
    places = draw(st.lists(st.integers(1, 60), min_size=size, max_size=size))
    return [
        Waiting(
            key=n,
            place=place,
            lane=draw(st.sampled_from([PRIORITY_LANE, REGULAR_LANE, REGULAR_LANE])),
            present=draw(st.booleans()) if present is None else present,
            service_id=draw(st.integers(1, 3)),
        )
        for n, place in enumerate(places, 1)
    ]


def calls(waiting: list[Waiting], every: int, since: int, services: frozenset[int] = ALL) -> list[Waiting]:
    """What one counter calls until nobody it serves is present any more."""
    waiting, called = list(waiting), []
    while one := next_in_line(waiting, every=every, since_priority=since, services=services):
        waiting.remove(one)
        called.append(one)
        since = 0 if one.lane == PRIORITY_LANE else since + 1
    return called


@given(queues(), EVERY, SINCE, st.sets(st.integers(1, 3)))
def test_the_next_is_present_and_served_here_and_nobody_means_that_nobody_is(queue, every, since, services):
    one = next_in_line(queue, every=every, since_priority=since, services=frozenset(services))
    able = [w for w in queue if w.present and w.service_id in services]
    assert (one in able) if able else one is None


@given(queues(), EVERY, SINCE)
def test_one_counter_calls_exactly_the_present_in_call_order(queue, every, since):
    present = [w for w in queue if w.present]
    assert calls(queue, every, since) == call_order(present, every=every, since_priority=since)


@given(queues(), EVERY, SINCE)
def test_the_order_holds_everybody_once_and_each_lane_by_place(queue, every, since):
    order = call_order(queue, every=every, since_priority=since)
    assert sorted(w.key for w in order) == sorted(w.key for w in queue)
    for lane in (PRIORITY_LANE, REGULAR_LANE):
        places = [(w.place, w.key) for w in order if w.lane == lane]
        assert places == sorted(places)


@given(queues(), EVERY, SINCE)
def test_who_is_absent_is_never_called_and_changes_nothing_for_the_others(queue, every, since):
    called = calls(queue, every, since)
    assert all(w.present for w in called)
    assert called == calls([w for w in queue if w.present], every, since)


@given(queues(present=True), EVERY, SINCE, st.data())
def test_who_arrives_in_time_stands_where_they_would_have_stood(queue, every, since, data):
    absent = data.draw(st.sets(st.sampled_from(queue))) if queue else set()
    waiting = [replace(w, present=w not in absent) for w in queue]
    arrived = [replace(w, present=True) for w in waiting]
    assert calls(arrived, every, since) == call_order(queue, every=every, since_priority=since)


@given(queues(present=True), EVERY, SINCE)
def test_priority_takes_at_most_one_of_every_m_calls_while_regular_visitors_wait(queue, every, since):
    called = calls(queue, every, since)
    last = max((n for n, w in enumerate(called) if w.lane == REGULAR_LANE), default=-1)
    priority = [n for n, w in enumerate(called[: last + 1]) if w.lane == PRIORITY_LANE]
    assert all(later - earlier >= every for earlier, later in pairwise(priority))
    if priority and since < every:
        assert priority[0] >= every - 1 - since


@given(queues(present=True), EVERY, SINCE)
def test_priority_waits_for_at_most_m_minus_one_regular_calls(queue, every, since):
    called = calls(queue, every, since)
    last = max((n for n, w in enumerate(called) if w.lane == PRIORITY_LANE), default=-1)
    run = 0
    for one in called[: last + 1]:
        run = 0 if one.lane == PRIORITY_LANE else run + 1
        assert run < every


@given(queues(), EVERY, st.integers(0, 2**32), st.lists(st.sets(st.integers(1, 3), min_size=1), min_size=1, max_size=4))
def test_several_counters_that_share_services_call_each_once_and_pass_nobody_by(queue, every, seed, served):
    draw, waiting, called = random.Random(seed), list(queue), []
    since = [draw.randrange(4) for _ in served]
    while True:
        able = [n for n, s in enumerate(served) if any(w.present and w.service_id in s for w in waiting)]
        if not able:
            break
        n = draw.choice(able)
        one = next_in_line(waiting, every=every, since_priority=since[n], services=frozenset(served[n]))
        passed = [
            w for w in waiting if w.present and w.lane == one.lane and w.service_id in served[n] and w.place < one.place
        ]
        assert passed == []
        since[n] = 0 if one.lane == PRIORITY_LANE else since[n] + 1
        waiting.remove(one)
        called.append(one.key)
    everybody = {w.key for w in queue if w.present and any(w.service_id in s for s in served)}
    assert sorted(called) == sorted(everybody)


def test_priority_goes_first_and_then_leaves_two_calls_to_the_others():
    assert lanes(call_order(make_queue("RRRRRRPPPP"), every=3, since_priority=9)) == "PRRPRRPRRP"


def test_priority_goes_one_after_the_other_when_nobody_else_waits():
    assert lanes(call_order(make_queue("PPPR"), every=3, since_priority=0)) == "RPPP"


def test_equal_places_are_called_in_the_order_in_which_they_were_issued():
    twins = [replace(w, place=7) for w in make_queue("RRR")]
    assert [w.key for w in call_order(reversed(twins), every=3, since_priority=0)] == [1, 2, 3]


# --- late arrivals -----------------------------------------------------------------------------------------------


def enter_late(
    queue: list[Waiting], lane: int, k: int, *, every: int = 3, since: int = 9
) -> tuple[list[Waiting], Waiting]:
    """The call order with a late arrival in it (key 0: issued before everybody), and the late arrival."""
    order = call_order(queue, every=every, since_priority=since)
    late = Waiting(0, place_after_next(order, lane, k, 1), lane, True, 1)
    return call_order([*queue, late], every=every, since_priority=since), late


@given(st.integers(0, 8), st.integers(0, 8))
def test_a_late_arrival_stands_behind_exactly_k_callable_tickets(waiting, k):
    order, late = enter_late(make_queue("R" * waiting), REGULAR_LANE, k)
    assert order.index(late) == min(k, waiting)
    assert [w for w in order if w != late] == make_queue("R" * waiting)


@settings(max_examples=300)
@given(st.text("RP", max_size=10), st.integers(0, 6), EVERY, SINCE)
def test_a_late_arrival_stands_behind_k_callable_tickets_and_the_priority_tickets_that_follow_them(
    marks, k, every, since
):
    queue = make_queue(marks)
    order = call_order(queue, every=every, since_priority=since)
    cut = min(k, len(order))
    while cut < len(order) and order[cut].lane == PRIORITY_LANE:
        cut += 1
    after, late = enter_late(queue, REGULAR_LANE, k, every=every, since=since)
    rest = order[cut:]
    if rest or not any(w.lane == PRIORITY_LANE for w in order):
        # Somebody stands behind: the place is exact, and who is passed is regular and nobody else.
        assert after.index(late) == cut
        assert after[:cut] == order[:cut]
    # With none but priority tickets behind the k, bounded priority gives the regular lane its turn: the late arrival is
    # the last of that lane.
    regular = [w for w in after if w.lane == REGULAR_LANE]
    assert regular.index(late) == sum(w.lane == REGULAR_LANE for w in order[:cut])


@given(st.text("RP", max_size=10), st.integers(0, 6))
def test_a_late_priority_ticket_passes_nobody_of_its_lane_before_the_k(marks, k):
    queue = make_queue(marks)
    order = call_order(queue, every=3, since_priority=9)
    after, late = enter_late(queue, PRIORITY_LANE, k)
    before = [w for w in order[:k] if w.lane == PRIORITY_LANE]
    assert [w for w in after[: after.index(late)] if w.lane == PRIORITY_LANE][: len(before)] == before


@settings(max_examples=30)
@given(st.integers(0, 3), st.integers(1, 4), st.integers(0, 2**32))
def test_a_hundred_late_arrivals_each_stand_behind_k_callable_tickets_or_more(waiting, k, seed):
    draw, queue = random.Random(seed), make_queue("R" * (waiting + 1))
    for n in range(100):
        order = call_order(queue, every=3, since_priority=0)
        late = Waiting(-n, place_after_next(order, REGULAR_LANE, k, 1), REGULAR_LANE, True, 1)
        queue.append(late)
        behind = call_order(queue, every=3, since_priority=0).index(late)
        assert behind >= min(k, len(queue) - 1)
        assert behind == min(k, len(queue) - 1) or n >= 28, "the places between two tickets are used up"
        if draw.random() < 0.5:
            queue.remove(call_order(queue, every=3, since_priority=0)[0])


def lanes(order: list[Waiting]) -> str:
    return "".join("P" if w.lane == PRIORITY_LANE else "R" for w in order)
