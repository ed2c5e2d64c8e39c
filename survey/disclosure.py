"""What may be shown at all: the one rule for every screen, file, report and the API.

Answers are cut once, the same way for everybody, and everything shown is a sum of whole cuts:

- in time, into quarters; where a quarter holds 1-4 answers its semester is the cut, and a longer period that holds a
  semester of 1-4 is not shown;
- inside each cut by agency and service, small ones merged with the next smallest (`cells`), so that each part has at
  least five answers. A line of a longer period is shown when it stands alone in every cut of that period;
- a month only as a whole site, and only if no subtraction between the months and the parts of its cut can uncover fewer
  than five (`sturdy`);
- days never: a range is widened to whole months.

A period that holds all the answers of a cut counts as that cut. Pure, but for `counted`, its only question to the
tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from survey import periods
from survey.cells import SMALLEST, Split, split
from survey.periods import Period
from survey.responses import ResponseRecord
from survey.sturdy import sturdy

#: (year, month, agency, service) → answers.
Counts = Mapping[tuple[int, int, str, str], int]


@dataclass(frozen=True, slots=True)
class Cut:
    """One span whose answers are always shown together, and who stands alone in it. `months` says whether its months
    may be shown besides.
    """

    span: Period
    n: int
    agencies: frozenset[str]
    services: frozenset[tuple[str, str]]
    months: bool
    present: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a window may show: its `total`; lines by agency and service (`detail`), of those in `agencies` and
    `services` (agency, service) by themselves and of the others merged. `cuts` hold answers in the window.
    """

    total: bool
    detail: bool
    agencies: frozenset[str]
    services: frozenset[tuple[str, str]]
    cuts: tuple[Cut, ...]


def counted(session: Session, site_id: int, start: date, end: date) -> Counts:
    """Answers of the whole years that a window touches, by month and service."""
    r = ResponseRecord
    key = (extract("year", r.day), extract("month", r.day), r.agency_code, r.service_code)
    years = r.day.between(date(start.year, 1, 1), date(end.year, 12, 31))
    rows = session.execute(select(*key, func.count()).where(r.site_id == site_id, years).group_by(*key))
    return {(int(year), int(month), agency, service): n for year, month, agency, service, n in rows}


def terms(counts: Counts, start: date, end: date) -> Terms:
    """The terms of a window of whole months, both days included; `counts` as `counted` gives them."""
    touched = [cut for cut in cuts(counts) if _inside(counts, cut, start, end)]
    whole = [_inside(counts, cut, start, end) == cut.n for cut in touched]
    total = all(cut.n >= SMALLEST and (cut.months or is_whole) for cut, is_whole in zip(touched, whole, strict=True))
    detail = total and all(whole)
    agencies = {agency for cut in touched for agency, _ in cut.present}
    services = {key for cut in touched for key in cut.present}
    return Terms(
        total=total,
        detail=detail,
        agencies=frozenset(a for a in agencies if detail and _alone_everywhere(touched, a)),
        services=frozenset(key for key in services if detail and _service_alone(touched, key)),
        cuts=tuple(touched),
    )


def cuts(counts: Counts) -> tuple[Cut, ...]:
    """The years of `counts`, cut."""
    return tuple(_cut(counts, span) for year in sorted({year for year, *_ in counts}) for span in _spans(counts, year))


def widened(start: date, end: date) -> tuple[date, date]:
    """The whole months that hold a range of days."""
    return periods.containing("month", start).start, periods.containing("month", end).end


def _spans(counts: Counts, year: int) -> list[Period]:
    semesters = [
        Period("semester", year, number) for number in (1, 2) if _sum(counts, Period("semester", year, number))
    ]
    return [span for semester in semesters for span in _halved(counts, semester)]


def _halved(counts: Counts, semester: Period) -> list[Period]:
    quarters = [periods.containing("quarter", day) for day in (semester.start, semester.end)]
    sizes = [_sum(counts, quarter) for quarter in quarters]
    if any(0 < size < SMALLEST for size in sizes):
        return [semester]
    return [quarter for quarter, size in zip(quarters, sizes, strict=True) if size]


def _cut(counts: Counts, span: Period) -> Cut:
    mine = {key: n for key, n in counts.items() if _holds(span, *key[:2])}
    by_agency = split(_folded({key: key[2] for key in mine}, mine))
    part: dict[tuple[int, int, str, str], tuple[str, str]] = {}
    services: set[tuple[str, str]] = set()
    for agency in {key[2] for key in mine}:
        own = {key: n for key, n in mine.items() if key[2] == agency}
        inside = split(_folded({key: key[3] for key in own}, own)) if agency in by_agency.alone else Split((), ())
        services |= {(agency, code) for code in inside.alone}
        part |= {key: _part(key, by_agency, inside) for key in own}
    table: dict[tuple[object, ...], int] = {}
    for key, n in mine.items():
        row = (part[key], key[1])
        table[row] = table.get(row, 0) + n
    present = frozenset((agency, service) for _, _, agency, service in mine)
    months = len({key[1] for key in mine}) == 1 or sturdy(table)
    return Cut(span, sum(mine.values()), frozenset(by_agency.alone), frozenset(services), months, present)


def _part(key: tuple[int, int, str, str], by_agency: Split, inside: Split) -> tuple[str, str]:
    _, _, agency, service = key
    if agency not in by_agency.alone:
        return "", ""
    return agency, service if service in inside.alone else ""


def _folded(names: Mapping[tuple[int, int, str, str], str], counts: Counts) -> dict[str, int]:
    folded: dict[str, int] = {}
    for key, name in names.items():
        folded[name] = folded.get(name, 0) + counts[key]
    return folded


def _alone_everywhere(touched: list[Cut], agency: str) -> bool:
    return all(agency in cut.agencies for cut in touched if any(agency == a for a, _ in cut.present))


def _service_alone(touched: list[Cut], key: tuple[str, str]) -> bool:
    return _alone_everywhere(touched, key[0]) and all(key in cut.services for cut in touched if key in cut.present)


def _inside(counts: Counts, cut: Cut, start: date, end: date) -> int:
    return sum(
        n
        for (year, month, _, _), n in counts.items()
        if _holds(cut.span, year, month) and start <= date(year, month, 1) <= end
    )


def _sum(counts: Counts, span: Period) -> int:
    return sum(n for (year, month, _, _), n in counts.items() if _holds(span, year, month))


def _holds(span: Period, year: int, month: int) -> bool:
    return span.start <= date(year, month, 1) <= span.end
