"""What the desk reads: people served and their answers, as many as a test needs."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import count
from typing import Any

from sqlalchemy import insert

from queue_app import ids
from queue_app.catalogue.directory import directory
from queue_app.line.ticket import tickets
from queue_app.transaction import reading, transaction
from survey import responses, tokens
from survey.responses import SuggestionRecord
from tests.make import SERVICE
from tests.survey.make import make_counted
from tests.survey.respondent.make import SKM, make_scores, words

#: A day of this semester, in a quarter that is over, and one of the semester before; the clock of the tests stands on
#: 23 November 2026.
DAY, BEFORE = date(2026, 9, 18), date(2026, 5, 20)

LAST_QUARTER_ENDED = date(2026, 9, 30)

_numbers = count(1)


def make_suggestion(body: str, service: str = SERVICE, day: date = DAY) -> None:
    """A suggestion of the week of `day`."""
    with transaction() as session:
        agency = directory(session).service(service).agency.code
        week = day - timedelta(days=day.weekday())
        kept = {"id": ids.handle(), "site_id": 1, "service_code": service, "agency_code": agency}
        session.add(SuggestionRecord(**kept, week=week, body=body))


def make_served(how_many: int, service: str = SERVICE, day: date = DAY) -> None:
    """People who were served, as rows: the line's own tests show how they come about."""
    at = _instant(day)
    same = {
        "site_id": 1,
        "day": day,
        "prefix": "ZZ",
        "status": "SERVED",
        "version": 1,
        "channel": "kiosk",
        "priority": None,
        "lane": 1,
        "place": 1,
        "issued_at": at,
        "ended_at": at,
        "recalls": 0,
        "outcome": "done",
        "language": "id",
        "for_other": False,
    }
    with transaction() as session:
        known = directory(session).service(service).id
        own = {"issued_service_id": known, "service_id": known}
        session.execute(
            insert(tickets),
            [
                {
                    **same,
                    **own,
                    "ordinal": next(_numbers),
                    "id": ids.handle(),
                    "ref": ids.reference(),
                    "recovery_digest": ids.handle(),
                }
                for _ in range(how_many)
            ],
        )


def make_answered(
    how_many: int,
    scores: Mapping[str, int] | None = None,
    *,
    service: str = SERVICE,
    day: date = DAY,
) -> None:
    """Visits that were answered, all alike."""
    at = _instant(day)
    with transaction() as session:
        known = directory(session).service(service)
        for _ in range(how_many):
            visit = f"dijawab-{next(_numbers)}"
            token = tokens.token_for(visit)
            tokens.grant(
                session,
                token,
                site_id=1,
                subject=visit,
                service_code=known.code,
                agency_code=known.agency.code,
                day=day,
                at=at,
            )
            given = dict(scores or make_scores())
            responses.submit(session, token, answers=given, at=at, day=day, instrument=SKM)
        if day <= LAST_QUARTER_ENDED:
            make_counted(session)


def make_visits(how_many: int, scores: Mapping[str, int] | None = None, **which: object) -> None:
    """People who were served and all answered."""
    make_served(how_many, **which)
    make_answered(how_many, scores, **which)


def letters(page: str) -> list[str]:
    """The grades a page shows, from the legend too."""
    return re.findall(r'<b class="grade grade-(\w)', page)


def said(answer: Any) -> str:
    """What a page says, without its tags."""
    return words(answer.text)


def table(read: Any, **query: Any) -> list[dict[str, str]]:
    """The download, line by line."""
    answer = read("/manajer/skm.csv", **query)
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))


def services_of(agency: str) -> list[str]:
    """Codes of an agency's services."""
    with reading() as session:
        house = directory(session)
        return sorted(s.code for s in house.services.values() if s.agency.code == agency)


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
