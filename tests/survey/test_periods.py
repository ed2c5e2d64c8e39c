from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.periods import MONTHS, UnknownPeriod, containing, current, parse

days = st.dates(date(2000, 1, 1), date(2199, 12, 31))


def test_a_day_lies_in_its_month_quarter_semester_and_year():
    shown = [(p.code, p.title.format(**p.values), p.start, p.end) for p in current(date(2026, 11, 20))]
    assert shown == [
        ("2026-11", "November 2026", date(2026, 11, 1), date(2026, 11, 30)),
        ("2026-TW4", "Triwulan IV 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-S2", "Semester II 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026", "Tahun 2026", date(2026, 1, 1), date(2026, 12, 31)),
    ]


@given(days, st.sampled_from(sorted(MONTHS)))
def test_periods_of_a_kind_cover_every_day_once(day, kind):
    period = containing(kind, day)
    assert period.start <= day <= period.end
    assert containing(kind, period.end + timedelta(days=1)).previous == period
    assert parse(period.code) == period


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2026-13",
        "2026-0",
        "2026-00",
        "2026-TW5",
        "2026-TW01",
        "2026-S3",
        "2026-S0",
        "26",
        "x",
        "2026-1",
    ],
)
def test_a_code_that_names_no_period_is_refused(code):
    with pytest.raises(UnknownPeriod):
        parse(code)


def test_an_unknown_kind_is_refused():
    with pytest.raises(UnknownPeriod):
        containing("week", date(2026, 11, 20))
