"""From the call to the answer: called, served, given the right to answer, answered or expired; by service and counter.

Of the services of an agency, or of all agencies. Rows of fewer than five rights are one row (`funnel`): nobody is to
learn whether a certain visitor answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.called import Passed, called_and_served
from queue_app.line.claims import claims_by_service
from queue_app.web.language import gettext as _
from survey.funnel import Counts, Funnel, funnel
from survey.results_desk.filters import Chosen, named
from survey.results_desk.story import percent


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `answered` in percent of the rights."""

    words: str
    called: int
    served: int
    rights: Counts
    answered: str


@dataclass(frozen=True, slots=True)
class Path:
    """The lines by service (or agency) and by counter, and everything together (None: too few). `claimed`: people who
    said that they had been served although no counter had noted it; of them `confirmed` by a supervisor.
    """

    whole: Row | None
    services: tuple[Row, ...]
    counters: tuple[Row, ...]
    claimed: int
    confirmed: int


def path(session: Session, house: Directory, chosen: Chosen, at: datetime) -> Path:
    """The funnel of the window, as it is at `at`."""
    span = chosen.window
    passed = called_and_served(session, house, span.start, span.end)
    services = {code: service.name for code, service in named(house).items()}
    owner = chosen.agency.code if chosen.agency else None
    by_service, by_counter = (_funnel(session, house, chosen, what, at) for what in ("service", "counter"))
    mine = chosen.codes(house)
    counters = {c.code: c.name for c in house.counter_by_id.values() if owner in (None, c.agency.code)}
    total = by_service.total
    said = [one for code, one in claims_by_service(session, house, span.start, span.end).items() if code in mine]
    return Path(
        whole=_row(_("Semua"), mine, passed["service"], total) if total and total.granted else None,
        services=_rows(by_service, services, passed["service"]),
        counters=_rows(by_counter, counters, passed["counter"]),
        claimed=sum(one.claimed for one in said),
        confirmed=sum(one.confirmed for one in said),
    )


def _funnel(
    session: Session, house: Directory, chosen: Chosen, what: Literal["service", "counter"] | str, at: datetime
) -> Funnel:
    by: Literal["service", "counter"] = "service" if what == "service" else "counter"
    span, owner = chosen.window, chosen.agency.code if chosen.agency else None
    days = {"date_from": span.start, "date_to": span.end}
    return funnel(session, site_id=house.site.id, by=by, at=at, agency=owner, **days)


def _rows(found: Funnel, names: Mapping[str, str], passed: Passed) -> tuple[Row, ...]:
    rows = [_row(names.get(code, code or _("tanpa loket")), {code}, passed, one) for code, one in found.lines.items()]
    rows.sort(key=lambda row: -row.rights.granted)
    if found.merged is not None:
        words = _("Gabungan {n} yang kecil").format(n=len(found.merged_codes))
        rows.append(_row(words, set(found.merged_codes), passed, found.merged))
    return tuple(rows)


def _row(words: str, codes: set[str] | frozenset[str], passed: Passed, rights: Counts) -> Row:
    called, served = (sum(n for code, n in some.items() if code in codes) for some in (passed.called, passed.served))
    return Row(words, called, served, rights, percent(rights.used, rights.granted))
