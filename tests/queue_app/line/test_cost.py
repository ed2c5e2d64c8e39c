"""What the busiest acts ask of the database: the number of statements has a ceiling, whoever stands in line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from queue_app.line import calling, desk, issuing, lately, serving
from queue_app.line.ticket import Ticket, tickets
from queue_app.postgres import LastingConnection
from queue_app.transaction import database
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.line.scene import at_counter, code_now, holder, shown, visitor


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that is sent inside, transaction control not counted."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            sent.append(" ".join(statement.split())[:90])

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def cost(act: Callable[[], Any]) -> list[str]:
    """The statements of one act."""
    with statements() as sent:
        act()
    return sent


@pytest.fixture
def crowd(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """A hall in which thirty wait for one counter; the first is A001. The catalogue is read already, and stays so."""
    monkeypatch.setattr("queue_app.catalogue.directory.FRESH_SECONDS", 600)
    visitor(app).get("/api/v1/counters", headers=make.headers("manager"))
    make.make_open_counter()
    first = make.make_ticket()
    for n in range(29):
        make.make_ticket(present=n % 3 > 0)
    return first


def test_taking_a_number_costs_no_more_than_eleven_statements_and_with_everything_no_more_than_seventeen(
    app: Flask, crowd: Ticket
) -> None:
    post = visitor(app).post
    wish = {"service": make.SERVICE, "channel": "remote"}
    plain = cost(lambda: post("/api/v1/tickets", json=wish))
    assert len(plain) <= 11, plain
    full = wish | {"phone": "081234567890", "consent": True}
    keyed = cost(lambda: visitor(app).post("/api/v1/tickets", json=full, headers={"Idempotency-Key": "k"}))
    assert len(keyed) <= 17, keyed


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_of_five_journeys_that_a_number_takes_others_wait_for_two(
    app: Flask, crowd: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who takes a number holds the row of its line from the draw to the commit, with which its event travels; what is
    shown is read apart from it. The end of the log is asked for once in a moment.
    """
    monkeypatch.setattr(lately, "MOMENT", 3600.0)
    wait = LastingConnection.wait
    wish = {"service": make.SERVICE, "channel": "remote"}
    assert visitor(app).post("/api/v1/tickets", json=wish).status_code == 201

    def noted(exchange: Any) -> Any:
        try:
            wanted = next(exchange)
            sent.append("journey")  # what waits for nothing goes nowhere
            while True:
                wanted = exchange.send((yield wanted))
        except StopIteration as done:
            return done.value

    monkeypatch.setattr(LastingConnection, "wait", lambda self, exchange, *more: wait(self, noted(exchange), *more))
    with statements() as sent:
        answer = visitor(app).post("/api/v1/tickets", json=wish)
    assert answer.status_code == 201
    begun = next(n for n, said in enumerate(sent) if said.startswith("INSERT INTO line_days"))
    shown = next(n for n, said in enumerate(sent) if n > begun and said.startswith("SELECT"))
    assert sent.count("journey") == 5, sent
    assert sent[begun:shown].count("journey") == 2, sent


def test_how_many_numbers_a_device_has_is_looked_up_by_the_device_and_not_among_everybody_of_the_day(
    app: Flask, session: Session
) -> None:
    _a_thousand_wait(session)
    sqlite = session.get_bind().dialect.name == "sqlite"
    asked = issuing.HOLDS.params(device="d" * 64, site_id=1, day=MONDAY.date())
    said = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    plan = session.execute(text(f"EXPLAIN {'QUERY PLAN ' * sqlite}{said}"))
    assert "ix_tickets_device" in str(plan.all())


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_what_a_number_and_a_call_ask_is_planned_once_and_not_for_each_of_them(app: Flask, session: Session) -> None:
    """PostgreSQL plans a statement that is sent often five times with its values, and then again each time as long as
    they promise a cheaper plan. Planning cost more than all else that it did for a number.
    """
    make.make_open_counter()
    _a_thousand_wait(session)
    session.commit()
    database.engine.dispose()
    wish = {"service": make.SERVICE, "channel": "remote"}
    for _ in range(12):
        assert visitor(app).post("/api/v1/tickets", json=wish).status_code == 201
        at_counter(calling.call_next)
        at_counter(serving.start)
        at_counter(serving.finish)
    asked = "SELECT statement, custom_plans FROM pg_prepared_statements WHERE name LIKE 'ready%' AND"
    with database.engine.connect() as connection:  # the one used last, which is the only one
        assert connection.scalar(text(f"SELECT count(*) FROM ({asked} generic_plans > 0) AS kept")) > 10
        assert connection.execute(text(f"{asked} custom_plans > 5")).all() == []


def _a_thousand_wait(session: Session) -> None:
    pattern = session.execute(select(tickets).where(tickets.c.key == make.make_ticket().key)).one()
    session.execute(insert(tickets), [_another(pattern._mapping, n) for n in range(1000)])
    session.execute(text("ANALYZE tickets"))


def _another(pattern: Mapping[str, Any], n: int) -> dict[str, Any]:
    """A ticket like this one, of a device of its own."""
    own = {"id": f"{n:022}", "ref": f"{n:010}", "recovery_digest": f"{n:064}", "device_digest": f"{n:064}"}
    return {k: v for k, v in pattern.items() if k != "key"} | own | {"prefix": "Z", "ordinal": n + 2, "place": n}


def test_issuing_costs_the_number_the_ticket_and_its_event(app: Flask, crowd: Ticket) -> None:
    assert len(spent := cost(lambda: make.make_ticket())) <= 6, spent


def test_a_call_costs_no_more_than_ten_statements_however_many_wait(app: Flask, crowd: Ticket) -> None:
    spent = cost(lambda: at_counter(calling.call_next))
    assert len(spent) <= 10, spent
    at_counter(serving.start)
    both = cost(lambda: at_counter(calling.finish_and_call_next))
    assert len(both) <= 18, both


@pytest.mark.parametrize("verb", [serving.start, calling.recall, calling.miss, serving.hold])
def test_a_step_at_the_counter_costs_no_more_than_eight(app: Flask, crowd: Ticket, verb: Any) -> None:
    at_counter(calling.call_next)
    assert len(spent := cost(lambda: at_counter(verb))) <= 8, spent


def test_a_call_over_the_api_costs_no_more_than_twelve(app: Flask, crowd: Ticket) -> None:
    token = make.headers("counter", counter="L4")
    spent = cost(lambda: visitor(app).post("/api/v1/counters/L4/call-next", headers=token))
    assert len(spent) <= 12, spent


def test_checking_in_late_costs_no_more_than_ten(app: Flask, crowd: Ticket) -> None:
    home = make.make_ticket("DKC-KIA", present=False)
    make.make_ticket()
    code = code_now()
    assert len(spent := cost(lambda: holder(desk.check_in, home, code=code))) <= 10, spent


SNAPSHOTS = {("board", "H2"): 5, ("line", "A"): 8, ("counter", "L4"): 7, ("floor", ""): 12}


@pytest.mark.parametrize(("kind", "name"), SNAPSHOTS)
def test_a_snapshot_is_built_from_a_handful_of_reads_however_many_wait(
    app: Flask, crowd: Ticket, kind: str, name: str
) -> None:
    at_counter(calling.call_next)
    few = cost(lambda: shown(kind, name))
    for _ in range(10):
        make.make_ticket()
    many = cost(lambda: shown(kind, name))
    assert len(few) == len(many) <= SNAPSHOTS[kind, name], many


def test_a_ticket_is_shown_from_a_handful_of_reads(app: Flask, crowd: Ticket) -> None:
    spent = cost(lambda: visitor(app).get(f"/api/v1/tickets/{crowd.id}"))
    assert len(spent) <= 6, spent
