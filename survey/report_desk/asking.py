"""Which report was asked for, and what the mall is called in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask import current_app
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Agency, Directory
from queue_app.errors import N_, Invalid
from queue_app.line.attendance import today
from queue_app.line.served import served_by_service
from survey import evidence, followup, periods, publication
from survey.action import Action
from survey.ikm import EXACT
from survey.instrument import effective
from survey.periods import Period
from survey.publication_record import Publication, written
from survey.report.content import compose
from survey.report.letterhead import Letterhead, letterhead
from survey.report.making import printed
from survey.report.parts import Report
from survey.report.reading import Asked, Mall

#: How many periods of each kind are offered, this one included, in the order of the list.
OFFERED = {"semester": 5, "quarter": 5, "year": 4, "month": 6}

UNKNOWN_WAY = N_("Cara cetak ini tidak dikenal.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A period and a scope, as an address carries them; `weights`: in which of the known ways the index is printed."""

    period: Period
    agency: Agency | None
    weights: str = EXACT

    @property
    def agency_code(self) -> str | None:
        return self.agency.code if self.agency else None

    @property
    def query(self) -> dict[str, str]:
        """The same as arguments of an address."""
        said = {"period": self.period.code} | ({} if self.weights == EXACT else {"cetak": self.weights})
        return said | ({"agency": self.agency.code} if self.agency else {})


def choice(args: Mapping[str, str], house: Directory, day: date) -> Choice:
    """Read the address; without a period, this semester. Raises UnknownPeriod, Unknown."""
    code = args.get("period")
    period = periods.parse(code) if code else periods.containing("semester", day)
    agency = args.get("agency")
    way = args.get("cetak") or EXACT
    if way not in ways(period):
        raise Invalid([{"field": "cetak", "message": UNKNOWN_WAY}])
    return Choice(period, _agency(house, agency) if agency else None, way)


def ways(period: Period) -> tuple[str, ...]:
    """The ways in which the index of a period may be printed: exact first, then the rounded weights in use."""
    return (EXACT, *(name for name in effective(period.end).weights if name != EXACT))


def offered(day: date) -> dict[str, list[Period]]:
    """The periods one may choose from, by kind, newest first."""
    found: dict[str, list[Period]] = {}
    for kind, many in OFFERED.items():
        one = periods.containing(kind, day)
        found[kind] = [one]
        for _ in range(many - 1):
            one = one.previous
            found[kind].append(one)
    return found


def report_of(
    session: Session, house: Directory, asked: Choice, *, code: str = "", number: str = "", dated: date | None = None
) -> Report:
    """The report as it would be published now; with a `code` as it will be. Raises MixedInstruments."""
    head, config = letterhead(session, house.site.id) or Letterhead(), current_app.extensions["config"]
    mine = Asked(
        site_id=house.site.id,
        period=asked.period,
        agency=asked.agency_code,
        mall=mall(house),
        letterhead=head,
        served=lambda start, end: served_by_service(session, house, start, end),
        plan=_plan(session, house, asked.period, asked.agency_code),
        plan_before=evidence.with_files(
            session,
            followup.plan(session, site_id=house.site.id, period=asked.period.previous.code, agency=asked.agency_code),
        ),
        number=number or head.number,
        dated=dated,
        order=config.survey_report_order,
        form_order=config.survey_form_order,
        weights=asked.weights,
        running=asked.period.end >= today(house),
    )
    if code:
        mine = replace(mine, code=written(code), address=address(code))
    earlier = publication.published(session, house.site.id, asked.agency_code)
    return compose(session, mine, printed(earlier, asked.weights))


def _plan(session: Session, house: Directory, period: Period, agency: str | None) -> list[Action]:
    """What is planned; an act that was cancelled is reported in the next period, not planned."""
    acts = followup.plan(session, site_id=house.site.id, period=period.code, agency=agency)
    return evidence.with_files(session, [act for act in acts if act.status != "cancelled"])


def address(code: str) -> str:
    """Where a report is checked: the address in its QR code."""
    return f"{current_app.extensions['config'].public_url}/verifikasi/{written(code)}"


def current(session: Session, house: Directory, asked: Choice) -> Publication | None:
    """The report in force for what was asked for."""
    return publication.in_force(session, house.site.id, asked.period, asked.agency_code)


def mall(house: Directory) -> Mall:
    """The names of everything that may be in a report, also of what has ended."""
    services = {one.code: one for one in house.service_by_id.values()}
    agencies = {one.agency.code: one.agency for one in services.values()} | house.agencies
    return Mall(
        name=house.site.name,
        short_name=house.site.short_name,
        owner=house.site.owner,
        address=house.site.address,
        agencies={code: one.name for code, one in agencies.items()},
        shorts={code: one.short_name for code, one in agencies.items()},
        services={code: (one.name, one.agency.code) for code, one in services.items()},
    )


def _agency(house: Directory, code: str) -> Agency:
    ended = (s.agency for s in house.service_by_id.values() if s.agency.code == code)
    return next(ended, None) or house.agency(code)
