"""Things the survey's tests are about, made in one line each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from survey import responses, tokens
from survey.instrument import Instrument, instrument
from survey.responses import ResponseRecord

SKM = instrument("permenpanrb-14-2017")
KEYS = SKM.keys
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
DAY = date(2026, 11, 20)
GOLDEN = Path(__file__).parents[1] / "data" / "skm_golden"

_visits = count(1)


def make_golden(name: str) -> dict[str, Any]:
    return json.loads((GOLDEN / name).read_text(encoding="utf-8"))


def make_answers(score: int = 3, **other: int) -> dict[str, int]:
    return {**dict.fromkeys(KEYS, score), **other}


def make_right(session: Session, **other: Any) -> str:
    """A granted right; returns its token."""
    visit = f"kunjungan-{next(_visits)}"
    token = tokens.token_for(visit)
    said = {
        "site_id": 1,
        "subject": f"REF-{visit}",
        "service_code": "ktp-el",
        "agency_code": "dispendukcapil",
        "day": DAY,
        "at": NOON,
    }
    tokens.grant(session, token, **{**said, **other})
    return token


def make_response(
    session: Session,
    answers: Mapping[str, int] | None = None,
    *,
    service: str = "ktp-el",
    agency: str = "dispendukcapil",
    site_id: int = 1,
    day: date = DAY,
    using: Instrument = SKM,
    **other: Any,
) -> str:
    """A stored response of a served visitor; returns its receipt."""
    token = make_right(session, service_code=service, agency_code=agency, site_id=site_id, day=day)
    given = dict(make_answers() if answers is None else answers)
    receipt = responses.submit(session, token, answers=given, at=NOON, day=day, instrument=using, **other)
    make_counted(session)
    return receipt


def make_counted(session: Session) -> None:
    """Everything counts, as when all of it is of quarters that are over."""
    waiting = ~ResponseRecord.shown | ResponseRecord.held
    session.execute(update(ResponseRecord).where(waiting).values(shown=True, held=False))


def make_responses(session: Session, how_many: int, score: int = 3, **other: Any) -> None:
    for _ in range(how_many):
        make_response(session, make_answers(score), **other)
