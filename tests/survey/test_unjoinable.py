"""The promise of M13 on schema and data: nothing joins who was served with what was answered."""

from itertools import product

import pytest
from sqlalchemy import Boolean, Date, DateTime, Float, Integer, Numeric, Time, select
from sqlalchemy.schema import Table, UniqueConstraint

import survey.responses
import survey.tokens  # noqa: F401 - its tables
from queue_app.db import Record
from queue_app.ids import keyring
from survey import tokens
from survey.responses import AnswerRecord, ResponseRecord, SuggestionRecord
from tests.survey.make import make_answers, make_response

ANSWER_SIDE = ("survey_responses", "survey_answers", "survey_suggestions")
#: What the office notes about suggestions: read, and what it is about.
NOTES = ("survey_suggestions_read", "survey_suggestion_tags")
SURVEY_PERSON_SIDE = ("survey_rights", "survey_spent")
#: Tables of a visit in other rooms, found by what such tables are called; here when all is loaded.
ABOUT_A_VISIT = ("ticket", "event", "message", "outbox", "idempoten", "audit", "device", "phone")
#: The only words both sides may share: where, for what, on which day, by which way. Many people
#: share each of them.
COARSE = {"site_id", "service_code", "agency_code", "day", "channel"}


def tables(names) -> list[Table]:
    wanted = set(names)
    return [table for name, table in Record.metadata.tables.items() if name in wanted]


def answers() -> list[Table]:
    found = tables(ANSWER_SIDE)
    assert len(found) == len(ANSWER_SIDE)
    return found


def persons() -> list[Table]:
    """Who was served, who has answered, and whatever else the system knows of a visit."""
    names = set(Record.metadata.tables) - set(ANSWER_SIDE)
    found = tables(name for name in names if name in SURVEY_PERSON_SIDE or any(word in name for word in ABOUT_A_VISIT))
    assert set(SURVEY_PERSON_SIDE) <= {table.name for table in found}
    return found


def values(session, table: Table, without=COARSE) -> set[str]:
    columns = [column for column in table.columns if column.name not in without]
    return {str(value) for row in session.execute(select(*columns)) for value in row if value is not None}


def test_answers_share_no_column_name_with_rights_spent_tokens_or_tickets_but_coarse_ones():
    for answer, person in product(answers(), persons()):
        own = set() if person.name in SURVEY_PERSON_SIDE else {"id", "body"}
        shared = set(answer.columns.keys()) & set(person.columns.keys())
        assert shared - COARSE - own == set(), (answer.name, person.name)


def test_no_foreign_key_leads_from_an_answer_out_of_the_answers_or_into_them():
    for table in Record.metadata.tables.values():
        for key in table.foreign_keys:
            inside = table.name in (*ANSWER_SIDE, *NOTES)
            assert inside == (key.column.table.name in ANSWER_SIDE), (table.name, str(key))


def test_what_the_office_notes_leads_to_suggestions_alone():
    for table in tables(NOTES):
        assert {key.column.table.name for key in table.foreign_keys} == {"survey_suggestions"}


def test_the_spent_token_holds_its_digest_and_its_site_and_nothing_else():
    (spent,) = tables(("survey_spent",))
    assert spent.columns.keys() == ["digest", "site_id"]
    assert not spent.foreign_keys


def test_nothing_beside_an_answer_is_finer_than_a_day():
    for table in answers():
        finer = [c.name for c in table.columns if isinstance(c.type, (DateTime, Time, Float, Numeric))]
        assert finer == [], table.name
    (suggestions,) = tables(("survey_suggestions",))
    assert [c.name for c in suggestions.columns if isinstance(c.type, Date)] == ["week"]


def test_no_answer_carries_a_running_number_or_a_counter():
    for table in answers():
        numbers = {c.name for c in table.columns if isinstance(c.type, Integer)}
        assert numbers - {"site_id", "score"} == set(), table.name
        assert all(isinstance(c.type, Boolean) or not c.default for c in table.columns), table.name
        assert not {name for name in map(str, table.columns.keys()) if "counter" in name or "seq" in name}


def test_no_unique_key_of_an_answer_is_made_of_anything_the_person_side_knows():
    for table in answers():
        keys = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
        unique = keys + [index for index in table.indexes if index.unique]
        assert unique == [], table.name
        assert not {column.name for column in table.primary_key} & COARSE


def test_answers_and_suggestions_have_no_key_in_common():
    suggestion, response, answer = (
        set(Record.metadata.tables[name].columns.keys())
        for name in ("survey_suggestions", "survey_responses", "survey_answers")
    )
    assert suggestion & response == {"id", "site_id", "service_code", "agency_code"}
    assert suggestion & answer == {"site_id"}
    assert not Record.metadata.tables["survey_suggestions"].foreign_keys


@pytest.mark.parametrize("name", [*ANSWER_SIDE, "survey_spent"])
def test_sqlite_keeps_no_row_number_that_would_tell_the_order_of_arrival(name):
    assert Record.metadata.tables[name].dialect_options["sqlite"]["with_rowid"] is False


def test_no_value_stored_with_an_answer_is_found_on_the_person_side(session):
    for n in range(12):
        make_response(session, make_answers(1 + n % 4, waktu=2), suggestion=f"saran {n}")
    known = set().union(*(values(session, t) for t in tables(SURVEY_PERSON_SIDE)))
    for table in answers():
        assert values(session, table) & known == set(), table.name


def test_no_suggestion_shares_a_value_with_its_response_but_coarse_ones(session):
    for n in range(12):
        make_response(session, suggestion=f"saran {n}")
    suggestions = values(session, SuggestionRecord.__table__)
    for record in (ResponseRecord, AnswerRecord):
        assert suggestions & values(session, record.__table__) == set()


def test_a_receipt_and_a_token_are_stored_nowhere_and_the_token_leads_to_no_response(session):
    token = tokens.token_for("kunjungan-99")
    receipt = make_response(session)
    stored = set().union(*(values(session, t, ()) for t in tables((*ANSWER_SIDE, *SURVEY_PERSON_SIDE))))
    assert not {receipt, token} & stored
    responses = set(session.scalars(select(ResponseRecord.id)))
    given = set(session.scalars(select(tokens.RightRecord.digest)))
    for purpose in ("survey-response", "survey-right", "survey-token"):
        assert not {keyring().digest(purpose, g)[:32] for g in given} & responses
    assert not {g[:32] for g in given} & responses
