"""Short drills: one thing goes wrong at one moment, and everything that was promised must still be there.

Each is a function of an application on an empty day; it raises AssertionError when a promise was broken. The long forms
with real kills and real servers are in bench; these are quick enough to be run against every planted bug.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import directory
from queue_app.check import check
from queue_app.consequences import Scope
from queue_app.errors import Refused
from queue_app.line import calling, desk, issuing, serving, steps
from queue_app.line.ticket import Status, tickets
from queue_app.live import feed as feed_module
from queue_app.live.snapshots import snapshot
from queue_app.transaction import announced, database, reading, transaction
from tests import make
from tests.conftest import MONDAY
from tests.drills.stateful import d1
from tests.queue_app.line.scene import at_counter, stop_clock, visitor

SEED = 20261123


class PowerCut(BaseException):
    """The machine stops here: nothing that was not on the disk is there afterwards."""


def sound() -> None:
    """No invariant is broken."""
    database.session.remove()
    with reading() as session:
        found = check(session)
    assert found == [], found[:5]


def d1_random_life(app: Flask) -> None:
    """D1: the line lived at random agrees with the model after every step."""
    outcome = d1(app, SEED, examples=40, steps=40)
    assert outcome.violation is None, outcome.violation.partition("Failing test case")[0]


def d3_draws_at_once(app: Flask) -> None:
    """D3: eight kiosks draw at the same moment; every number once, none missing, nobody told to try again."""
    device, start = make.headers("kiosk"), Barrier(8)

    def draw(n: int) -> list[int]:
        kiosk, service = app.test_client(), make.SERVICE if n % 2 else "DKC-KK-BARU"
        start.wait()
        body = {"service": service, "channel": "kiosk"}
        return [kiosk.post("/api/v1/tickets", json=body, headers=device).status_code for _ in range(4)]

    with ThreadPoolExecutor(8) as pool:
        answers = [status for mine in pool.map(draw, range(8)) for status in mine]
    assert answers == [201] * 32, answers
    with reading() as session:
        assert sorted(session.scalars(select(tickets.c.ordinal))) == list(range(1, 33))
    sound()


def d4_stale_hands(app: Flask) -> None:
    """D4: two clerks and the holder act on the same ticket as they last saw it; one act happens."""
    for code in ("L4", "L5"):
        make.make_open_counter(code)
    seen = make.make_ticket()
    acts: list[Callable[[], Any]] = [
        lambda: at_counter(calling.call, seen, code="L4", reason="Uji"),
        lambda: at_counter(calling.call, seen, code="L5", reason="Uji"),
        lambda: _cancel(seen),
    ]
    done = [_refused(act) for act in acts]
    assert done == [None, "ticket-moved-on", "ticket-moved-on"], done
    sound()


def d5_power_cut_after_each_answer(app: Flask) -> None:
    """D5: the machine stops right after each acknowledgement; whatever was acknowledged is there."""
    make.make_open_counter()
    acknowledged = []
    for _ in range(4):
        acknowledged.append(make.make_ticket().ref)
        database.session.remove()
        database.engine.dispose()
    with reading() as session:
        kept = set(session.scalars(select(tickets.c.ref)))
    assert set(acknowledged) <= kept, f"{len(set(acknowledged) - kept)} acknowledged tickets are lost"
    sound()


def d5_power_cut_before_the_doorbell(app: Flask) -> None:
    """D5: the machine stops after the commit and before anybody was told; what follows from each act is there."""

    def stop(_events: object) -> None:
        raise PowerCut

    announced.insert(0, stop)
    try:
        for act in (make.make_open_counter, make.make_ticket, _call, _start, _finish):
            with pytest.raises(PowerCut):
                act()
            database.session.remove()
    finally:
        announced.remove(stop)
    with reading() as session:
        assert list(session.scalars(select(tickets.c.status))) == [Status.SERVED]
    sound()


def d8_lost_doorbells(app: Flask) -> None:
    """D8: every other doorbell is lost; once the timer comes round all screens are the database's own picture."""
    stop_clock(MONDAY)
    shown: dict[Scope, dict[str, Any]] = {}
    follow = feed_module.Feed(app, shown.__setitem__, lambda _scope: True)
    follow.catch_up()
    rung = 0

    def doorbell(events: object) -> None:
        nonlocal rung
        rung += 1
        if rung % 2:
            follow.ring(events)
            follow.catch_up()

    announced.append(doorbell)
    try:
        for act in (make.make_open_counter, make.make_ticket, make.make_ticket, _call, _start, _finish):
            act()
    finally:
        announced.remove(doorbell)
    follow.catch_up()
    site = 1
    for scope in (Scope("board", site, "H2"), Scope("line", site, "A"), Scope("counter", site, "L4")):
        with reading() as session:
            assert shown[scope] == snapshot(session, scope), scope


def d8_commits_out_of_order(app: Flask) -> None:
    """D8: of two who take numbers at once the one with the later event commits first; no screen misses the other."""
    stop_clock(MONDAY)
    shown: dict[Scope, dict[str, Any]] = {}
    follow = feed_module.Feed(app, shown.__setitem__, lambda _scope: True)
    follow.catch_up()
    with Session(database.engine) as slow:
        house = directory(slow)
        issuing.issue(slow, house, house.service(make.SERVICE), issuing.Wish(channel="kiosk"), by="test")
        if database.engine.dialect.name == "sqlite":
            slow.commit()  # nobody else could write before
        make.make_ticket("PTP-NIB")
        follow.catch_up()
        slow.commit()
    follow.catch_up()
    for prefix in ("A", "R"):
        with reading() as session:
            now = snapshot(session, Scope("line", 1, prefix))
        assert shown.get(Scope("line", 1, prefix)) == now, f"line {prefix} is not what the database says"
    sound()


def d8_no_doorbell_at_all(app: Flask) -> None:
    """D8: no doorbell ever rings; the feed never sleeps longer than a second, and shows what happened."""
    shown: list[Scope] = []
    follow = feed_module.Feed(app, lambda scope, _snapshot: shown.append(scope), lambda _scope: True)
    follow.catch_up()
    follow._bell = DeadBell(turns=2)  # type: ignore[assignment]
    make.make_ticket()
    with pytest.raises(SystemExit):
        follow.run()
    assert Scope("line", 1, "A") in shown, "a lost doorbell cost an event"


class DeadBell:
    """A doorbell that never rings; whoever waits longer than the floor of a second waits in vain."""

    def __init__(self, turns: int) -> None:
        self.turns = turns

    def wait(self, timeout: float | None = None) -> bool:
        self.turns -= 1
        if timeout is None or timeout > 1 or self.turns < 0:
            raise SystemExit
        return False

    def clear(self) -> None:
        """Nothing to clear."""


def d11_midnights(app: Flask) -> None:
    """D11: 06.30 and 07.30 WIB are one day although UTC's changes between them; at 00.00 WIB numbers begin again."""
    given = []
    for at in ((22, 23, 30), (23, 0, 30), (23, 16, 59), (23, 17, 1)):
        stop_clock(datetime(2026, 11, *at, tzinfo=UTC))
        make.make_open_counter()
        with reading() as session:
            service = directory(session).service(make.SERVICE)
        given.append(at_counter(serving.walk_in, service=service))
        at_counter(serving.finish)
    told = [(ticket.day.day, ticket.ordinal) for ticket in given]
    assert told == [(23, 1), (23, 2), (23, 3), (24, 1)], told
    sound()


def d13_lost_answers(app: Flask) -> None:
    """D13: every answer is lost once on its way and the client asks again with its key: ten citizens, ten tickets."""
    device, client = make.headers("kiosk"), visitor(app)
    for n in range(10):
        for _ in range(2):
            headers = device | {"Idempotency-Key": f"warga-{n}"}
            client.post("/api/v1/tickets", json={"service": make.SERVICE, "channel": "kiosk"}, headers=headers)
    with reading() as session:
        given = len(list(session.scalars(select(tickets.c.key))))
    assert given == 10, f"{given} tickets for 10 citizens"
    sound()


def check_of_a_morning(app: Flask) -> None:
    """`flask check` after a short morning."""
    make.make_ticket_in(Status.SERVED)
    make.make_ticket()
    sound()


def check_of_an_undone_finish(app: Flask) -> None:
    """`flask check` after a finish was taken back: the right to answer went with it."""
    make.make_ticket_in(Status.SERVED)
    at_counter(steps.undo)
    sound()


def _call() -> None:
    at_counter(calling.call_next)


def _start() -> None:
    at_counter(serving.start)


def _finish() -> None:
    at_counter(serving.finish)


def _cancel(seen: Any) -> None:
    with transaction() as session:
        desk.cancel(session, directory(session), seen, by="citizen")


def _refused(act: Callable[[], Any]) -> str | None:
    try:
        act()
    except Refused as no:
        return no.type
    return None
