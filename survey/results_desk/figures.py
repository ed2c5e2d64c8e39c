"""The figures of the desk: one result, the one before it, and the services inside it, all from
`survey.results`; nothing is computed twice and nothing is rounded again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.served import served_by_service
from survey.instrument import instrument
from survey.questionnaire import Instrument
from survey.results import Breakdown, Result, by_service, results
from survey.results_desk.filters import Chosen, Window
from survey.suggestions import Suggestion, suggestions


@dataclass(frozen=True, slots=True)
class Figures:
    """What one view rests on. `before` is None where there is nothing fair to compare with (no
    answers, hidden, another questionnaire); `services` is None when one service is shown; suggestions are shown
    where the result is.
    """

    instrument: Instrument
    result: Result
    before: Result | None
    services: Breakdown | None
    suggestions: list[Suggestion]


def figures(session: Session, house: Directory, chosen: Chosen) -> Figures:
    """Read everything the view shows. Raises MixedInstruments."""
    window = chosen.window
    now = _result(session, house, chosen, window)
    before = _result(session, house, chosen, chosen.before) if now.n and chosen.before else None
    comparable = before is not None and before.n and before.instrument == now.instrument
    return Figures(
        instrument=instrument(now.instrument),
        result=now,
        before=before if comparable else None,
        services=None if chosen.service else _services(session, house, chosen),
        suggestions=_suggestions(session, house, chosen) if now.n else [],
    )


def named_agencies(figures: Figures) -> frozenset[str]:
    """The agencies whose answers are shown by themselves: only these may stand beside a suggestion.

    With one service shown there is nothing to tell apart: whose it is has been chosen.
    """
    if figures.services is None:
        return frozenset(one.agency for one in figures.suggestions)
    return frozenset(cell.agencies[0] for cell in figures.services.cells if len(cell.agencies) == 1)


def _suggestions(session: Session, house: Directory, chosen: Chosen) -> list[Suggestion]:
    return suggestions(
        session,
        site_id=house.site.id,
        agency=chosen.agency.code if chosen.agency and not chosen.service else None,
        service=chosen.service.code if chosen.service else None,
        date_from=chosen.window.start,
        date_to=chosen.window.end,
    )


def _result(session: Session, house: Directory, chosen: Chosen, window: Window) -> Result:
    served = served_by_service(session, house, window.start, window.end)
    shown = chosen.codes(house)
    agency = chosen.agency.code if chosen.agency and not chosen.service else None
    return results(
        session,
        site_id=house.site.id,
        agency=agency,
        service=chosen.service.code if chosen.service else None,
        date_from=window.start,
        date_to=window.end,
        population=sum(n for code, n in served.items() if code in shown),
    )


def _services(session: Session, house: Directory, chosen: Chosen) -> Breakdown:
    start, end = chosen.window.start, chosen.window.end
    return by_service(
        session,
        site_id=house.site.id,
        agency=chosen.agency.code if chosen.agency else None,
        date_from=start,
        date_to=end,
        populations=served_by_service(session, house, start, end),
    )


def running(window: Window, day: date) -> bool:
    """Whether answers can still come into this window."""
    return window.end >= day
