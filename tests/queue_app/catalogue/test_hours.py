from __future__ import annotations

from datetime import UTC, date, time

import pytest

from queue_app.catalogue import hours
from queue_app.catalogue.directory import Hours
from tests.queue_app.catalogue.make import WORKDAY, at, gmsc, make_agency, make_site

MONDAY, TUESDAY, FRIDAY, SATURDAY = (date(2026, 11, d) for d in (23, 24, 27, 28))
NEXT_MONDAY = date(2026, 11, 30)


def test_an_open_day_is_described_in_the_sites_own_zone() -> None:
    seen = hours.opening(make_agency(), make_site(), at("2026-11-23 10.00").astimezone(UTC))
    assert (seen.open, seen.day, seen.reason) == (True, MONDAY, None)
    assert seen.opens_at == at("2026-11-23 08.00")
    assert seen.closes_at == at("2026-11-23 15.00")
    assert seen.last_ticket_at == at("2026-11-23 14.30")
    assert seen.opens_at is not None
    assert seen.opens_at.tzname() == "WIB"
    assert seen.next_opens_at == at("2026-11-24 08.00")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 05.59", False),
        ("2026-11-23 06.00", True),
        ("2026-11-23 07.59", True),
        ("2026-11-23 14.29", True),
        ("2026-11-23 14.30", False),
        ("2026-11-23 23.59", False),
        ("2026-11-28 10.00", False),
    ],
)
def test_numbers_of_today_are_given_from_six_until_the_last_ticket(moment: str, is_open: bool) -> None:
    seen = hours.opening(make_agency(), make_site(), at(moment))
    assert seen.open is is_open
    assert (seen.reason is None) is is_open


def test_a_closed_weekday_has_no_times_and_names_the_next_opening() -> None:
    seen = hours.opening(make_agency(), make_site(), at("2026-11-28 10.00"))
    assert (seen.opens_at, seen.closes_at, seen.last_ticket_at) == (None, None, None)
    assert seen.reason == "Tidak buka pada hari ini."
    assert seen.next_opens_at == at("2026-11-30 08.00")


def test_a_holiday_closes_the_day_and_says_its_name() -> None:
    agency = make_agency(closures={MONDAY: "Hari Guru"})
    seen = hours.opening(agency, make_site(), at("2026-11-23 10.00"))
    assert (seen.open, seen.closure, seen.reason) == (False, "Hari Guru", "Libur pada hari ini.")
    assert seen.next_opens_at == at("2026-11-24 08.00")


def test_before_opening_the_next_opening_is_today() -> None:
    seen = hours.opening(make_agency(), make_site(), at("2026-11-23 06.30"))
    assert seen.next_opens_at == at("2026-11-23 08.00")


def test_the_next_opening_is_looked_for_thirty_days_ahead_and_no_further() -> None:
    agency = make_agency(hours={0: WORKDAY}, closures={})
    until = {date(2026, 11, 23 + 7 * n): "Renovasi" for n in range(2)}
    until |= {date(2026, 12, 7 + 7 * n): "Renovasi" for n in range(3)}
    shut = make_agency(hours={0: WORKDAY}, closures=until)
    assert hours.next_opens_at(make_site(), agency, at("2026-11-23 09.00")) is not None
    assert hours.next_opens_at(make_site(), shut, at("2026-11-22 09.00")) is None
    assert hours.next_opens_at(make_site(), shut, at("2026-11-30 09.00")) == at("2026-12-28 08.00")


def test_an_agency_without_hours_is_never_open_and_never_opens() -> None:
    seen = hours.opening(make_agency(hours={}), make_site(), at("2026-11-23 10.00"))
    assert (seen.open, seen.opens_at, seen.next_opens_at) == (False, None, None)


@pytest.mark.parametrize(
    ("moment", "resting"),
    [
        ("2026-11-27 11.29", False),
        ("2026-11-27 11.30", True),
        ("2026-11-27 12.59", True),
        ("2026-11-27 13.00", False),
        ("2026-11-26 12.00", False),
    ],
)
def test_the_friday_break_stops_calls_and_never_the_taking_of_numbers(moment: str, resting: bool) -> None:
    seen = hours.opening(make_agency(), make_site(), at(moment))
    assert seen.on_break is resting
    assert seen.open


def test_the_last_ticket_of_a_very_short_day_is_not_before_opening() -> None:
    agency = make_agency(hours={0: Hours(time(8), time(8, 20))})
    last = hours.last_ticket_at(make_site(), agency, MONDAY)
    assert last == at("2026-11-23 08.00")


@pytest.mark.parametrize(
    ("zone", "name"),
    [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")],
)
def test_the_same_hours_are_other_instants_in_each_indonesian_zone(zone: str, name: str) -> None:
    opens = hours.opens_at(make_site(zone), make_agency(), MONDAY)
    assert opens == at("2026-11-23 08.00", zone)
    assert opens is not None
    assert opens.tzname() == name


def test_one_instant_belongs_to_different_days_east_and_west() -> None:
    moment = at("2026-11-29 22.30")  # Sunday night in Mojokerto, Monday 00.30 in Jayapura
    west = hours.opening(make_agency(), make_site("Asia/Jakarta"), moment)
    east = hours.opening(make_agency(), make_site("Asia/Jayapura"), moment)
    assert (west.day, east.day) == (date(2026, 11, 29), NEXT_MONDAY)
    assert west.next_opens_at == at("2026-11-30 08.00")
    assert east.next_opens_at == at("2026-11-30 08.00", "Asia/Jayapura")


@pytest.mark.parametrize(
    ("moment", "day", "allowed"),
    [
        ("2026-11-23 10.00", MONDAY, True),
        ("2026-11-23 14.30", MONDAY, False),
        ("2026-11-23 14.59", TUESDAY, False),
        ("2026-11-23 15.00", TUESDAY, True),
        ("2026-11-23 23.59", TUESDAY, True),
        ("2026-11-24 00.01", TUESDAY, False),
        ("2026-11-24 06.00", TUESDAY, True),
        ("2026-11-23 15.00", date(2026, 11, 25), False),
        ("2026-11-23 15.00", date(2026, 11, 22), False),
        ("2026-11-27 14.59", NEXT_MONDAY, False),
        ("2026-11-27 15.00", NEXT_MONDAY, True),
        ("2026-11-28 09.00", NEXT_MONDAY, True),
        ("2026-11-29 23.00", NEXT_MONDAY, True),
        ("2026-11-28 16.00", SATURDAY, False),
        ("2026-11-27 16.00", SATURDAY, False),
    ],
)
def test_numbers_are_given_for_today_and_from_three_for_the_next_working_day(
    moment: str, day: date, allowed: bool
) -> None:
    taking = hours.may_take(make_site(), make_agency(), day, at(moment))
    assert taking.allowed is allowed
    assert (taking.reason is None) is allowed


def test_a_holiday_is_not_the_next_working_day() -> None:
    agency = make_agency(closures={TUESDAY: "Libur"})
    site, moment = make_site(), at("2026-11-23 15.30")
    assert not hours.may_take(site, agency, TUESDAY, moment).allowed
    assert hours.may_take(site, agency, date(2026, 11, 25), moment).allowed
    assert hours.takable_days(site, agency, moment) == [date(2026, 11, 25)]


def test_a_refusal_says_when_numbers_of_that_day_open() -> None:
    early = hours.may_take(make_site(), make_agency(), TUESDAY, at("2026-11-23 10.00"))
    assert early.taking_from == at("2026-11-23 15.00")
    with pytest.raises(hours.Closed) as refused:
        hours.require_may_take(make_site(), make_agency(), TUESDAY, at("2026-11-23 10.00"))
    assert refused.value.taking_from == at("2026-11-23 15.00")
    assert refused.value.next_opens_at == at("2026-11-24 08.00")
    assert refused.value.type == "closed"


def test_a_day_whose_numbers_are_over_never_opens_again() -> None:
    over = hours.may_take(make_site(), make_agency(), MONDAY, at("2026-11-23 14.45"))
    assert (over.allowed, over.taking_from) == (False, None)


def test_an_open_day_raises_nothing() -> None:
    hours.require_may_take(make_site(), make_agency(), MONDAY, at("2026-11-23 10.00"))


def test_dispendukcapil_is_open_on_sunday_and_samsat_is_not() -> None:
    house, moment = gmsc(), at("2026-11-22 09.00")
    ktp = hours.opening(house.service("DKC-KTP-HILANG"), house.site, moment)
    tax = hours.opening(house.service("SAM-TAHUNAN"), house.site, moment)
    assert (ktp.open, ktp.closes_at) == (True, at("2026-11-22 11.00"))
    assert (tax.open, tax.next_opens_at) == (False, at("2026-11-23 08.00"))


def test_the_whole_mall_is_closed_at_christmas() -> None:
    house = gmsc()
    for agency in house.agencies.values():
        seen = hours.opening(agency, house.site, at("2026-12-25 09.00"))
        assert (seen.open, seen.closure) == (False, "Kelahiran Yesus Kristus (Natal)")
