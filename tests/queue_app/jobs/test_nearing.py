"""Time brings two messages: leave home, when the holder's own way begins; three to go, to who waits in the house."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from queue_app import clock
from queue_app.jobs import nearing, work
from queue_app.line import journeys
from queue_app.line.ticket import Ticket
from queue_app.notify.outbox import messages
from tests import make
from tests.queue_app.line.scene import later, rows, seen

AHEAD = 14


def at_home(n: int, **wish: object) -> Ticket:
    return make.make_ticket(present=False, phone=f"+62812345678{n:02d}", consent="2026-11", **wish)


def said(template: str) -> set[int]:
    """The keys of the tickets to whose holders this was written."""
    return {row.ticket_key for row in rows(messages) if row.template == template}


def test_each_is_told_to_leave_when_their_own_way_begins_and_only_once(app: Flask) -> None:
    make.make_open_counter()
    for _ in range(AHEAD):
        make.make_ticket()
    far = {minutes: at_home(n, travel=minutes) for n, minutes in enumerate(reversed(journeys.OFFERED))}
    silent = at_home(99)
    window = seen(far[journeys.OFFERED[-1]])["estimate"]
    assert timedelta(minutes=60) < window["low"] - clock.now() < timedelta(minutes=99)
    nearing.tell_who_is_near()
    nearing.tell_who_is_near()
    leaving = [row.ticket_key for row in rows(messages) if row.template == "leave"]
    assert sorted(leaving) == sorted(far[minutes].key for minutes in (90, 120))
    assert silent.key not in leaving, "half an hour holds for who said nothing"


def test_who_said_nothing_is_told_half_an_hour_before_and_ten_minutes_to_arrive(app: Flask) -> None:
    make.make_open_counter()
    far = []
    for n in range(AHEAD):
        make.make_ticket()
        far.append((at_home(n), at_home(n + 50, travel=journeys.USUAL)))
    nearing.tell_who_is_near()
    told = said("leave")
    assert [a.key in told for a, _ in far] == [b.key in told for _, b in far]
    assert {a.key in told for a, _ in far} == {True, False}
    last = max(seen(a)["estimate"]["low"] for a, _ in far if a.key in told)
    assert last - clock.now() <= timedelta(minutes=journeys.USUAL + 10)


def test_three_to_go_is_said_to_who_is_here_and_to_nobody_at_home(app: Flask) -> None:
    make.make_open_counter()
    ahead = [make.make_ticket() for _ in range(2)]
    here = make.make_ticket(phone="+6281234567890", consent="2026-11")
    home = at_home(1)
    nearing.tell_who_is_near()
    assert said("near") == {here.key}
    assert ahead[0].key not in said("near"), "left no number"
    assert home.key in said("leave")


def test_the_way_follows_an_exchanged_number_and_is_forgotten_with_it(app: Flask) -> None:
    from queue_app.catalogue.directory import directory
    from queue_app.line import issuing
    from queue_app.line.ticket import find
    from queue_app.transaction import transaction

    old = make.make_ticket(present=False, travel=90)
    with transaction() as session:
        house = directory(session)
        wanted = house.service("DKC-KIA")
        fresh = issuing.change(session, house, find(session, key=old.key), service=wanted, day=None, by="test")
        assert journeys.of_tickets(session, [fresh.key]) == {fresh.key: 90}
    later(days=8)
    work.forget_old()
    assert rows(journeys.journeys) == []
