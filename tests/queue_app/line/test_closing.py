"""The end of the day: everybody's ticket ends honestly, counters are freed, and disputes wait for a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.jobs import work
from queue_app.line import closing, desk, serving
from queue_app.line.ticket import Status, Ticket
from queue_app.transaction import transaction
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.line.scene import (
    at_counter,
    claim,
    count_events,
    events_of,
    holder,
    later,
    now,
    refused,
    right_of,
    seen,
    shown,
    stop_clock,
    told,
)

ENDS = {
    Status.WAITING: Status.EXPIRED,
    Status.CALLED: Status.EXPIRED,
    Status.HELD: Status.EXPIRED,
    Status.NO_SHOW: Status.EXPIRED,
    Status.SERVING: Status.UNFINISHED,
}
#: Dukcapil closes at 14.00 on a Monday; an hour of overrun later its day is over.
CLOSING = MONDAY + timedelta(hours=6)


MIDNIGHT = MONDAY + timedelta(hours=15.5)


@pytest.mark.parametrize(
    ("status", "when"),
    [(s, CLOSING) for s in ENDS if s is not Status.NO_SHOW] + [(s, MIDNIGHT) for s in ENDS],
)
def test_what_is_left_ends_after_the_overrun_or_at_midnight_at_the_latest(
    app: Flask, status: Status, when: datetime
) -> None:
    ticket = make.make_ticket_in(status)
    stop_clock(when)
    work.close_days()
    after = now(ticket)
    assert (after.status, after.ended_at) == (ENDS[status], clock.now())
    assert told(ticket)[-1] == ("left-unfinished" if status is Status.SERVING else "expired")
    event = events_of(ticket)[-1]
    assert (event.by, event.from_status, event.to_status) == ("system", status, ENDS[status])
    assert right_of(ticket) is None
    assert seen(ticket)["survey_url"] is None


def test_who_was_missed_can_still_say_in_the_evening_that_they_were_served(app: Flask) -> None:
    ticket = make.make_ticket_in(Status.NO_SHOW)
    stop_clock(CLOSING)
    work.close_days()
    assert now(ticket).status is Status.NO_SHOW
    claim(ticket)
    stop_clock(MIDNIGHT)
    work.close_days()
    assert now(ticket).status is Status.NO_SHOW
    assert [claim["number"] for claim in shown("floor", "")["claims"]] == [ticket.number]


@pytest.mark.parametrize("status", ENDS)
def test_until_then_everybody_in_the_hall_is_still_served(app: Flask, status: Status) -> None:
    ticket = make.make_ticket_in(status)
    stop_clock(CLOSING - timedelta(seconds=1))
    before = count_events()
    work.close_days()
    assert now(ticket).status is status
    assert count_events() == before


@pytest.mark.parametrize("status", [Status.SERVED, Status.CANCELLED, Status.EXPIRED, Status.UNFINISHED])
def test_what_has_ended_is_left_alone(app: Flask, status: Status) -> None:
    ticket = make.make_ticket_in(status)
    stop_clock(CLOSING)
    work.close_days()
    assert now(ticket) == ticket


def test_counters_are_freed_and_closed_when_all_they_serve_is_over(app: Flask) -> None:
    ticket = make.make_ticket_in(Status.SERVING)
    stop_clock(CLOSING)
    work.close_days()
    counter = shown("counter", "L4")
    assert (counter["open"], counter["current"], counter["undo_until"]) == (False, None, None)
    assert now(ticket).status is Status.UNFINISHED
    assert not seen(ticket)["survey_url"]


def test_an_agency_with_other_hours_goes_on(app: Flask) -> None:
    make.make_open_counter("L26")
    mine, longer = make.make_ticket("BPN-CEK"), make.make_ticket("PLN-BARU")
    stop_clock(CLOSING)
    work.close_days()
    assert (now(mine).status, now(longer).status) == (Status.EXPIRED, Status.WAITING)
    assert shown("counter", "L26")["open"]


def test_closing_twice_is_closing_once(app: Flask) -> None:
    make.make_ticket_in(Status.WAITING)
    stop_clock(CLOSING)
    work.close_days()
    before = count_events()
    work.close_days()
    assert count_events() == before


def test_more_than_a_batch_is_closed_batch_by_batch(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "BATCH", 3)
    tickets = [make.make_ticket() for _ in range(7)]
    stop_clock(CLOSING)
    with transaction() as session:
        assert closing.close_day(session, directory(session), by="system") == 3
    work.close_days()
    assert {now(t).status for t in tickets} == {Status.EXPIRED}


def test_tickets_of_tomorrow_outlive_today(app: Flask) -> None:
    stop_clock(MONDAY + timedelta(hours=6.5))
    tomorrow = make.make_ticket(present=False, day=(MONDAY + timedelta(days=1)).date())
    stop_clock(MONDAY + timedelta(hours=14))
    work.close_days()
    assert now(tomorrow).status is Status.WAITING


# --- disputes ----------------------------------------------------------------------------------------------------


def claimed(status: Status) -> Ticket:
    ticket = make.make_ticket_in(status)
    claim(ticket)
    return ticket


def test_a_claimed_no_show_is_left_for_the_supervisor_over_night(app: Flask) -> None:
    ticket = claimed(Status.NO_SHOW)
    for later_at in (CLOSING, MONDAY + timedelta(days=1)):
        stop_clock(later_at)
        work.close_days()
        assert now(ticket).status is Status.NO_SHOW
        assert [t["ref"] for t in shown("floor")["claims"]] == [ticket.ref]
    at_counter(serving.confirm_served, now(ticket), reason="Ada di buku loket")
    assert now(ticket).status is Status.SERVED
    right = right_of(ticket)
    assert (right.day, right.expires_at) == (ticket.day, clock.now() + timedelta(days=7))


def test_somebody_left_unfinished_may_say_so_and_a_supervisor_answers(app: Flask) -> None:
    ticket = make.make_ticket_in(Status.SERVING)
    stop_clock(CLOSING)
    work.close_days()
    claim(ticket)
    assert [t["status"] for t in shown("floor")["claims"]] == ["UNFINISHED"]
    at_counter(serving.confirm_served, now(ticket), reason="Selesai pukul 15.40")
    assert right_of(ticket) is not None


def test_nobody_rejoins_a_day_that_is_over(app: Flask) -> None:
    ticket = make.make_ticket_in(Status.NO_SHOW)
    later(days=1)
    with refused("not-callable"):
        holder(desk.rejoin, ticket)
    work.close_days()
    with refused("ticket-moved-on"):
        holder(desk.rejoin, ticket)
