"""What a plan rests on: the result of its period, the one after it, and which unsur are lowest.

Where a period was answered by token, that is its result; an imported one stands in only where there is
none, and is called what it is. The two are never added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.served import served_by_service
from survey import periods
from survey.answers import Answers, answers, together
from survey.earlier import earlier
from survey.ikm import UnsurScore
from survey.instrument import instrument
from survey.interval import margins
from survey.periods import Period
from survey.questionnaire import Instrument
from survey.results import by_service, results


@dataclass(frozen=True, slots=True)
class Basis:
    """The result of one period as the plan needs it. `n` is None or 0 where nothing may be or is shown."""

    period: Period
    instrument: Instrument
    n: int | None
    adequate: bool
    index: Decimal | None
    unsur: Mapping[str, UnsurScore]
    lowest: tuple[str, ...]
    imported: bool
    #: unsur → by how much chance alone may move its index; empty for imported answers.
    margins: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def shown(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.n)


def basis(
    session: Session, house: Directory, period: Period, agency: str | None, known: Answers | None = None
) -> Basis:
    """The result of a period for the site or one agency; `known`: the site's answers, where they are read already.
    Raises MixedInstruments, Unknown before the first questionnaire.
    """
    known = known or answers(session, house.site.id, period.start, period.end)
    served = served_by_service(session, house, period.start, period.end)
    owners = {service.code: service.agency.code for service in house.service_by_id.values()}
    population = sum(n for code, n in served.items() if agency in (None, owners.get(code)))
    found = results(
        session,
        site_id=house.site.id,
        agency=agency,
        date_from=period.start,
        date_to=period.end,
        population=population,
        known=known,
    )
    if found.n == 0:
        stood_in = earlier(session, site_id=house.site.id, period=period.code, agency=agency)
        if stood_in is not None:
            used, unsur = instrument(stood_in.instrument), stood_in.unsur
            own = (stood_in.n, stood_in.adequate, stood_in.index, unsur, stood_in.lowest)
            return Basis(period, used, *own, imported=True)
    used = instrument(found.instrument)
    inside = [one for one in known.within(period.start, period.end) if agency in (None, one.agency)]
    chance = margins(together(inside), population) if found.n else {}
    own = (found.n, found.adequate, found.index, found.unsur, found.lowest)
    return Basis(period, used, *own, imported=False, margins=chance)


def following(period: Period) -> Period:
    """The period of the same kind just after."""
    after = date.fromordinal(period.end.toordinal() + 1)
    return periods.containing(period.kind, after)


def usual_period(session: Session, house: Directory, today: date) -> Period:
    """The semester a reader most likely means: the last whole one if it was answered, else the running one."""
    running = periods.containing("semester", today)
    last = running.previous
    return last if basis(session, house, last, None).n != 0 else running


def lowest_services(session: Session, house: Directory, period: Period, agency: str | None) -> list[str]:
    """Codes of the three services with the lowest index: their standards are reviewed first."""
    served = served_by_service(session, house, period.start, period.end)
    found = by_service(
        session,
        site_id=house.site.id,
        agency=agency,
        date_from=period.start,
        date_to=period.end,
        populations=served,
    )
    alone = [cell for cell in found.cells if not cell.merged and cell.result.index is not None]
    return [cell.services[0] for cell in sorted(alone, key=lambda c: (c.result.index or 0, c.services))[:3]]
