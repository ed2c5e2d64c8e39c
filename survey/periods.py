"""The periods an SKM is read and reported by: month, quarter (triwulan), semester, year.

A period is a pair of days, both included. `code` ("2026-11", "2026-TW4", "2026-S2", "2026") is what
an address carries; `title` is a sentence for people with `{year}` filled from `values` after
translation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from queue_app.errors import N_, Invalid

#: Months per period, in the order a reader is offered them.
MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}

_TITLES = {
    "month": (
        N_("Januari {year}"),
        N_("Februari {year}"),
        N_("Maret {year}"),
        N_("April {year}"),
        N_("Mei {year}"),
        N_("Juni {year}"),
        N_("Juli {year}"),
        N_("Agustus {year}"),
        N_("September {year}"),
        N_("Oktober {year}"),
        N_("November {year}"),
        N_("Desember {year}"),
    ),
    "quarter": (
        N_("Triwulan I {year}"),
        N_("Triwulan II {year}"),
        N_("Triwulan III {year}"),
        N_("Triwulan IV {year}"),
    ),
    "semester": (N_("Semester I {year}"), N_("Semester II {year}")),
    "year": (N_("Tahun {year}"),),
}
_CODES = {
    "month": "{year}-{number:02}",
    "quarter": "{year}-TW{number}",
    "semester": "{year}-S{number}",
}
_PATTERN = re.compile(r"([12]\d{3})(?:-(TW|S)?(\d{1,2}))?", re.ASCII)
_MARKS = {None: "month", "TW": "quarter", "S": "semester"}


class UnknownPeriod(Invalid):
    """The code names no period."""

    sentence = N_("Periode tidak dikenal.")


@dataclass(frozen=True, slots=True)
class Period:
    """The `number`-th (from 1) period of its kind in a year."""

    kind: str
    year: int
    number: int

    @property
    def start(self) -> date:
        """First day, included."""
        return date(self.year, (self.number - 1) * MONTHS[self.kind] + 1, 1)

    @property
    def end(self) -> date:
        """Last day, included."""
        after = self.number * MONTHS[self.kind]
        return date(self.year + after // 12, after % 12 + 1, 1) - timedelta(days=1)

    @property
    def code(self) -> str:
        """What an address carries; `parse` reads it back."""
        return _CODES.get(self.kind, "{year}").format(year=self.year, number=self.number)

    @property
    def title(self) -> str:
        """The name people read, to be translated and then filled from `values`."""
        return _TITLES[self.kind][self.number - 1]

    @property
    def values(self) -> dict[str, object]:
        """What fills the title."""
        return {"year": self.year}

    @property
    def previous(self) -> Period:
        """The period of the same kind just before."""
        return containing(self.kind, self.start - timedelta(days=1))


def containing(kind: str, day: date) -> Period:
    """The period of a kind (a key of MONTHS) that a business day falls in."""
    if kind not in MONTHS:
        raise UnknownPeriod([{"field": "period", "message": UnknownPeriod.sentence}])
    return Period(kind, day.year, (day.month - 1) // MONTHS[kind] + 1)


def quarters(period: Period) -> tuple[Period, ...]:
    """The quarters that a period lies in or is made of."""
    first = containing("quarter", period.start)
    last = containing("quarter", period.end)
    return tuple(Period("quarter", period.year, number) for number in range(first.number, last.number + 1))


def current(day: date) -> tuple[Period, ...]:
    """This month, quarter, semester and year."""
    return tuple(containing(kind, day) for kind in MONTHS)


def parse(code: str) -> Period:
    """The period a code names; raises UnknownPeriod."""
    found = _PATTERN.fullmatch(code)
    if found is not None:
        year, mark, number = found.groups()
        kind = "year" if number is None else _MARKS[mark]
        period = Period(kind, int(year), int(number or 1))
        if 1 <= period.number <= 12 // MONTHS[kind] and period.code == code:
            return period
    raise UnknownPeriod([{"field": "period", "message": UnknownPeriod.sentence}])
