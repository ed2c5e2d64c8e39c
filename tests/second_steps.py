"""The app on somebody's phone: gives people a second step and says the next code."""

from __future__ import annotations

from datetime import timedelta

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.people import second_step
from queue_app.people.models import StaffRecord
from queue_app.people.second_step import PERIOD, SecondStepRecord
from queue_app.seal import unseal


def give_second_step(session: Session, login: str) -> list[str]:
    """Set the second step of a person up; answers with the recovery codes."""
    person = _person(session, login)
    offer, before = second_step.offer(person.id, login, "MPP"), clock.real_now() - timedelta(minutes=2)
    code = pyotp.TOTP(offer.typed.replace(" ", "")).at(before)
    return second_step.set_up(session, person, offer.sealed, code, at=before)


def next_code(session: Session, login: str) -> str:
    """A code of the phone that was not used before: three in half a minute, as the leeway allows."""
    row = session.get_one(SecondStepRecord, _person(session, login).id)
    period = max(row.last_period + 1, int(clock.real_now().timestamp()) // PERIOD - 1)
    return pyotp.TOTP(unseal("second-step", row.sealed).partition(":")[2]).generate_otp(period)


def _person(session: Session, login: str) -> StaffRecord:
    return session.scalars(select(StaffRecord).where(StaffRecord.login == login)).one()
