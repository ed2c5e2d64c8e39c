"""What happens all day long touches one mall's rows only, so that a hall can live on any shard of the database.

The statements are written down as they go to the database, on both of them, while everything that is hot happens in a
mall; each growing table that one of them names must be bound there by the site, or by a key that belongs to one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, UniqueConstraint, event

from queue_app.db import Record
from queue_app.jobs.schedule import timetable
from queue_app.line.ticket import Status
from queue_app.live.feed import Feed
from queue_app.transaction import database
from survey.instrument import effective
from tests import make
from tests.conftest import MONDAY
from tests.emptying import CATALOGUE

#: Where a statement names a table, and what it calls it from there on.
NAMED = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO|,)\s+(\w+)(?:\s+AS\s+(\w+))?", re.IGNORECASE)
#: What crosses sites and may: it reads the end of one index and no row. A shard has a sequence of its own.
POSITION = re.compile(r"^SELECT (?:coalesce\()?max\(ticket_events\.seq\)", re.IGNORECASE)
#: Jobs that look at the whole installation, in a process of their own, once a night.
AT_NIGHT = {"check"}
#: Tables that feed and jobs go through, whole, on each shard: the log by its sequence, the others for what is over.
SWEPT = {"ticket_events", "messages", "idempotent_answers", "device_pairings", "survey_pace", "upkeep"}
#: What must have been met, or the test has looked at nothing.
MET = {"tickets", "ticket_events", "line_days", "counter_states", "survey_rights", "survey_responses", "survey_answers"}


def growing() -> dict[str, Table]:
    return {name: table for name, table in Record.metadata.tables.items() if name not in CATALOGUE}


def keys(table: Table) -> set[str]:
    """The columns of which one value belongs to one site: the site, a key of one row, a row that has a site."""
    alone = [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    alone += [list(table.primary_key.columns), *(list(i.columns) for i in table.indexes if i.unique)]
    return (
        {"site_id"}
        | {columns[0].name for columns in alone if len(columns) == 1}
        | {column.name for column in table.columns if column.foreign_keys}
    )


def crossing(statement: str) -> list[str]:
    """The growing tables that a statement names without saying whose rows."""
    said = re.sub(r"\s+", " ", statement.replace('"', "")).strip()
    if POSITION.match(said):
        return []
    named = [(m[1], m[2] or m[1]) for m in NAMED.finditer(said) if m[1] in growing()]
    return [table for table, alias in named if not _bound(said, table, alias)]


def _bound(said: str, table: str, alias: str) -> bool:
    key = "|".join(sorted(keys(growing()[table])))
    if re.search(rf"\bINSERT INTO {table} \([^)]*\bsite_id\b", said, re.IGNORECASE):
        return True
    compared = rf"\b{alias}\.(?:{key})\s*(?:=|IN\b)|=\s*{alias}\.(?:{key})\b"
    alone = rf"(?:WHERE|AND)\s+\(?(?:{key})\s*(?:=|IN\b)"  # written by hand, where there is only one table
    return bool(re.search(f"{compared}|{alone}", said, re.IGNORECASE))


@contextmanager
def written_down() -> Iterator[list[str]]:
    """Every statement that goes to the database within the block."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def busy(app: Flask, client: FlaskClient) -> list[str]:
    """The statements of a visit from the number to the survey, and of everything that is shown of it meanwhile."""
    counter = make.make_open_counter()
    clerk, kiosk = make.headers("counter", counter=counter.code), make.headers("kiosk")
    everywhere, screen = make.headers("supervisor"), make.headers("display")

    def post(path: str, body: object, who: dict[str, str] | None = None) -> Any:
        answer = client.post(f"/api/v1{path}", json=body, headers=who)
        assert answer.status_code in (200, 201), (path, answer.json)
        return answer.json

    with written_down() as said:
        taken = post("/tickets", {"service": make.SERVICE, "channel": "kiosk"}, kiosk)
        post("/tickets", {"service": make.SERVICE, "channel": "remote"})
        for act in ("call-next", "recall", "start", "finish"):
            for path, who in (("/boards/H2", screen), ("/lines/A", screen), ("/floor", everywhere)):
                assert client.get(f"/api/v1{path}", headers=who).status_code == 200
            assert client.get(f"/api/v1/tickets/{taken['id']}").status_code == 200
            post(f"/counters/{counter.code}/{act}", {}, clerk)
        survey = client.get(f"/api/v1/tickets/{taken['id']}").json["survey_url"].removeprefix("/s/")
        form = dict.fromkeys(effective(MONDAY.date()).keys, 4)
        post(f"/survey/{survey}", {"answers": form, "suggestion": "Kursi di ruang tunggu kurang."})
    return said


@pytest.fixture
def behind(app: Flask) -> list[str]:
    """The statements of what runs by itself: the feed, with everything watched, and each job of the timetable once."""
    feed, shown = Feed(app, lambda _scope, _snapshot: shown.append(1), lambda _scope: True), list[int]()
    feed.catch_up()
    settings = replace(app.extensions["config"], message_channel="console", backup_dir=None)
    with written_down() as said:
        make.make_open_counter()
        ticket = make.make_ticket(present=False, phone="+6281234567890", consent="1")
        make.make_ticket_in(Status.SERVED)
        assert feed.catch_up() > 0
        for job in timetable(settings):
            if job.name not in AT_NIGHT:
                job.run()
    assert shown, ticket
    return said


def alone(statement: str) -> bool:
    """Whether a statement reads or writes one table and puts no rows beside one another: run on each shard by itself it
    does there what it does here for all.
    """
    said = re.sub(r"\s+", " ", statement.replace('"', ""))
    together = re.search(r"\b(?:JOIN|GROUP BY|UNION|OVER)\b|\b(?:count|sum|max|min|avg)\(", said, re.IGNORECASE)
    return not together and len({m[1] for m in NAMED.finditer(said) if m[1] in growing()}) == 1


def test_what_runs_by_itself_stays_in_one_site_or_goes_through_one_table_of_its_shard(behind: list[str]) -> None:
    """The feed tails the log of its shard, and some jobs sweep what is over, wherever it was."""
    through = {statement for statement in dict.fromkeys(behind) if crossing(statement)}
    assert [statement for statement in through if not alone(statement)] == []
    assert {table for statement in through for table in crossing(statement)} == SWEPT


def test_two_tables_beside_one_another_are_no_sweep(app: Flask) -> None:
    assert alone("DELETE FROM messages WHERE messages.changed_at < ?")
    assert not alone("DELETE FROM messages WHERE messages.ticket_key IN (SELECT key FROM tickets)")
    assert not alone("SELECT count(*) FROM messages WHERE messages.state = ?")


def test_no_statement_of_a_busy_day_crosses_sites(busy: list[str]) -> None:
    found = {statement: crossing(statement) for statement in dict.fromkeys(busy)}
    assert {statement: tables for statement, tables in found.items() if tables} == {}


def test_the_busy_day_met_every_table_that_a_visit_fills(busy: list[str]) -> None:
    named = {match[1] for statement in busy for match in NAMED.finditer(statement)}
    assert named >= MET


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT tickets.key FROM tickets WHERE tickets.status = 'WAITING'",
        "SELECT count(*) FROM tickets AS others WHERE others.day = ? AND tickets.site_id = ?",
        "UPDATE tickets SET status = ? WHERE tickets.day = ?",
        "SELECT t.key FROM tickets AS t JOIN contacts ON contacts.phone = ? WHERE t.site_id = ?",
        "INSERT INTO survey_spent (digest) VALUES (?)",
        "DELETE FROM ticket_events WHERE ticket_events.seq < ?",
    ],
)
def test_a_statement_that_crosses_sites_is_found(app: Flask, statement: str) -> None:
    assert crossing(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT tickets.key FROM tickets WHERE tickets.site_id = ? AND tickets.status = 'WAITING'",
        "UPDATE tickets SET status = ? WHERE tickets.key = ? AND tickets.version = ?",
        "SELECT services.name FROM services",
        "INSERT INTO survey_spent (digest, site_id) VALUES (?, ?)",
    ],
)
def test_a_statement_of_one_site_is_not(app: Flask, statement: str) -> None:
    assert crossing(statement) == []
