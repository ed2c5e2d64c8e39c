"""Times, dates and numbers as people here write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, g, render_template_string

AT = datetime(2026, 11, 23, 3, 20, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 3, 40, tzinfo=UTC)


def shown(app: Flask, template: str, tz_name: str | None = None, **values: object) -> str:
    with app.test_request_context():
        g.tz_name = tz_name
        return render_template_string(template, **values)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ at|clock }}", "10.20"),
        ("{{ at|clockzone }}", "10.20 WIB"),
        ("{{ at|clockrange(later) }}", "10.20–10.40"),
        ("{{ at|clockrange(at) }}", "10.20"),
        ("{{ at|longdate }}", "Senin, 23 November 2026"),
        ("{{ day|longdate }}", "Kamis, 1 Januari 2026"),
        ("{{ 83.42|decimal }}", "83,42"),
        ("{{ exact|decimal }}", "83,40"),
        ("{{ '95.88'|decimal }}", "95,88"),
        ("{{ '3.835'|decimal(3) }}", "3,835"),
        ("{{ 83.42|decimal(0) }}", "83"),
        ("{{ 12345|whole }}", "12.345"),
        ("{{ _('Masuk') }}", "Masuk"),
    ],
)
def test_a_value_is_written_as_here(tiny: Flask, template: str, text: str) -> None:
    assert shown(tiny, template, at=AT, later=LATER, day=date(2026, 1, 1), exact=Decimal("83.4")) == text


@pytest.mark.parametrize(
    ("tz_name", "text"),
    [
        ("Asia/Jakarta", "10.20 WIB"),
        ("Asia/Pontianak", "10.20 WIB"),
        ("Asia/Makassar", "11.20 WITA"),
        ("Asia/Jayapura", "12.20 WIT"),
        ("UTC", "03.20 UTC+00"),
    ],
)
def test_a_time_is_shown_in_the_zone_of_the_site(tiny: Flask, tz_name: str, text: str) -> None:
    assert shown(tiny, "{{ at|clockzone }}", tz_name, at=AT) == text


def test_a_night_in_utc_is_already_the_next_day_here(tiny: Flask) -> None:
    assert shown(tiny, "{{ at|longdate }}", at=datetime(2026, 11, 22, 20, 0, tzinfo=UTC)) == "Senin, 23 November 2026"
