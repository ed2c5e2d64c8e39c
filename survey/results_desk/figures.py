"""The figures of the desk: one result, the one before it, the services inside it and who answered, all from
`survey.results` and its neighbours; nothing is computed twice and nothing is rounded again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.attendance import today
from queue_app.line.measured import Measured, measured_together
from queue_app.line.served import served_by_service
from survey import ikm, interval, periods, voices
from survey.answers import Answers, answers, together
from survey.earlier import earlier, periods_of
from survey.groups import Only, of, window
from survey.instrument import effective, instrument
from survey.interval import Change
from survey.marginals import Share, shares
from survey.periods import Period
from survey.questionnaire import Instrument
from survey.results import Breakdown, Result, by_service, hidden, of_some, results
from survey.results_desk.filters import OWN_DAYS, Chosen, Window
from survey.trend import Point, trend

#: Points of the line through the periods.
POINTS = 8


@dataclass(frozen=True, slots=True)
class Figures:
    """What one view rests on. `before` is None where there is nothing fair to compare with (no
    answers, hidden, another questionnaire); `services` is None where no lines may stand beside the whole (one service,
    some respondents, or part of a quarter); `scores`, `marks` and `facts` are of whom the result is about,
    `scores_before` of `before`.
    """

    instrument: Instrument
    result: Result
    before: Result | None
    change: Change | None
    services: Breakdown | None
    shares: Mapping[str, tuple[Share, ...]]
    trend: tuple[Point, ...]
    scores: Mapping[str, Counter[int]]
    scores_before: Mapping[str, Counter[int]]
    marks: Mapping[str, int]
    facts: Measured


def figures(session: Session, house: Directory, chosen: Chosen) -> Figures:
    """Read everything the view shows. Raises MixedInstruments."""
    line = _line(chosen.window)
    since = min(line[0].start, chosen.before.start if chosen.before else chosen.window.start)
    known = answers(session, house.site.id, since, chosen.window.end)
    now = result_of(session, house, chosen, chosen.window, known)
    before = result_of(session, house, chosen, chosen.before, known) if now.n and chosen.before else None
    fair = before if before is not None and before.n and before.instrument == now.instrument else None
    shown = _conditions(house, chosen, chosen.window) if now.n else ()
    whole = chosen.agency is None and chosen.only is None
    return Figures(
        instrument=instrument(now.instrument),
        result=now,
        before=fair,
        change=_change(now, fair),
        services=None if chosen.service or chosen.only else _services(session, house, chosen, known),
        shares=_shares(session, house, chosen, known) if now.n and whole else {},
        trend=tuple(_trend(session, house, chosen, line, known)) if now.n and chosen.only is None else (),
        scores=_scores(session, house, chosen, chosen.window, known) if now.n else {},
        scores_before=_scores(session, house, chosen, chosen.before, known) if fair and chosen.before else {},
        marks=voices.marks(session, shown) if shown else {},
        facts=facts_of(session, house, chosen) if now.n and chosen.only is None else Measured(),
    )


def result_of(session: Session, house: Directory, chosen: Chosen, span: Window, known: Answers | None = None) -> Result:
    """The result of one window. Population of some respondents is nobody's to know: none, and so no letter."""
    known = known or answers(session, house.site.id, span.start, span.end)
    if chosen.only is not None:
        return _of_some(session, house, chosen.only, span, known)
    served = served_by_service(session, house, span.start, span.end)
    shown = chosen.codes(house)
    agency = chosen.agency.code if chosen.agency and not chosen.service else None
    return results(
        session,
        site_id=house.site.id,
        agency=agency,
        service=chosen.service.code if chosen.service else None,
        date_from=span.start,
        date_to=span.end,
        population=sum(n for code, n in served.items() if code in shown),
        known=known,
    )


def facts_of(session: Session, house: Directory, chosen: Chosen) -> Measured:
    """What was measured in the window, of the services that are shown."""
    return measured_together(session, house, chosen.window.start, chosen.window.end, chosen.codes(house))


def running(window: Window, day: date) -> bool:
    """Whether answers can still come into this window."""
    return window.end >= day


def _of_some(session: Session, house: Directory, only: tuple[str, str], span: Window, known: Answers) -> Result:
    terms = known.terms(span.start, span.end)
    field, value = only
    found = shares(session, house.site.id, terms, today=today(house))
    mine = [one for one in found.get(field, ()) if one.scored]
    if not any(one.values == (value,) for one in mine):
        return hidden(effective(span.end), 0, ikm.EXACT, (value,))
    picked: Only = (field, (value,))
    days = {"date_from": span.start, "date_to": span.end}
    return of_some(session, site_id=house.site.id, only=picked, population=0, **days)


def _change(now: Result, before: Result | None) -> Change | None:
    if before is None or now.index is None or before.index is None or not now.interval or not before.interval:
        return None
    return interval.change(now.index, now.interval, before.index, before.interval)


def _conditions(house: Directory, chosen: Chosen, span: Window) -> tuple[ColumnElement[bool], ...]:
    """The responses a result is about; asked only after it may be shown."""
    only: Only | None = (chosen.only[0], (chosen.only[1],)) if chosen.only else None
    agency, service = chosen.agency.code if chosen.agency else None, chosen.service.code if chosen.service else None
    return *window(house.site.id, span.start, span.end, only), *of(agency, service)


def _scores(
    session: Session, house: Directory, chosen: Chosen, span: Window, known: Answers
) -> Mapping[str, Counter[int]]:
    """How often each score was given: of some respondents asked for, of an agency or service read already."""
    if chosen.only is not None:
        return voices.scores(session, _conditions(house, chosen, span))
    agency, service = chosen.agency, chosen.service
    inside = known.within(span.start, span.end)
    if service is not None:
        return together(one for one in inside if one.service == service.code)
    return together(one for one in inside if agency is None or one.agency == agency.code)


def _shares(session: Session, house: Directory, chosen: Chosen, known: Answers) -> Mapping[str, tuple[Share, ...]]:
    terms = known.terms(chosen.window.start, chosen.window.end)
    return shares(session, house.site.id, terms, judged=False, today=today(house))


def _services(session: Session, house: Directory, chosen: Chosen, known: Answers) -> Breakdown:
    start, end = chosen.window.start, chosen.window.end
    return by_service(
        session,
        site_id=house.site.id,
        agency=chosen.agency.code if chosen.agency else None,
        date_from=start,
        date_to=end,
        populations=served_by_service(session, house, start, end),
        known=known,
    )


def _trend(session: Session, house: Directory, chosen: Chosen, line: list[Period], known: Answers) -> list[Point]:
    agency = chosen.agency.code if chosen.agency and not chosen.service else None
    service = chosen.service.code if chosen.service else None
    found = trend(session, site_id=house.site.id, agency=agency, service=service, periods=line, known=known)
    if service is None:
        imported = set(periods_of(session, site_id=house.site.id))
        found = [
            _or_imported(session, house, point, agency) if point.period.code in imported else point for point in found
        ]
    first = next((at for at, point in enumerate(found) if point.index is not None), len(found))
    return found[first:]


def _or_imported(session: Session, house: Directory, point: Point, agency: str | None) -> Point:
    """The point itself, or what was imported of a period that nobody answered by token."""
    found = earlier(session, site_id=house.site.id, period=point.period.code, agency=agency) if point.n == 0 else None
    if found is None or found.index is None:
        return point
    return Point(point.period, found.n, found.index, found.grade, imported=True)


def _line(span: Window) -> list[Period]:
    """The period shown and those of its kind before it, oldest first; for days of one's own, months."""
    last = periods.containing("month", span.end) if span.code == OWN_DAYS else periods.parse(span.code)
    line = [last]
    while len(line) < POINTS:
        line.append(line[-1].previous)
    return line[::-1]
