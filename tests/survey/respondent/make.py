"""Things the survey's doors are about, made through the product's own verbs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import count
from typing import Any

from sqlalchemy import func, select

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.transaction import reading, transaction
from survey import responses, tokens
from survey.instrument import instrument
from survey.responses import AnswerRecord, ResponseRecord, SuggestionRecord
from survey.tokens import SpentRecord
from tests.make import SERVICE

SKM = instrument("permenpanrb-14-2017")
KEPT = (SpentRecord, ResponseRecord, AnswerRecord, SuggestionRecord)

_visits = count(1)


def make_token(service: str = SERVICE, *, at: datetime | None = None) -> str:
    """The token of a visit that was finished at `at` (default: now)."""
    at = at or clock.now()
    visit = f"kunjungan-{next(_visits)}"
    token = tokens.token_for(visit)
    with transaction() as session:
        house = directory(session)
        known = house.service(service)
        tokens.grant(
            session,
            token,
            site_id=house.site.id,
            subject=visit,
            service_code=known.code,
            agency_code=known.agency.code,
            day=clock.business_day(house.site.tz_name, at),
            at=at,
        )
    return token


def make_expired_token() -> str:
    return make_token(at=clock.now() - timedelta(days=8))


def make_withdrawn_token() -> str:
    token = make_token()
    with transaction() as session:
        tokens.withdraw(session, f"kunjungan-{next(_visits) - 1}", at=clock.now())
    return token


def make_used_token() -> str:
    token = make_token()
    submit(token)
    return token


def submit(token: str, answers: Mapping[str, int] | None = None, *, day: date | None = None) -> str:
    """Answer without the page; returns the receipt."""
    at = clock.now() if day is None else datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    with transaction() as session:
        house = directory(session)
        return responses.submit(
            session,
            token,
            answers=dict(answers or make_scores()),
            at=at,
            day=day or clock.business_day(house.site.tz_name),
            instrument=SKM,
        )


def make_scores(score: int = 3, **other: int) -> dict[str, int]:
    return {**dict.fromkeys(SKM.keys, score), **other}


def make_form(score: int = 3, **other: Any) -> dict[str, Any]:
    """A filled form as a browser sends it; `other` by unsur, None leaves it out."""
    scores = {**dict.fromkeys(SKM.keys, score), **other}
    return {f"answers.{key}": str(value) for key, value in scores.items() if value is not None}


def rows() -> list[int]:
    """How many rows the survey has stored, table by table."""
    with reading() as session:
        return [session.scalar(select(func.count()).select_from(r)) or 0 for r in KEPT]


def stored() -> ResponseRecord:
    """The one stored response."""
    with reading() as session:
        return session.scalars(select(ResponseRecord)).one()


def stored_scores() -> dict[str, int]:
    with reading() as session:
        return {one.unsur: one.score for one in session.scalars(select(AnswerRecord))}


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
