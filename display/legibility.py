"""What can be read from the back row (ux.md §3.4): a capital of a called number is seen under 0.7°, one of the list
under 20 minutes of arc, and nothing that is meant to be read is under 20 mm.

A board is drawn in units of 1/1080 of the short side of a 16:9 screen; what a unit is in millimetres follows from the
screen's diagonal. `display.css` draws the list with `ROW_UNITS` and the called number with `HERO_UNITS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, radians, tan

#: Height of a capital of Plus Jakarta Sans, in parts of its size.
CAPITAL = 0.745
HERO_DEGREES, ROW_DEGREES, SMALLEST_MM = 0.7, 20 / 60, 20.0
#: Units of the called number, and of the smallest words before they are enlarged.
HERO_UNITS, SMALLEST_UNITS = 304, 44
#: Rows of the list → units of its numbers.
ROW_UNITS = {7: 91, 6: 106, 5: 127, 4: 150, 3: 180}
#: How much all words are enlarged on a small screen; the layout bears no more.
ENLARGED = (1.0, 1.15, 1.3)

INCHES, METRES = 55, 8.0


@dataclass(frozen=True, slots=True)
class Fit:
    """How a board is drawn on one screen: rows of its list, how much words are enlarged, and what that gives in
    millimetres of a capital beside what the distance asks for.
    """

    rows: int
    enlarged: float
    hero_mm: float
    row_mm: float
    smallest_mm: float
    hero_needed_mm: float
    row_needed_mm: float
    reads_to_metres: float

    @property
    def reads(self) -> bool:
        """Whether everything can be read from the distance."""
        enough = self.hero_mm >= self.hero_needed_mm and self.row_mm >= self.row_needed_mm
        return enough and self.smallest_mm >= SMALLEST_MM


def fit(inches: float = INCHES, metres: float = METRES) -> Fit:
    """The board for a 16:9 screen of so many inches, read from so far."""
    unit = unit_mm(inches)
    hero_needed, row_needed = (1000 * metres * tan(radians(d)) for d in (HERO_DEGREES, ROW_DEGREES))
    sizes = {rows: units * CAPITAL * unit for rows, units in ROW_UNITS.items()}
    rows = max((n for n, mm in sizes.items() if mm >= row_needed), default=min(sizes))
    smallest = [e * SMALLEST_UNITS * CAPITAL * unit for e in ENLARGED]
    step = next((n for n, mm in enumerate(smallest) if mm >= SMALLEST_MM), len(ENLARGED) - 1)
    hero = HERO_UNITS * CAPITAL * unit
    return Fit(
        rows=rows,
        enlarged=ENLARGED[step],
        hero_mm=hero,
        row_mm=sizes[rows],
        smallest_mm=smallest[step],
        hero_needed_mm=hero_needed,
        row_needed_mm=row_needed,
        reads_to_metres=min(hero / tan(radians(HERO_DEGREES)), sizes[rows] / tan(radians(ROW_DEGREES))) / 1000,
    )


def unit_mm(inches: float) -> float:
    """Millimetres of 1/1080 of the short side of a 16:9 screen."""
    return inches * 25.4 * 9 / hypot(16, 9) / 1080
