from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from queue_app.errors import Invalid
from survey import responses, tokens
from survey.marks import Circumstances
from survey.responses import (
    AnswerRecord,
    ReceiptUnknown,
    ResponseRecord,
    SuggestionRecord,
)
from survey.tokens import SpentRecord, TokenExpired, TokenUnknown, TokenUsed
from tests.survey.make import DAY, NOON, SKM, make_answers, make_response, make_right

IN_PEACE = Circumstances(seconds=60)
EVERYTHING = (SpentRecord, ResponseRecord, AnswerRecord, SuggestionRecord)


def make_counts(session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(record)) for record in EVERYTHING]


def submit(session, token, answers=None, **other):
    given = make_answers() if answers is None else answers
    said = {"at": NOON, "day": DAY, "instrument": SKM, **other}
    return responses.submit(session, token, answers=given, **said)


def test_a_response_keeps_what_was_answered_for_which_service_and_on_which_day(session):
    profile = {"jenis_kelamin": "perempuan", "usia": 61, "disabilitas": "sensorik"}
    make_response(session, make_answers(3, waktu=1), profile=profile, suggestion="Kursi kurang.", how=IN_PEACE)
    stored = session.scalars(select(ResponseRecord)).one()
    assert (stored.service_code, stored.agency_code, stored.site_id) == (
        "ktp-el",
        "dispendukcapil",
        1,
    )
    assert (stored.day, stored.instrument, stored.channel) == (DAY, SKM.code, "web")
    assert (stored.jenis_kelamin, stored.usia, stored.disabilitas) == (
        "perempuan",
        "60-ke-atas",
        "sensorik",
    )
    assert (stored.pendidikan, stored.pekerjaan, stored.flags) == (None, None, [])
    scores = session.execute(select(AnswerRecord.unsur, AnswerRecord.score)).all()
    assert dict(scores) == make_answers(3, waktu=1)


def test_the_day_kept_is_that_of_submission_and_a_suggestion_keeps_only_its_week(session):
    token = make_right(session, day=DAY)
    later = DAY + timedelta(days=4)  # a Tuesday
    submit(session, token, day=later, suggestion="Terima kasih.")
    assert session.scalars(select(ResponseRecord.day)).one() == later
    suggestion = session.scalars(select(SuggestionRecord)).one()
    assert (suggestion.week, suggestion.body) == (date(2026, 11, 23), "Terima kasih.")


def test_without_a_suggestion_no_row_says_so(session):
    make_response(session, suggestion=" \n ")
    assert make_counts(session) == [1, 1, 9, 0]


@pytest.mark.parametrize(
    ("answers", "profile", "suggestion"),
    [
        ({}, None, None),
        (make_answers(5), None, None),
        (make_answers(), {"usia": 999}, None),
        (make_answers(), None, "x" * 501),
        (make_answers(u10=4), None, None),
    ],
)
def test_a_wrong_form_spends_nothing_and_stores_nothing(session, answers, profile, suggestion):
    token = make_right(session)
    with pytest.raises(Invalid) as no:
        submit(session, token, answers, profile=profile, suggestion=suggestion)
    assert (no.value.status, make_counts(session)) == (422, [0, 0, 0, 0])
    assert tokens.look(session, token, NOON).state == "open"
    assert submit(session, token)


def test_a_replay_is_recognised_by_the_spent_token_whatever_it_carries(session):
    token = make_right(session)
    submit(session, token)
    for answers in (make_answers(), make_answers(1), {}, None):
        with pytest.raises(TokenUsed):
            submit(session, token, answers)
    assert make_counts(session) == [1, 1, 9, 0]


def test_an_expired_or_unknown_token_stores_nothing(session):
    token = make_right(session)
    with pytest.raises(TokenExpired):
        submit(session, token, at=NOON + timedelta(days=8))
    with pytest.raises(TokenUnknown):
        submit(session, "AAAAAAAAAAAA")
    assert make_counts(session) == [0, 0, 0, 0]


def test_a_receipt_shows_that_the_answer_counts_and_nothing_of_it(session):
    receipt = make_response(session)
    assert len(receipt) == 12
    shown = responses.counted(session, f"{receipt[:4]}-{receipt[4:8]}-{receipt[8:]}".lower())
    assert shown == responses.Counted("ktp-el", DAY)
    for wrong in ("", "AAAA-AAAA-AAAA", receipt[:-1]):
        with pytest.raises(ReceiptUnknown):
            responses.counted(session, wrong)


@pytest.mark.parametrize("score", [0, 5])
def test_the_database_itself_refuses_a_score_outside_the_scale(session, score):
    make_response(session)
    response = session.scalars(select(ResponseRecord.id)).one()
    session.add(AnswerRecord(response_id=response, unsur="lain", score=score))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_itself_refuses_an_unknown_channel(session):
    with pytest.raises(IntegrityError):
        make_response(session, channel="petugas")
