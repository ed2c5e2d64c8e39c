"""A period that is over, answered and published in a real server: one report in force, one replaced, one withdrawn."""

from __future__ import annotations

from datetime import UTC, date, datetime

import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import responses, tokens
from survey.instrument import instrument
from survey.publication_record import PublicationRecord, written
from tests.browser_server import ANSWERS, RealServer

SEMESTER, DAY = "2026-S1", date(2026, 5, 20)


def published(server: RealServer) -> dict[str, str]:
    """Names of the codes: report, report_replaced, report_withdrawn."""
    with server.behind() as session:
        for scores in ({}, {"waktu": 1}, {"waktu": 2, "biaya": 4}, {"perilaku": 4}, {"sarpras": 2}, {"biaya": 4}):
            _answer(session, {**ANSWERS, **scores})
    _act(server, "terbitkan", period=SEMESTER, number="000.8/1/2026")
    first = _codes(server)["berlaku", SEMESTER]
    _act(server, "terbitkan", period=SEMESTER, replacing=first, reason="Enam jawaban kertas ditambahkan")
    _act(server, "terbitkan", period="2026-TW2")
    quarter = _codes(server)["berlaku", "2026-TW2"]
    _act(server, "cabut", period="2026-TW2", code=quarter, reason="Periode laporan adalah semester")
    return {
        "report": _codes(server)["berlaku", SEMESTER],
        "report_replaced": first,
        "report_withdrawn": quarter,
    }


def _answer(session: Session, scores: dict[str, int]) -> None:
    at = datetime(DAY.year, DAY.month, DAY.day, 3, tzinfo=UTC)
    visit = f"kunjungan-lalu-{len(session.scalars(select(tokens.RightRecord)).all())}"
    token = tokens.token_for(visit)
    who = {"site_id": 1, "subject": visit, "service_code": "KOM-TTE", "agency_code": "KOM", "day": DAY, "at": at}
    tokens.grant(session, token, **who)
    used = instrument("permenpanrb-14-2017")
    responses.submit(session, token, answers=scores, at=at, day=DAY, instrument=used)


def _act(server: RealServer, verb: str, **form: str) -> None:
    headers = {"Authorization": f"Bearer {server.bearers['manager']}"}
    address = f"{server.url}/manajer/laporan/{verb}"
    answer = requests.post(address, data=form, headers=headers, allow_redirects=False, timeout=60)
    assert answer.status_code == 303, answer.text


def _codes(server: RealServer) -> dict[tuple[str, str], str]:
    with server.behind() as session:
        rows = session.scalars(select(PublicationRecord)).all()
    return {(row.state, row.period): written(row.code) for row in rows}
