"""Two malls in one database, with the same prefix, hall and counter codes, two time zones apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from queue_app import clock
from queue_app.catalogue.directory import directory, site_codes
from queue_app.jobs import work
from queue_app.line import attendance, calling, notices
from queue_app.line.attendance import today
from queue_app.line.ticket import Status
from queue_app.transaction import reading, transaction
from tests import make
from tests.conftest import still
from tests.two_sites import (
    AGENCIES,
    EAST,
    NEAR_MIDNIGHT,
    WEST,
    at_counter,
    clerk,
    get,
    house,
    issue,
    post,
    sound,
)

pytest_plugins = ["tests.two_sites"]


@pytest.fixture
def app(malls: Flask) -> Flask:
    """The house with both malls."""
    return malls


def test_both_malls_have_line_a_and_the_same_codes_in_zones_of_their_own(app: Flask) -> None:
    with reading() as session:
        assert site_codes(session) == [WEST, EAST]
    west, east = house(WEST), house(EAST)
    assert (west.site.tz_name, east.site.tz_name) == ("Asia/Jakarta", "Asia/Jayapura")
    for one in (west, east):
        assert one.service(make.SERVICE).line.prefix == "A"
    assert west.line("A").id != east.line("A").id
    assert west.counter(make.COUNTER).id != east.counter(make.COUNTER).id
    assert set(east.services) < set(west.services)
    assert {s.agency.code for s in east.services.values()} == AGENCIES


def test_the_numbers_of_two_malls_run_independently(app: Flask) -> None:
    given = [issue(site).number for site in (WEST, EAST, WEST, WEST, EAST)]
    assert given == ["A001", "A001", "A002", "A003", "A002"]
    sound()


def test_one_device_may_hold_a_number_in_each_mall(app: Flask) -> None:
    held = {"device": "d" * 64, "phone": "+6281234567890", "consent": "2026-11"}
    assert issue(WEST, "remote", **held).number == issue(EAST, "remote", **held).number == "A001"
    sound()


def test_around_midnight_the_malls_are_on_different_business_days(app: Flask) -> None:
    clock.install(still(NEAR_MIDNIGHT))
    assert today(house(WEST)) == date(2026, 11, 23)
    assert today(house(EAST)) == date(2026, 11, 24)
    west, east = issue(WEST, "counter"), issue(EAST, "counter")
    assert (west.number, west.day) == ("A001", date(2026, 11, 23))
    assert (east.number, east.day) == ("A001", date(2026, 11, 24))
    clock.install(still(NEAR_MIDNIGHT + timedelta(hours=1)))
    again = issue(WEST, "counter")
    assert (again.number, again.day) == ("A001", date(2026, 11, 24))
    assert issue(EAST, "counter").number == "A002"
    sound()


def test_a_counter_opened_yesterday_evening_is_closed_after_its_own_midnight_only(app: Flask) -> None:
    clock.install(still(NEAR_MIDNIGHT - timedelta(hours=2)))
    for site in (WEST, EAST):
        at_counter(site, attendance.open_counter)
    clock.install(still(NEAR_MIDNIGHT))
    with reading() as session:
        now_open = {
            site: attendance.state_of(session, house(site), house(site).counter(make.COUNTER)).open
            for site in (WEST, EAST)
        }
    assert now_open == {WEST: True, EAST: False}


def test_numbers_are_given_by_each_malls_own_clock(app: Flask) -> None:
    clock.install(still(datetime(2026, 11, 22, 22, 30, tzinfo=UTC)))  # 05.30 WIB, 07.30 WIT
    body = {"service": make.SERVICE, "channel": "remote"}
    early, taken = post(app, "/tickets", body, WEST), post(app, "/tickets", body, EAST)
    assert (early.status_code, early.json["type"]) == (409, "closed")
    assert taken.status_code == 201
    assert taken.json["day"] == "2026-11-23"
    assert datetime.fromisoformat(taken.json["issued_at"]).utcoffset() == timedelta(hours=9)


def test_the_day_of_the_eastern_mall_ends_two_hours_before_the_western(app: Flask) -> None:
    west, east = issue(WEST), issue(EAST)
    clock.install(still(datetime(2026, 11, 23, 6, 30, tzinfo=UTC)))  # 13.30 WIB, 15.30 WIT
    work.close_days()
    assert (make.again(west).status, make.again(east).status) == (Status.WAITING, Status.EXPIRED)
    clock.install(still(datetime(2026, 11, 23, 8, 30, tzinfo=UTC)))
    work.close_days()
    assert make.again(west).status is Status.EXPIRED
    sound()


def test_a_call_in_one_mall_shows_on_its_own_board_counter_and_line_only(app: Flask) -> None:
    for site in (WEST, EAST):
        at_counter(site, attendance.open_counter)
        issue(site)
    called = at_counter(EAST, calling.call_next)
    east, west = (get(app, "/boards/H2", site).json for site in (EAST, WEST))
    assert [call["number"] for call in east["calls"]] == ["A001"]
    assert east["calls"][0]["called_at"].endswith("+09:00")
    assert west["calls"] == []
    assert get(app, "/lines/A", EAST).json["order"] == []
    assert get(app, "/lines/A", WEST).json["order"] == ["A001"]
    consoles = {site: get(app, f"/counters/{make.COUNTER}", **clerk(site)).json for site in (EAST, WEST)}
    assert consoles[EAST]["current"]["ref"] == called.ref
    assert consoles[WEST]["current"] is None
    assert [t["number"] for t in consoles[WEST]["waiting"]] == ["A001"]
    assert called.ref not in str(consoles[WEST])


def test_a_notice_of_one_mall_is_not_shown_in_the_other(app: Flask) -> None:
    with transaction() as session:
        notices.post_notice(session, directory(session, EAST), text="Listrik padam", kind="gangguan", by="test")
    assert [n["text"] for n in get(app, "/boards/H2", EAST).json["notices"]] == ["Listrik padam"]
    assert get(app, "/boards/H2", WEST).json["notices"] == []


def test_without_a_site_the_public_sees_the_first_mall_and_an_unknown_one_is_unknown(app: Flask) -> None:
    assert get(app, "/services").json == get(app, "/services", WEST).json
    assert len(get(app, "/services", EAST).json) == len(house(EAST).services)
    assert get(app, "/services", "atlantis").status_code == 404
