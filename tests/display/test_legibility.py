"""What the back row can read: computed from the screen, the distance and the very sizes that the style sheet draws."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from display.legibility import CAPITAL, ENLARGED, HERO_UNITS, ROW_UNITS, SMALLEST_MM, fit, unit_mm

CSS = (Path(__file__).parents[2] / "display/static/display.css").read_text()


@pytest.mark.parametrize(("inches", "rows"), [(43, 5), (50, 5), (55, 6), (65, 7), (75, 7)])
def test_from_eight_metres_everything_can_be_read(inches: int, rows: int) -> None:
    drawn = fit(inches, 8)
    assert drawn.reads
    assert drawn.rows == rows
    assert drawn.hero_mm >= 97.7
    assert drawn.row_mm >= 46.5
    assert drawn.smallest_mm >= SMALLEST_MM


def test_a_screen_that_is_too_small_says_how_far_it_reads() -> None:
    drawn = fit(32, 8)
    assert not drawn.reads
    assert 6 < drawn.reads_to_metres < 8
    assert fit(32, 6).hero_mm >= fit(32, 6).hero_needed_mm


def test_the_style_sheet_draws_what_was_computed() -> None:
    rows = re.findall(r'\[data-most="(\d)"\]\{--rows:\d;--row:(\d+)\}', CSS)
    assert {int(n): int(size) for n, size in rows} == ROW_UNITS
    called = re.search(r"\.tv-call-number,\.tv-call-place dd\{font-size:calc\((\d+)\*", CSS)
    assert called
    assert int(called[1]) == HERO_UNITS
    enlarged = re.findall(r'\[data-enlarged="([\d.]+)"\]\{--big:([\d.]+)\}', CSS)
    assert [(float(name), float(big)) for name, big in enlarged] == [(big, big) for big in ENLARGED[1:]]


def test_a_unit_is_a_thousand_and_eightieth_of_the_short_side() -> None:
    assert 1080 * unit_mm(55) == pytest.approx(684.9, abs=0.2)
    assert HERO_UNITS * CAPITAL * unit_mm(55) == pytest.approx(143.6, abs=0.5)
