"""The survey of somebody who was served: look (never spends), answer (spends)."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from queue_app import clock
from queue_app.api import bodies
from queue_app.api.operation import Call, reads, writes
from queue_app.catalogue.directory import directory
from queue_app.line.attendance import today
from queue_app.line.queue_view import local
from queue_app.web.audience import PUBLIC
from queue_app.web.limits import TAKING
from survey import responses, tokens
from survey.instrument import effective


class RightShape(TypedDict):
    """What a token stands for: open, used, expired or withdrawn."""

    state: str
    instrument: str
    service: str
    expires_at: datetime


class Receipt(TypedDict):
    """Proof for the respondent alone that the answer counts."""

    receipt: str


@reads("/survey/<token>", PUBLIC, answer=RightShape)
def look(call: Call, token: str) -> RightShape:
    """What a survey token stands for; spends nothing, writes nothing."""
    right = tokens.look(call.session, token, clock.now())
    house = directory(call.session, right.site_id)
    return RightShape(
        state=right.state,
        instrument=effective(today(house)).code,
        service=right.service_code,
        expires_at=local(house, right.expires_at),
    )


@writes("/survey/<token>", PUBLIC, body=bodies.SurveyAnswers, answer=Receipt, status=201, rate=TAKING, keyed=False)
def answer(call: Call, token: str, body: bodies.SurveyAnswers) -> Receipt:
    """Answer the survey; the token works once.

    An idempotency key is not looked at: a kept answer would tie a receipt to an instant (law 9 and law 14).
    """
    right = tokens.look(call.session, token, clock.now())
    house = directory(call.session, right.site_id)
    receipt = responses.submit(
        call.session,
        token,
        answers=body.answers,
        profile=body.profile,
        suggestion=body.suggestion,
        at=clock.now(),
        day=today(house),
        instrument=effective(today(house)),
        channel="kiosk" if call.actor.role == "kiosk" else "web",
    )
    return Receipt(receipt=receipt)
