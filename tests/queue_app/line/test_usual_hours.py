"""When people usually come is counted from days that are over, once a day, and told only when these are enough."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.jobs import watch
from queue_app.line.usual_hours import ENOUGH_DAYS, WEEKS, UsualDay, UsualHourRecord, usual_days
from queue_app.transaction import reading
from tests import make
from tests.conftest import MONDAY, still
from tests.two_sites import EAST, WEST, issue

pytest_plugins = ["tests.two_sites"]

MON = 0


def come(week: int, hour: int, people: int, *, service: str = make.SERVICE, present: bool = True) -> None:
    """So many come on the Monday of a week, in this hour (WIB)."""
    clock.install(still(MONDAY + timedelta(weeks=week, hours=hour - 9, minutes=5)))
    for _person in range(people):
        make.make_ticket(service, present=present)


def after(weeks: int) -> None:
    """Sum up on the Tuesday after so many weeks."""
    clock.install(still(MONDAY + timedelta(weeks=weeks - 1, days=1)))
    watch.sum_usual_hours()


def monday(prefix: str = "A") -> UsualDay | None:
    with reading() as session:
        house = directory(session)
        return usual_days(session, house, house.line(prefix)).get(MON)


def test_an_average_day_is_made_of_the_days_on_which_somebody_came(app: Flask) -> None:
    for week in range(ENOUGH_DAYS):
        come(week, 8, 1 + week % 2)
        come(week, 11, 3)
    come(0, 9, 5, service="SAM-TAHUNAN")
    after(ENOUGH_DAYS)
    day = monday()
    assert day is not None
    assert day.people == {8: 1.5, 9: 0.0, 10: 0.0, 11: 3.0}
    assert (day.days, day.enough, day.busiest, day.quietest) == (ENOUGH_DAYS, True, 11, 9)
    other = monday("S")
    assert other is not None
    assert (other.people, other.enough) == ({9: 5.0}, False)


def test_today_numbers_from_home_that_never_came_and_days_long_past_are_not_counted(app: Flask) -> None:
    come(0, 8, 2)
    come(1, 9, 1, present=False)
    clock.install(still(MONDAY + timedelta(weeks=1)))
    watch.sum_usual_hours()
    day = monday()
    assert day is not None
    assert day.people == {8: 2.0}
    after(WEEKS + 3)
    assert monday() is None


def test_a_day_is_summed_up_once_and_again_the_next_day(app: Flask) -> None:
    come(0, 8, 2)
    after(1)
    with reading() as session:
        before = session.scalars(select(UsualHourRecord.people)).all()
    come(0, 8, 3)
    clock.install(still(MONDAY + timedelta(days=1, hours=2)))
    watch.sum_usual_hours()
    with reading() as session:
        assert session.scalars(select(UsualHourRecord.people)).all() == before == [2]
    clock.install(still(MONDAY + timedelta(days=2)))
    watch.sum_usual_hours()
    day = monday()
    assert day is not None
    assert day.people == {8: 5.0}


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_each_mall_is_summed_up_by_its_own_clock(malls: Flask) -> None:
    """08.05 in Jakarta is 10.05 in Jayapura."""
    clock.install(still(MONDAY + timedelta(hours=-1, minutes=5)))
    issue(WEST)
    issue(EAST)
    after(1)
    hours = {}
    for site in (WEST, EAST):
        with reading() as session:
            house = directory(session, site)
            hours[site] = list(usual_days(session, house, house.line("A"))[MON].people)
    assert hours == {WEST: [8], EAST: [10]}
