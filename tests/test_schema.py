"""What the migrated database itself promises, whoever writes to it: shown with plain SQL on both databases."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import Inspector, Table, UniqueConstraint, inspect, select, text

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.db import Record
from queue_app.line.ticket import Status
from queue_app.people import sign_in, staff
from queue_app.transaction import database, reading, transaction
from tests import make
from tests.emptying import CATALOGUE
from tests.migration_law import SMALL
from tests.queue_app.played_day import answer_all_who_were_served, play_a_day

ANSWERS = {"survey_responses", "survey_answers", "survey_suggestions"}
#: Answers of other people, brought in from files of earlier periods: no right and no token is behind them.
IMPORTED = {"survey_imported", "survey_imported_answers"}
#: What could lead to an answer: nothing of it may have even a name in common with one.
RIGHTS = {"survey_rights", "survey_spent"}
#: What the office notes about suggestions: on the answers' side of the border.
NOTES = {"survey_suggestions_read", "survey_suggestion_tags"}
#: The only words both sides may share: where, for what, on which day. Many people share each of them.
COARSE = {"site_id", "service_code", "agency_code", "day", "channel"}
#: Shorter values (a score, a running number, "web") are shared by chance and point at nobody.
TELLING = 6


def real() -> Inspector:
    """The database as it is, not as the models say."""
    return inspect(database.engine)


def table_names() -> set[str]:
    return set(real().get_table_names()) - {"alembic_version"}


def columns(table: str) -> set[str]:
    return {column["name"] for column in real().get_columns(table)}


# --- answers lead nowhere ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_an_answer_shares_only_coarse_columns_with_everything_else_that_grows(app: Flask, answer: str) -> None:
    for other in table_names() - CATALOGUE - ANSWERS - IMPORTED:
        # An `id` of one's own and a text of one's own (a suggestion's words, a kept answer, sealed) join nothing; the
        # nine unsur and the questionnaire are the same for everybody.
        own = set() if other in RIGHTS else {"id", "body", "unsur", "instrument"}
        assert columns(answer) & columns(other) <= COARSE | own, other


def test_no_foreign_key_crosses_the_border_of_the_answers(app: Flask) -> None:
    keys = [(table, key["referred_table"]) for table in table_names() for key in real().get_foreign_keys(table)]
    assert ("survey_answers", "survey_responses") in keys
    assert [pair for pair in keys if (pair[0] in ANSWERS | NOTES) != (pair[1] in ANSWERS)] == []


def test_no_value_kept_with_an_answer_is_kept_anywhere_else(app: Flask) -> None:
    play_a_day()
    answer_all_who_were_served()
    kept = {name: telling_values(name) for name in table_names() - CATALOGUE}
    assert all(kept[name] for name in ANSWERS)
    for answer, other in product(ANSWERS, set(kept) - ANSWERS):
        assert kept[answer] & kept[other] == set(), (answer, other)
    assert kept["survey_suggestions"] & (kept["survey_responses"] | kept["survey_answers"]) == set()


def telling_values(name: str) -> set[str]:
    """Every value that could point at one visit: no coarse column, no date, nothing short."""
    wanted = [column for column in Record.metadata.tables[name].columns if column.name not in COARSE]
    with reading() as session:
        found = [v for row in session.execute(select(*wanted)) for v in row if not isinstance(v, date)]
    return {word for value in found for word in words(value) if len(word) >= TELLING}


def words(value: object) -> list[str]:
    """A value as text; of a list or an object each text in it."""
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return [word for one in inside for word in words(one)]
    return [] if value is None else [str(value)]


def test_nothing_beside_an_answer_is_finer_than_a_day(app: Flask) -> None:
    for table in ANSWERS | {"survey_spent"}:
        kinds = {column["name"]: type(column["type"]).__name__ for column in real().get_columns(table)}
        assert not [name for name, kind in kinds.items() if kind in ("DATETIME", "TIMESTAMP", "TIME")], kinds
        assert {name for name, kind in kinds.items() if kind == "DATE"} <= {"day", "week"}


def test_sqlite_keeps_no_row_number_by_which_answers_could_be_ordered(sqlite_app: Flask) -> None:
    with sqlite_app.app_context(), database.engine.connect() as connection:
        listed = connection.execute(text("SELECT name, wr FROM pragma_table_list"))
        without = {row.name for row in listed if row.wr}
    assert without == ANSWERS | IMPORTED | NOTES | {"survey_spent"}


# --- every row knows its mall ------------------------------------------------------------------------------------

#: What belongs to no mall, and why it does not grow with them.
OF_THE_INSTALLATION = {
    "clock_anchor": "one row: where the clock of the installation began",
    "one_time_links": "the first admin's, before there is anybody; a person's lives for a day and goes with its use",
    "upkeep": "one row for each task by which the house looks after itself",
}
#: What got its site later, so that servers of the version before may leave it out: the row it hangs on has it.
THROUGH = {"survey_answers": "survey_responses", "sign_ins": "staff"}
#: What may happen in no mall: an operator's act on the whole installation.
ANYWHERE = {"audit_entries"}


def test_every_growing_table_names_its_site(app: Flask) -> None:
    for table in table_names() - CATALOGUE - set(OF_THE_INSTALLATION):
        assert "site_id" in columns(table), table
        assert required(table, "site_id") == (table not in ANYWHERE | set(THROUGH)), table


#: What makes a key without the site belong to one site all the same; docs/SCALE.md says what each costs on the day on
#: which the tables are divided by site.
COUNTED = {"tickets.key", "ticket_events.seq", "messages.id", "audit_entries.id", "sign_ins.id", "slips.id"}
DRAWN = {"id", "ref", "digest", "subject", "recovery_digest"}  # at random, or the digest of something that was
OF_ONE_ROW = {"ticket_key", "response_id", "suggestion_id", "counter_id"}


def test_no_key_of_a_growing_table_asks_whether_another_site_has_the_same(app: Flask) -> None:
    """The tables come from the models: a key such as one phone for the whole country is refused here."""
    for name in table_names() - SMALL:
        for key in unique_keys(Record.metadata.tables[name]):
            first = key[0]
            belongs = "site_id" in key or first in OF_ONE_ROW or f"{name}.{first}" in COUNTED
            assert belongs or (len(key) == 1 and first in DRAWN), (name, key)


def unique_keys(table: Table) -> list[list[str]]:
    """The columns of each thing by which rows are told apart."""
    alone = [constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
    found = [table.primary_key, *alone, *(index for index in table.indexes if index.unique)]
    return [[column.name for column in one.columns] for one in found]


@pytest.mark.parametrize(("table", "owner"), THROUGH.items())
def test_what_got_its_site_later_hangs_on_one_row_that_has_it(app: Flask, table: str, owner: str) -> None:
    assert required(owner, "site_id")
    (key,) = (k for k in real().get_foreign_keys(table) if k["referred_table"] == owner)
    assert required(table, key["constrained_columns"][0])


@pytest.mark.parametrize(("table", "owner"), THROUGH.items())
def test_what_is_written_now_names_the_site_of_the_row_it_hangs_on(app: Flask, table: str, owner: str) -> None:
    somebody_answers_and_somebody_signs_in()
    (key,) = (k for k in real().get_foreign_keys(table) if k["referred_table"] == owner)
    ours, theirs = (Record.metadata.tables[name] for name in (table, owner))
    hangs_on = ours.c[key["constrained_columns"][0]] == theirs.c.id
    with reading() as session:
        found = session.execute(select(ours.c.site_id, theirs.c.site_id).join_from(ours, theirs, hangs_on)).all()
    assert found
    assert all(mine == its for mine, its in found)


def somebody_answers_and_somebody_signs_in() -> None:
    make.make_ticket_in(Status.SERVED)
    answer_all_who_were_served()
    with transaction() as session:
        siti = {"name": "Siti", "login": "siti", "role": "counter", "at": clock.real_now(), "by": "test"}
        person, _link = staff.add_staff(session, site_id=directory(session).site.id, **siti)
        sign_in.start_sign_in(session, person, at=clock.real_now())


def required(table: str, column: str) -> bool:
    (found,) = (c for c in real().get_columns(table) if c["name"] == column)
    return not found["nullable"]
