"""Two who act at the same moment: one of them wins, the other is told, and no third thing happens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.check import check
from queue_app.consequences import survey_token
from queue_app.errors import Refused
from queue_app.line import attendance, calling, desk, issuing, serving, steps
from queue_app.line.numbers import service_days, set_quota
from queue_app.line.ticket import Status, Ticket
from queue_app.transaction import database, reading, transaction
from survey import responses
from survey.instrument import effective
from survey.tokens import SpentRecord
from tests import make
from tests.queue_app.line.scene import at_counter, code_now, holder, now, right_of, rows, service


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[str]:
    """Do all at the same moment in threads of their own; how each ended: done, or the type of its no."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        with app.app_context():
            start.wait()
            try:
                act()
            except Refused as no:
                return no.type
            finally:
                database.session.remove()
            return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def sound() -> bool:
    with reading() as session:
        return check(session) == []


def served() -> Ticket:
    ticket = make.make_ticket()
    for verb in (calling.call_next, serving.start, serving.finish):
        at_counter(verb)
    return now(ticket)


def answer(ticket: Ticket) -> None:
    instrument = effective(ticket.day)
    given = {"answers": dict.fromkeys(instrument.keys, 4), "at": clock.now(), "day": ticket.day}
    with transaction() as session:
        responses.submit(session, survey_token(ticket), instrument=instrument, **given)


def test_an_undone_finish_and_an_answered_survey_never_both_happen(app: Flask) -> None:
    make.make_open_counter()
    for _ in range(8):
        ticket = served()
        before = len(rows(SpentRecord.__table__))
        ended = at_once(app, lambda: at_counter(steps.undo), lambda t=ticket: answer(t))  # type: ignore[misc]
        spent = len(rows(SpentRecord.__table__)) - before
        if now(ticket).status is Status.SERVED:
            assert (ended, spent) == (["ticket-moved-on", "done"], 1)
        else:
            assert (ended, spent) == (["done", "unknown"], 0)
            assert right_of(ticket) is None
            at_counter(serving.finish)
    assert sound()


def test_a_step_is_taken_back_by_one_of_two_presses(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    for _ in range(5):
        at_counter(calling.call_next)
        ended = at_once(app, *[lambda: at_counter(steps.undo)] * 3)
        assert sorted(ended) == ["done", "ticket-moved-on", "ticket-moved-on"]
    assert sound()


def test_a_finish_pressed_by_five_is_one_finish(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    at_counter(calling.call_next)
    at_counter(serving.start)
    ended = at_once(app, *[lambda: at_counter(serving.finish)] * 5)
    assert sorted(ended) == ["done"] + ["not-serving"] * 4
    assert right_of(ticket) is not None
    assert sound()


def test_numbers_exchanged_crosswise_at_once_all_come_through(app: Flask) -> None:
    codes = ("DKC-KIA", "DKC-LAHIR", "PLN-BARU")
    with transaction() as session:
        house = directory(session)
        for code in codes:
            set_quota(session, house.site, house.service(code), house_day(), 100)
    acts = []
    for n in range(12):
        old = make.make_ticket(codes[n % 3], present=False)
        wanted = service(codes[(n + 1 + n // 6) % 3])
        acts.append(lambda o=old, w=wanted: holder(issuing.change, o, service=w, day=None))  # type: ignore[misc]
    assert at_once(app, *acts) == ["done"] * 12
    assert sum(row.taken for row in rows(service_days)) == 12
    assert sound()


def house_day() -> Any:
    with reading() as session:
        return attendance.today(directory(session))


def test_a_quota_that_is_set_while_numbers_are_given_and_given_up_stays_right(app: Flask) -> None:
    homes = [make.make_ticket("DKC-KIA", present=False) for _ in range(4)]

    def limit() -> None:
        with transaction() as session:
            house = directory(session)
            set_quota(session, house.site, house.service("DKC-KIA"), house_day(), 50)

    takes = [lambda: make.make_ticket("DKC-KIA", present=False)] * 4
    leaves = [lambda t=home: holder(desk.cancel, t) for home in homes]  # type: ignore[misc]
    assert set(at_once(app, limit, *takes, *leaves)) == {"done"}
    (row,) = rows(service_days)
    assert 0 <= row.taken_remote <= row.taken <= 8


def test_many_who_arrive_late_at_once_all_stand_behind_two(app: Flask) -> None:
    make.make_open_counter()
    homes = [make.make_ticket(present=False) for _ in range(8)]
    here = [make.make_ticket() for _ in range(4)]
    at_counter(calling.call_next)
    code = code_now()
    arrivals = [lambda t=home: holder(desk.check_in, t, code=code) for home in homes]  # type: ignore[misc]
    assert set(at_once(app, *arrivals)) == {"done"}
    at_counter(calling.miss)
    order = []
    while one := at_counter(calling.call_next):
        order.append(one.number)
        at_counter(calling.miss)
    late = {home.number for home in homes}
    assert order[:2] == [here[1].number, here[2].number]
    assert set(order[2:-1]) == late
    assert order[-1] == here[3].number
    assert sound()
