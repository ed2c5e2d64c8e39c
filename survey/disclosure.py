"""What may be shown at all: the one rule for every screen, file, report and the API.

Answers are cut once, the same way for everybody, and everything shown is a sum of whole cuts:

- in time, into quarters; where a quarter holds 1-4 answers its semester is the cut, and a longer period that holds a
  semester of 1-4 is not shown;
- inside each cut by agency and service, small ones merged with the next smallest (`cells`), so that each part has at
  least five answers. A line of a longer period is shown when it stands alone in every cut of that period;
- a month only as a whole site, and only if no subtraction between the months and the parts of its cut can uncover fewer
  than five (`sturdy`);
- days never: a range is widened to whole months;
- of a running quarter only what counts already (`steps`: five answers of each service and month wait until it is over).

A period that holds all the answers of a cut counts as that cut. Pure: `survey.answers` asks the tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from survey import periods
from survey.cells import SMALLEST, split
from survey.periods import Period
from survey.sturdy import sturdy

#: (agency, service) → answers, of one month.
Month = Mapping[tuple[str, str], int]


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
class Counts:
    """Answers of whole years: by (year, month), and the cuts made of them."""

    months: Mapping[tuple[int, int], Month]
    totals: Mapping[tuple[int, int], int]
    cuts: tuple[Cut, ...]


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


def cut_up(months: Mapping[tuple[int, int], Month]) -> Counts:
    """Answers by month and service, cut."""
    totals = {key: sum(month.values()) for key, month in months.items()}
    spans = [span for year in sorted({year for year, _ in months}) for span in _spans(totals, year)]
    return Counts(months, totals, tuple(_cut(months, span) for span in spans))


def terms(counts: Counts, start: date, end: date) -> Terms:
    """The terms of a window of whole months, both days included; `counts` of whole years."""
    inside = {cut: _sum(counts.totals, start, end, cut.span) for cut in counts.cuts}
    touched = [cut for cut in counts.cuts if inside[cut]]
    whole = [inside[cut] == cut.n for cut in touched]
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


def widened(start: date, end: date) -> tuple[date, date]:
    """The whole months that hold a range of days."""
    return periods.containing("month", start).start, periods.containing("month", end).end


def _spans(totals: Mapping[tuple[int, int], int], year: int) -> list[Period]:
    semesters = [Period("semester", year, number) for number in (1, 2)]
    return [span for semester in semesters if _of(totals, semester) for span in _halved(totals, semester)]


def _halved(totals: Mapping[tuple[int, int], int], semester: Period) -> list[Period]:
    quarters = [periods.containing("quarter", day) for day in (semester.start, semester.end)]
    sizes = [_of(totals, quarter) for quarter in quarters]
    if any(0 < size < SMALLEST for size in sizes):
        return [semester]
    return [quarter for quarter, size in zip(quarters, sizes, strict=True) if size]


def _cut(months: Mapping[tuple[int, int], Month], span: Period) -> Cut:
    mine = {month: answers for (year, month), answers in months.items() if _holds(span, year, month)}
    by_key: Counter[tuple[str, str]] = Counter()
    for answers in mine.values():
        by_key.update(answers)
    parts, agencies, services = _parts(by_key)
    table: Counter[tuple[object, ...]] = Counter()
    for month, answers in mine.items():
        for key, n in answers.items():
            table[parts[key], month] += n
    safe = len(mine) == 1 or sturdy(table)
    return Cut(span, by_key.total(), agencies, services, safe, frozenset(by_key))


def _parts(
    by_key: Mapping[tuple[str, str], int],
) -> tuple[dict[tuple[str, str], tuple[str, str]], frozenset[str], frozenset[tuple[str, str]]]:
    """(agency, service) → the part of its cut it belongs to; the agencies and services that stand alone."""
    by_agency: Counter[str] = Counter()
    for (agency, _), n in by_key.items():
        by_agency[agency] += n
    agencies, services = frozenset(split(by_agency).alone), set()
    for agency in agencies:
        own = {service: n for (owner, service), n in by_key.items() if owner == agency}
        services |= {(agency, service) for service in split(own).alone}
    parts = {
        (agency, service): (agency, service if (agency, service) in services else "")
        if agency in agencies
        else ("", "")
        for agency, service in by_key
    }
    return parts, agencies, frozenset(services)


def _alone_everywhere(touched: list[Cut], agency: str) -> bool:
    return all(agency in cut.agencies for cut in touched if any(agency == a for a, _ in cut.present))


def _service_alone(touched: list[Cut], key: tuple[str, str]) -> bool:
    return _alone_everywhere(touched, key[0]) and all(key in cut.services for cut in touched if key in cut.present)


def _sum(totals: Mapping[tuple[int, int], int], start: date, end: date, span: Period) -> int:
    return sum(
        n for (year, month), n in totals.items() if _holds(span, year, month) and start <= date(year, month, 1) <= end
    )


def _of(totals: Mapping[tuple[int, int], int], span: Period) -> int:
    return _sum(totals, span.start, span.end, span)


def _holds(span: Period, year: int, month: int) -> bool:
    return span.year == year and span.start.month <= month <= span.end.month
