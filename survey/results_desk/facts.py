"""Perception beside fact, line by line: waktu beside measured waits, service times and the promised time; persyaratan
beside the files that were incomplete. By agency, or by service of one agency; only lines whose answers may be shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.catalogue.standards import standard_of
from queue_app.line.measured import Measured, measured, quantile, together
from queue_app.line.served import served_by_service
from queue_app.web.language import gettext as _
from survey.cells import SMALLEST
from survey.ikm import SPREAD, Tally, half_up, pooled
from survey.results import Cell, by_service
from survey.results_desk.filters import Chosen, named
from survey.results_desk.story import hours, percent

#: The items most often missing that a line names.
ITEMS = 3


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: how many answered, what they felt (index of the two unsur), what was measured (whole minutes; None with
    fewer than five visits), what the standard promises (empty where it is not confirmed), what was missing.
    """

    words: str
    members: str
    code: str
    n: int
    time: Decimal | None
    files: Decimal | None
    wait: tuple[int, int] | None
    service: tuple[int, int] | None
    promised: str
    served: int
    incomplete: str
    missing: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of arrival: visits, median and nine-in-ten wait in minutes, places on a bar in percent."""

    words: str
    n: int
    middle: int
    nine: int
    bar: str
    tick: str


def facts(session: Session, house: Directory, chosen: Chosen) -> tuple[tuple[Fact, ...], Measured]:
    """The lines, lowest waktu first, and everything measured together. Raises MixedInstruments."""
    span = chosen.window
    found = measured(session, house, span.start, span.end)
    populations = served_by_service(session, house, span.start, span.end)
    agency = chosen.agency.code if chosen.agency else None
    site = house.site.id
    lines = by_service(
        session, site_id=site, agency=agency, date_from=span.start, date_to=span.end, populations=populations
    )
    groups: dict[tuple[str, ...], list[Cell]] = {}
    for cell in (one for one in lines.cells if one.services):
        groups.setdefault(cell.services if agency else cell.agencies, []).append(cell)
    made = [_fact(session, house, cells, found, whole=agency is None) for cells in groups.values()]
    shown = chosen.codes(house)
    everything = together(one for code, one in found.items() if code in shown)
    return tuple(sorted(made, key=lambda fact: (fact.time or SPREAD, fact.words))), everything


def busy_hours(everything: Measured) -> tuple[Hour, ...]:
    """Waits by hour of arrival, hours with at least five visits."""
    spans = [
        (hour, waits.total(), quantile(waits, 0.5) or 0, quantile(waits, 0.9) or 0)
        for hour, waits in sorted(everything.hours.items())
        if waits.total() >= SMALLEST
    ]
    most = max((nine for *_rest, nine in spans), default=0) * 1.03 or 1
    return tuple(
        Hour(hours(hour), n, middle, nine, f"{100 * middle / most:.1f}%", f"{100 * nine / most:.1f}%")
        for hour, n, middle, nine in spans
    )


def _fact(session: Session, house: Directory, cells: list[Cell], found: dict[str, Measured], *, whole: bool) -> Fact:
    services = named(house)
    codes = sorted({code for cell in cells for code in cell.services})
    here = together(found[code] for code in codes if code in found)
    tallies = pooled({key: Tally(one.n, one.sum) for key, one in cell.result.unsur.items()} for cell in cells)
    one = services.get(codes[0]) if not whole and len(codes) == 1 else None
    agencies = {cell.agencies for cell in cells}
    owner = next(iter(agencies))[0] if whole and len(next(iter(agencies))) == 1 else ""
    names = [services[code].name if code in services else code for code in codes]
    short = {s.agency.code: s.agency.short_name for s in services.values()}
    merged = not owner and len(codes) > 1
    words = short.get(owner, owner) if owner else names[0]
    words = _("Gabungan {n} layanan").format(n=len(codes)) if merged else words
    standard = standard_of(session, one) if one else None
    return Fact(
        words=words,
        members="; ".join(names) if merged else "",
        code=owner or (codes[0] if one else ""),
        n=sum(cell.result.n or 0 for cell in cells),
        time=_index(tallies.get("waktu")),
        files=_index(tallies.get("persyaratan")),
        wait=_two(here.waits),
        service=_two(here.services),
        promised=standard.jangka_waktu if standard and standard.confirmed("jangka_waktu") else "",
        served=here.served,
        incomplete=percent(here.incomplete, here.served) if here.served >= SMALLEST else "",
        missing=tuple(here.missing.most_common(ITEMS)),
    )


def _index(tally: Tally | None) -> Decimal | None:
    """None where the questionnaire asks no such thing."""
    return half_up(SPREAD * tally.mean, 2) if tally else None


def _two(minutes: Counter[int]) -> tuple[int, int] | None:
    middle, nine = quantile(minutes, 0.5), quantile(minutes, 0.9)
    return (middle, nine) if middle is not None and nine is not None and minutes.total() >= SMALLEST else None
