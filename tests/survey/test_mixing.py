from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from survey import mixing
from survey.answers import answers
from survey.responses import ResponseRecord
from survey.tokens import SpentRecord
from tests.survey.make import DAY, make_answers, make_response

TOMORROW = DAY + timedelta(days=1)
JOINED = """
SELECT count(*) FROM survey_spent s JOIN survey_responses r ON r.xmin = s.xmin
WHERE (SELECT count(*) FROM survey_responses o WHERE o.xmin = s.xmin) = 1
"""


def make_busy_day(session) -> None:
    """Forty answers, each in its own transaction, as in life."""
    for n in range(40):
        make_response(session, make_answers(1 + n % 4), suggestion=f"saran {n}")
        session.commit()


def test_mixing_changes_no_result_and_loses_nothing(session):
    make_busy_day(session)
    before = answers(session, 1, DAY, DAY), session.scalar(select(func.count(SpentRecord.digest)))
    for _ in range(2):
        mixing.mix(session, before=TOMORROW)
        session.commit()
    after = answers(session, 1, DAY, DAY), session.scalar(select(func.count(SpentRecord.digest)))
    assert before == after


def test_stored_rows_lie_in_an_order_that_is_not_that_of_arrival(session):
    receipts = []
    for _ in range(40):
        make_response(session)
        session.commit()
        known = set(receipts)
        receipts += [i for i in session.scalars(select(ResponseRecord.id)) if i not in known]
        session.rollback()
    mixing.mix(session, before=TOMORROW)
    session.commit()
    sqlite = session.get_bind().dialect.name == "sqlite"
    as_stored = "NOT INDEXED" if sqlite else "ORDER BY ctid"
    lying = list(session.scalars(text(f"SELECT id FROM survey_responses {as_stored}")))
    assert sorted(lying) == sorted(receipts)
    assert lying != receipts


def test_no_transaction_number_joins_an_answer_to_its_spent_token(session):
    make_busy_day(session)
    if session.get_bind().dialect.name == "sqlite":
        with pytest.raises(OperationalError, match="rowid"):
            session.execute(text("SELECT rowid FROM survey_responses"))
        return
    assert session.scalar(text(JOINED)) == 40
    mixing.mix(session, before=TOMORROW)
    session.commit()
    assert session.scalar(text(JOINED)) == 0


def test_todays_answers_wait_until_they_have_company(session):
    make_busy_day(session)
    mixing.mix(session, before=DAY)
    session.commit()
    assert session.scalar(select(func.count(ResponseRecord.id))) == 40
