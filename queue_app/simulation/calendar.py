"""Which days a simulation may take place on: working days on which the site is not closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from queue_app.catalogue.reading import read_catalogue

SATURDAY = 5


def open_days(catalogue: Path, after: date, within: int) -> Iterator[date]:
    """Mondays to Fridays on which the catalogue's site is open, in the `within` days after a date."""
    files = read_catalogue(catalogue).catalogue
    closed = {row.day for row in files.closures.values() if not row.agency_code} if files else set()
    days = (after + timedelta(days=ahead) for ahead in range(1, within + 1))
    return (day for day in days if day.weekday() < SATURDAY and day not in closed)
