"""Whose plan of which period: what the address says, and what a reader may choose from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import g, request, url_for
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Agency, Directory, directory
from queue_app.counting import count_answers
from queue_app.line.attendance import today
from queue_app.transaction import reading
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from survey import periods
from survey.follow_up_desk.basis import usual_period
from survey.periods import Period


@dataclass(frozen=True, slots=True)
class Chosen:
    """One plan."""

    period: Period
    agency: Agency | None

    @property
    def code(self) -> str | None:
        """The agency's code; None for the whole site."""
        return self.agency.code if self.agency else None

    @property
    def query(self) -> dict[str, str]:
        """The same choice as an address carries it."""
        return {"period": self.period.code} | ({"agency": self.agency.code} if self.agency else {})

    @property
    def address(self) -> str:
        """Where the plan is."""
        return f"{url_for('follow_up_desk.plan')}?{urlencode(self.query)}"

    @property
    def words(self) -> str:
        """Semester I 2026."""
        return title(self.period.code)


def house_here() -> Directory:
    """The reader's own site, with everything counted that may be by now."""
    with reading() as session:
        house = directory(session, actor().site_id)
    g.tz_name = house.site.tz_name
    count_answers(house)
    return house


def chosen(session: Session, house: Directory) -> Chosen:
    """Read the address. Raises UnknownPeriod, Unknown for an agency the catalogue does not know."""
    code, agency = request.values.get("period"), request.values.get("agency")
    period = periods.parse(code) if code else usual_period(session, house, today(house))
    return Chosen(period, house.agency(agency) if agency else None)


def offered(house: Directory) -> list[Period]:
    """Periods a plan is made for: quarters, semesters and years, this one and those before, newest first."""
    day = today(house)
    found = []
    for kind, how_many in (("semester", 4), ("quarter", 4), ("year", 3)):
        period = periods.containing(kind, day)
        for _n in range(how_many):
            found.append(period)
            period = period.previous
    return found


def title(code: str) -> str:
    """A period's name for people."""
    period = periods.parse(code)
    return _(period.title).format(**period.values)
