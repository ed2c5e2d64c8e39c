"""Many at once on a real database, through the doors and verbs people use: nothing twice, nothing lost."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from config import Config
from queue_app import clock, create_app
from queue_app.catalogue.directory import directory, forget
from queue_app.catalogue.models import CounterServiceRecord
from queue_app.check import check
from queue_app.consequences import survey_token
from queue_app.errors import Refused
from queue_app.idempotency import KEPT_ELSEWHERE, idempotent_answers
from queue_app.line import calling, desk, issuing, serving
from queue_app.line.events import ticket_events
from queue_app.line.numbers import line_days, set_quota
from queue_app.line.ticket import Status, Ticket, find, tickets
from queue_app.transaction import announced, database, reading, transaction
from survey.instrument import effective
from survey.responses import AnswerRecord, ResponseRecord, SuggestionRecord
from survey.tokens import RightRecord, SpentRecord
from tests import make
from tests.conftest import MONDAY, still

#: Two services share line A; the others have lines of their own.
FOUR_SERVICES = ("DKC-KTP-HILANG", "DKC-KK-BARU", "PTP-NIB", "PTP-RISIKO")
EIGHT_COUNTERS = tuple(f"L{n}" for n in range(1, 9))
TODAY = MONDAY.date()


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """An installation of this test's own, on Monday 09.00 WIB; every thread brings its own context."""
    made = create_app(config)
    clock.install(still(MONDAY))
    announced.clear()
    forget()
    yield made
    with made.app_context():
        database.session.remove()
        database.engine.dispose()
    forget()
    clock.install(None)


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """Do all at the same moment, each in a thread and context of its own; a no is answered with its type."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait()
            try:
                return act()
            except Refused as no:
                return no.type

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def posts(app: Flask, path: str, body: Any, **headers: str) -> Callable[[], Any]:
    """A POST by a client of its own."""
    client = app.test_client()
    return lambda: client.post(f"/api/v1{path}", json=body, headers=headers)


def statuses(answers: list[Any]) -> dict[int, int]:
    return dict(Tally(answer.status_code for answer in answers))


def rows(app: Flask, query: Any) -> list[Any]:
    with app.app_context(), reading() as session:
        return list(session.execute(query))


def count(app: Flask, table: Any, *conditions: Any) -> int:
    return int(rows(app, select(func.count()).select_from(table).where(*conditions))[0][0])


def sound(app: Flask) -> None:
    """Every invariant of the installation holds."""
    with app.app_context(), reading() as session:
        assert check(session) == []


def kiosk(app: Flask) -> dict[str, str]:
    with app.app_context():
        return make.headers("kiosk")


def issued(app: Flask, how_many: int) -> list[Ticket]:
    with app.app_context(), transaction() as session:
        house, wish = directory(session), issuing.Wish(channel="kiosk")
        return [issuing.issue(session, house, house.service(make.SERVICE), wish, by="test") for _ in range(how_many)]


def test_thirty_two_takers_of_five_hundred_numbers_leave_no_duplicate_and_no_gap(app: Flask) -> None:
    device, wanted = kiosk(app), list(islice(cycle(FOUR_SERVICES), 500))

    def taker(mine: list[str]) -> Callable[[], list[Any]]:
        take = [posts(app, "/tickets", {"service": s, "channel": "kiosk"}, **device) for s in mine]
        return lambda: [post() for post in take]

    taken = at_once(app, [taker(wanted[n::32]) for n in range(32)])
    answers = [answer for one in taken for answer in one]
    assert statuses(answers) == {201: 500}
    assert len({answer.json["id"] for answer in answers}) == 500
    acknowledged = Tally(answer.json["number"] for answer in answers)
    assert max(acknowledged.values()) == 1
    given: dict[str, list[int]] = {}
    for prefix, ordinal in rows(app, select(tickets.c.prefix, tickets.c.ordinal)):
        given.setdefault(prefix, []).append(ordinal)
    assert sorted(map(len, given.values())) == [250, 250]
    for prefix, ordinals in given.items():
        assert sorted(ordinals) == list(range(1, len(ordinals) + 1)), prefix
    assert {f"{prefix}{n:03d}" for prefix, ordinals in given.items() for n in ordinals} == set(acknowledged)
    assert sorted(row[0] for row in rows(app, select(line_days.c.last_ordinal))) == [250, 250]
    assert count(app, ticket_events, ticket_events.c.kind == "issued") == 500
    sound(app)


def test_a_quota_fought_over_gives_exactly_its_numbers_and_the_refused_leave_no_gap(app: Flask) -> None:
    device = kiosk(app)
    with app.app_context(), transaction() as session:
        house = directory(session)
        set_quota(session, house.site, house.service(make.SERVICE), TODAY, 10)
    take = posts(app, "/tickets", {"service": make.SERVICE, "channel": "kiosk"}, **device)
    assert statuses(at_once(app, [take] * 32)) == {201: 10, 409: 22}
    ordinals = [row[0] for row in rows(app, select(tickets.c.ordinal))]
    assert sorted(ordinals) == list(range(1, 11))
    sound(app)


def test_eight_counters_on_three_hundred_tickets_call_each_exactly_once(app: Flask) -> None:
    open_counters(app)
    issued(app, 300)

    def serve(code: str) -> Callable[[], list[str]]:
        return lambda: list(iter(lambda: one_visit(code), ""))

    served = at_once(app, [serve(code) for code in EIGHT_COUNTERS])
    leftovers = one_after_another(app)
    called = [number for numbers in served for number in numbers] + leftovers
    assert len(leftovers) < len(EIGHT_COUNTERS)
    assert sorted(called) == [f"A{n:03d}" for n in range(1, 301)]
    assert all(numbers == sorted(numbers) for numbers in served)
    told = rows(app, select(ticket_events.c.number).where(ticket_events.c.kind == "called"))
    assert sorted(row[0] for row in told) == sorted(called)
    assert count(app, tickets, tickets.c.status == Status.SERVED) == 300
    assert count(app, RightRecord) == 300
    sound(app)


def open_counters(app: Flask) -> None:
    """Eight counters that serve the same service; the catalogue has five."""
    with app.app_context():
        with transaction() as session:
            house = directory(session)
            service = house.service(make.SERVICE).id
            more = [c for c in map(house.counter, EIGHT_COUNTERS) if service not in c.service_ids]
            session.add_all(CounterServiceRecord(counter_id=c.id, service_id=service) for c in more)
        directory_changed()
        for code in EIGHT_COUNTERS:
            make.make_open_counter(code, [make.SERVICE])


def directory_changed() -> None:
    with transaction() as session:
        session.execute(text("UPDATE sites SET catalogue_version = catalogue_version + 1"))
    forget()


def one_visit(code: str) -> str:
    """Call, start and finish at a counter: the number, "" when nobody waits."""
    ticket = at_counter(calling.call_next, code)
    if ticket is None:
        return ""
    at_counter(serving.start, code)
    assert at_counter(serving.finish, code).key == ticket.key
    return str(ticket.number)


def at_counter(verb: Any, code: str) -> Any:
    with transaction() as session:
        house = directory(session)
        return verb(session, house, house.counter(code), by="test")


def one_after_another(app: Flask) -> list[str]:
    """Whoever was passed over because another counter held them for a moment."""
    with app.app_context():
        return list(iter(lambda: one_visit(make.COUNTER), ""))


def test_one_counter_pressed_by_eight_at_once_calls_one_person(app: Flask) -> None:
    with app.app_context():
        make.make_open_counter()
    issued(app, 8)
    ended = at_once(app, [lambda: at_counter(calling.call_next, make.COUNTER).number] * 8)
    assert Tally(ended) == {"A001": 1, "counter-busy": 7}
    sound(app)


def test_one_survey_token_posted_fifty_times_at_once_is_spent_once_and_stores_one_response(app: Flask) -> None:
    with app.app_context():
        token = survey_token(make.make_ticket_in(Status.SERVED))
    keys = effective(TODAY).keys
    sheet = {"answers": dict.fromkeys(keys, 4), "suggestion": "Kursi kurang."}
    answers = at_once(app, [posts(app, f"/survey/{token}", sheet) for _ in range(50)])
    assert statuses(answers) == {201: 1, 409: 49}
    assert {answer.json["type"] for answer in answers if answer.status_code == 409} == {"token-used"}
    stored = [count(app, record) for record in (SpentRecord, ResponseRecord, AnswerRecord, SuggestionRecord)]
    assert stored == [1, 1, len(keys), 1]
    sound(app)


@pytest.mark.parametrize("channel", ["kiosk", "remote"])
def test_one_idempotency_key_posted_twenty_times_at_once_gives_one_ticket_and_twenty_equal_answers(
    app: Flask, channel: str
) -> None:
    who = kiosk(app) if channel == "kiosk" else {}
    body = {"service": make.SERVICE, "channel": channel}
    take = [posts(app, "/tickets", body, **who, **{"Idempotency-Key": "kunci-20"}) for _ in range(20)]
    answers = at_once(app, take)
    assert statuses(answers) == {201: 20}
    assert len({answer.data for answer in answers}) == 1
    assert [row[0] for row in rows(app, select(tickets.c.id))] == [answers[0].json["id"]]
    assert count(app, idempotent_answers, idempotent_answers.c.status != KEPT_ELSEWHERE) == 1
    sound(app)


def test_a_refusal_under_one_key_posted_twenty_times_at_once_is_one_refusal_for_all(app: Flask) -> None:
    who = kiosk(app)
    with app.app_context(), transaction() as session:
        house = directory(session)
        set_quota(session, house.site, house.service(make.SERVICE), TODAY, 0)
    body = {"service": make.SERVICE, "channel": "kiosk"}
    take = [posts(app, "/tickets", body, **who, **{"Idempotency-Key": "penuh"}) for _ in range(20)]
    answers = at_once(app, take)
    assert statuses(answers) == {409: 20}
    assert len({answer.data for answer in answers}) == 1
    assert count(app, tickets) == 0
    sound(app)


def test_of_cancelling_and_calling_the_same_ticket_exactly_one_wins(app: Flask) -> None:
    with app.app_context():
        make.make_open_counter()
    for _ in range(20):
        (ticket,) = issued(app, 1)
        cancelled, called = at_once(app, [lambda t=ticket: cancel(t), lambda: at_counter(calling.call_next, "L4")])
        (status,) = rows(app, select(tickets.c.status).where(tickets.c.key == ticket.key))[0]
        if status == Status.CANCELLED:
            assert (cancelled.status, called) == (Status.CANCELLED, None)
        else:
            assert (cancelled, called.key, status) == ("ticket-moved-on", ticket.key, Status.CALLED)
            with app.app_context():
                at_counter(calling.miss, "L4")
    sound(app)


def cancel(ticket: Ticket) -> Ticket:
    with transaction() as session:
        return desk.cancel(session, directory(session), find(session, key=ticket.key), by="citizen")


def test_of_two_counters_calling_the_same_person_by_hand_exactly_one_wins(app: Flask) -> None:
    with app.app_context():
        for code in ("L4", "L5"):
            make.make_open_counter(code)

    def call(code: str, ticket: Ticket) -> Ticket:
        with transaction() as session:
            house = directory(session)
            return calling.call(session, house, house.counter(code), ticket, reason="Bayi menangis", by="test")

    for _ in range(10):
        (ticket,) = issued(app, 1)
        ended = at_once(app, [lambda c=code, t=ticket: call(c, t) for code in ("L4", "L5")])
        (won,) = [end for end in ended if end != "ticket-moved-on"]
        assert (won.key, won.status) == (ticket.key, Status.CALLED)
        with app.app_context():
            at_counter(calling.miss, "L4" if ended[0] is won else "L5")
    sound(app)
