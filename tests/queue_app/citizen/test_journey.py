"""Somebody still at home is told when to leave, from the early end of the window; the way is as long as they say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from queue_app.catalogue.directory import directory
from queue_app.forecast.leaving import MARGIN, leaving
from queue_app.line import desk
from queue_app.line.ticket import find
from queue_app.transaction import transaction
from tests import make
from tests.queue_app.citizen.forms import send, take

WIB = timezone(timedelta(hours=7))
LOW = datetime(2026, 11, 23, 3, 20, tzinfo=UTC)


def test_the_early_end_of_the_window_counts() -> None:
    times = leaving(LOW, travel_minutes=30)
    assert (times.be_there_at, times.leave_at) == (LOW - MARGIN, LOW - MARGIN - timedelta(minutes=30))


def test_who_should_have_left_leaves_now_and_is_told_what_lateness_costs() -> None:
    now = LOW - timedelta(minutes=15)
    times = leaving(LOW, travel_minutes=30, now=now)
    assert (times.leave_at, times.be_there_at, times.may_miss) == (now, now + timedelta(minutes=30), True)
    assert not leaving(LOW, travel_minutes=10, now=now).may_miss


def times_of(page: str) -> list[str]:
    """The three times of the plan: leave, be there, the window."""
    return re.findall(r"data-(?:leave|arrive|window-words)[^>]*>([\d.–]+)<", page)


def calendar_of(client: FlaskClient, address: str) -> Any:
    answer = client.get(f"{address}/kalender.ics")
    assert answer.mimetype == "text/calendar"
    return Calendar.from_ical(answer.data)


def window_of(client: FlaskClient, address: str) -> tuple[datetime, datetime]:
    window = client.get(f"/api/v1/tickets/{address.rpartition('/')[2]}").json["estimate"]
    return datetime.fromisoformat(window["low"]), datetime.fromisoformat(window["high"])


def test_the_plan_counts_back_from_the_window_and_follows_what_is_chosen(client: FlaskClient) -> None:
    make.make_open_counter()
    for _ in range(40):
        make.make_ticket()
    address = take(client)
    low, high = window_of(client, address)
    for minutes in (30, 60):
        times = leaving(low, travel_minutes=minutes)
        shown = [f"{at.astimezone(WIB):%H.%M}" for at in (times.leave_at, times.be_there_at, low, high)]
        assert times_of(client.get(address).text) == [shown[0], shown[1], f"{shown[2]}–{shown[3]}"]
        assert send(client, address, f"{address}/perjalanan", menit="60").status_code == 303


@pytest.mark.parametrize("minutes", ["", "31", "-10", "1e2", "²0", "10 "])
def test_only_minutes_that_are_offered_are_kept(client: FlaskClient, minutes: str) -> None:
    make.make_open_counter()
    make.make_ticket()
    address = take(client)
    answer = send(client, address, f"{address}/perjalanan", menit=minutes)
    assert answer.status_code == (303 if minutes.strip() == "10" else 422)
    if answer.status_code == 422:
        assert "Pilih lama perjalanan Anda." in answer.text
    client.set_cookie("perjalanan", minutes)
    assert client.get(address).status_code == 200


def test_who_has_arrived_or_waits_for_nobody_needs_no_plan(client: FlaskClient) -> None:
    address = take(client)
    assert times_of(client.get(address).text) == [], "no counter is open"
    make.make_open_counter()
    make.make_ticket()
    assert len(times_of(client.get(address).text)) == 3
    with transaction() as session:
        desk.check_in(session, directory(session), find(session, id=address.rpartition("/")[2]), code=None, by="test")
    assert times_of(client.get(address).text) == []


def test_a_calendar_entry_is_replaced_by_a_newer_one_and_taken_back_when_the_number_is_given_up(
    client: FlaskClient,
) -> None:
    make.make_open_counter()
    for _ in range(40):
        make.make_ticket()
    address = take(client)
    low, _high = window_of(client, address)
    first = calendar_of(client, address)
    visit = first.walk("VEVENT")[0]
    assert (visit.decoded("dtstart"), str(visit["status"])) == (low, "CONFIRMED")
    assert address in str(visit["url"])
    leave = low + visit.walk("VALARM")[0].decoded("trigger")
    assert leave == leaving(low, travel_minutes=30).leave_at
    send(client, f"{address}/batal", f"{address}/batal")
    gone = calendar_of(client, address)
    after = gone.walk("VEVENT")[0]
    assert (str(gone["method"]), str(after["status"]), after.walk("VALARM")) == ("CANCEL", "CANCELLED", [])
    assert (after["uid"], int(after["sequence"]) > int(visit["sequence"])) == (visit["uid"], True)
    assert address.rpartition("/")[2] not in str(visit["uid"]), "the uid travels to calendars that others read"
