"""From the right to the answer: counted by digests, never joined to what was said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from survey import funnel, reminders, responses, tokens
from survey.funnel import Counts
from tests.survey.make import DAY, NOON, SKM, make_answers, make_right

WEEK = {"site_id": 1, "date_from": DAY, "date_to": DAY + timedelta(days=6)}


def make_rights(session, n, *, used=0, **said):
    given = [make_right(session, **said) for _ in range(n)]
    for token in given[:used]:
        responses.submit(session, token, answers=make_answers(), at=NOON, day=DAY, instrument=SKM)
    return given


def read(session, by="service", at=NOON, **other):
    return funnel.funnel(session, by=by, at=at, **{**WEEK, **other})


def test_every_right_is_used_expired_or_open(session):
    make_rights(session, 6, used=2)
    make_rights(session, 7, used=7, service_code="kk", counter_code="L5")
    late = NOON + timedelta(days=7)
    assert dict(read(session).lines) == {"ktp-el": Counts(6, 2, 0, 4, 0), "kk": Counts(7, 7, 0, 0, 0)}
    assert dict(read(session, at=late).lines) == {"ktp-el": Counts(6, 2, 4, 0, 0), "kk": Counts(7, 7, 0, 0, 0)}
    assert read(session).total == Counts(13, 9, 0, 4, 0)
    assert dict(read(session, by="counter").lines) == {"": Counts(6, 2, 0, 4, 0), "L5": Counts(7, 7, 0, 0, 0)}
    assert dict(read(session, by="day").lines) == {DAY.isoformat(): Counts(13, 9, 0, 4, 0)}


def test_a_right_that_was_taken_back_is_counted_apart(session):
    make_rights(session, 5)
    make_right(session, subject="diurungkan")
    tokens.withdraw(session, "diurungkan", at=NOON)
    assert read(session).total == Counts(5, 0, 0, 5, 1)


def test_other_days_sites_and_agencies_stay_out(session):
    make_rights(session, 5)
    make_rights(session, 5, day=DAY - timedelta(days=1))
    make_rights(session, 5, site_id=2)
    make_rights(session, 5, service_code="pbb", agency_code="bpkad")
    assert set(read(session).lines) == {"ktp-el", "pbb"}
    assert read(session).total.granted == 10
    assert set(read(session, agency="bpkad").lines) == {"pbb"}


def test_few_visits_are_never_shown_alone(session):
    make_rights(session, 4, service_code="kecil", used=4)
    make_rights(session, 6, service_code="sedang")
    make_rights(session, 9, service_code="besar")
    found = read(session)
    assert set(found.lines) == {"besar"}
    assert found.merged_codes == ("kecil", "sedang")
    assert found.merged == Counts(10, 4, 0, 6, 0)
    assert found.total == Counts(19, 4, 0, 15, 0)


@pytest.mark.parametrize("n", [0, 1, 4])
def test_a_house_with_few_visits_shows_nothing(session, n):
    make_rights(session, n, used=n)
    found = read(session)
    assert (dict(found.lines), found.merged) == ({}, None)
    assert found.total == (None if n else Counts(0, 0, 0, 0, 0))


def test_a_right_is_reminded_of_once_and_never_after_use(session):
    token, used, gone = make_right(session), make_right(session), make_right(session, subject="kembali")
    responses.submit(session, used, answers=make_answers(), at=NOON, day=DAY, instrument=SKM)
    tokens.withdraw(session, "kembali", at=NOON)
    later = NOON + timedelta(days=3)
    assert reminders.claim(session, token, at=later) == NOON + timedelta(days=tokens.VALID_DAYS)
    assert reminders.claim(session, token, at=later) is None
    for nobody in (used, gone, "ZZZZZZZZZZZZ"):
        assert reminders.claim(session, nobody, at=later) is None
    expired = make_right(session)
    assert reminders.claim(session, expired, at=NOON + timedelta(days=8)) is None
