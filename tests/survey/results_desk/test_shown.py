"""How figures become words and bars: pure, exact, never rounded twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from queue_app.spreadsheets import as_text
from survey.results import Result
from survey.results_desk.filters import days
from survey.results_desk.shown import change, place, response_rate


def make_result(n: int | None, population: int) -> Result:
    return Result(n, population, 0, False, None, None, {}, (), "x", "exact", ())


@pytest.mark.parametrize(("index", "width"), [("25.00", "0.00%"), ("62.50", "50.00%"), ("100.00", "100.00%")])
def test_a_bar_begins_at_the_lowest_possible_value(index, width):
    assert place(Decimal(index)) == width


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("83.42", "82.07", "+1,35"),
        ("82.07", "83.42", "−1,35"),
        ("83.42", "83.42", "0,00"),
        ("83.42", None, ""),
        (None, "83.42", ""),
    ],
)
def test_a_change_is_the_difference_of_what_is_printed(app, now, before, said):
    values = (Decimal(one) if one else None for one in (now, before))
    assert change(*values) == said


@pytest.mark.parametrize(
    ("n", "population", "said"),
    [(1284, 9640, "13,3 %"), (1, 8, "12,5 %"), (8, 8, "100,0 %"), (9, 8, ""), (0, 8, ""), (5, 0, "")],
)
def test_a_response_rate_is_only_said_where_it_is_one(app, n, population, said):
    assert response_rate(make_result(n, population)) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), "23 November 2026"),
        (date(2026, 11, 1), date(2026, 11, 30), "1–30 November 2026"),
        (date(2026, 7, 1), date(2026, 12, 31), "1 Juli – 31 Desember 2026"),
        (date(2025, 12, 1), date(2026, 1, 31), "1 Desember 2025 – 31 Januari 2026"),
    ],
)
def test_days_say_once_what_they_share(app, start, end, said):
    assert days(start, end) == said


@pytest.mark.parametrize("cell", ["=1+1", "+62811", "-2", "@jumlah", "\tx"])
def test_no_cell_of_a_download_is_a_formula(cell):
    assert as_text(cell) == f"'{cell}"


def test_numbers_and_names_of_a_download_stay_as_they_are():
    assert [as_text(one) for one in (83, Decimal("83.42"), "KTP-el")] == ["83", "83.42", "KTP-el"]
