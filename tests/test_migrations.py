"""One history serves both databases: up, down and up again with data in every table, and no drift from the models."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from alembic.script import Script, ScriptDirectory
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy import inspect as look_at
from sqlalchemy.orm import Session

from config import Config
from display.voice.keeping import keep_choices, keep_pack
from queue_app import clock, create_app, upkeep
from queue_app.app import MIGRATIONS
from queue_app.catalogue import diff, importing, planned, set_up, texts
from queue_app.catalogue import reading as files
from queue_app.catalogue.directory import directory, forget
from queue_app.catalogue.editing import Edit, current, edited
from queue_app.catalogue.forms import add_form
from queue_app.check import check
from queue_app.consequences import survey_token
from queue_app.db import ClockAnchor, Record, engine_options, prepare_engine
from queue_app.line import acks, auto_start, hall_voice, notices, slips, subscriptions, usual_hours
from queue_app.line.events import Kind, ticket_events
from queue_app.line.ticket import Status, find_all, tickets
from queue_app.notify import limits
from queue_app.people import device_state, pairing, sign_in, staff
from queue_app.schema import schema_is_current
from queue_app.transaction import announced, database, reading, transaction
from survey import evidence, followup, forum_files, periods, publication, responses, suggestions
from survey import tokens as survey_tokens
from survey.instrument import effective
from survey.publication_record import new_code
from survey.report import letterhead
from survey.responses import SuggestionRecord
from tests import make
from tests.conftest import MONDAY, config_of, still
from tests.display.packs import make_pack
from tests.queue_app.played_day import play_a_day
from tests.second_steps import give_second_step
from tests.servers import new_database
from tests.survey.follow_up_desk.make import make_import, make_plan

HISTORY = ScriptDirectory(str(MIGRATIONS))
ALEMBICS_OWN = "alembic_version"


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """An installation of this test's own, on Monday 09.00 WIB."""
    made = create_app(config)
    clock.install(still(MONDAY))
    announced.clear()
    forget()
    with made.app_context():
        yield made
        let_go()
    forget()
    clock.install(None)


def let_go() -> None:
    """Hold no connection, as a server that was stopped before its database is migrated."""
    database.session.remove()
    database.engine.dispose()
    forget()


def flask_db(app: Flask, *arguments: str) -> Result:
    """`flask db …` with nobody else connected."""
    let_go()
    return app.test_cli_runner().invoke(args=["db", *arguments])


def done(result: Result) -> None:
    assert result.exit_code == 0, (result.output, result.exception)


def tables_here() -> set[str]:
    return set(look_at(database.engine).get_table_names()) - {ALEMBICS_OWN}


def play_into_every_table() -> None:
    """A day through every verb, and what a day does not touch: staff, a notice, a screen's report, a lesson's clock."""
    play_a_day()
    suggest("Kursi kurang.")
    make_plan()
    make_import()
    a_kiosk_ran_out_of_paper()
    with transaction() as session:
        house, at = directory(session), clock.real_now()
        person, _link = staff.add_staff(
            session, site_id=house.site.id, name="Siti", login="siti", role="supervisor", at=at, by="test"
        )
        sign_in.start_sign_in(session, person, at=at)
        give_second_step(session, "siti")
        auto_start.set_auto_start(session, house, [house.counter(make.COUNTER)], 20)
        waits = find_all(session, tickets.c.status == Status.WAITING)[0]
        browser = {"endpoint": "https://fcm.googleapis.com/x", "p256dh": "B" * 87, "auth": "A" * 22}
        subscriptions.keep(session, waits, browser, at=clock.now())
        limits.note_network(session, house.site.id, MONDAY.date(), "network", at=clock.now())
        notices.post_notice(session, house, text="Listrik padam", until=MONDAY + timedelta(hours=1), by="test")
        called = session.execute(select(func.max(ticket_events.c.seq)).where(ticket_events.c.kind == Kind.CALLED))
        shown = {"shown_at": clock.now(), "heard_at": None, "by": "token:1"}
        acks.acknowledge(session, house, house.hall("H2"), called.scalar_one(), **shown)
        pairing.ask_code(session, site_id=house.site.id, hall_id=house.hall("H2").id, kind="display", at=at)
        hall_voice.take_voice(session, house.hall("H2"), site_id=house.site.id, holder="token:1/0", at=at)
        upkeep.note(session, upkeep.CHECK, at, {"violations": 0})
        set_up_from_pages(session, house.site.id)
        session.add(ClockAnchor(id=1, start=MONDAY, anchor=at, speed=60.0))
        wrote = session.scalars(select(SuggestionRecord.id)).first()
        suggestions.sort(session, house.site.id, str(wrote), read=True, tags="kursi")
        act = followup.plan(session, site_id=house.site.id, period="2026-S1")[0].id
        evidence.keep(session, act, "surat.pdf", b"%PDF-", site_id=house.site.id, by="test", by_name="", at=at)
        forum = session.scalars(select(forum_files.ForumRecord.id)).first() or 0
        forum_files.keep(session, forum, "foto", "rapat.pdf", b"%PDF-", site_id=house.site.id, at=at)
        add_form(
            session,
            house.site.id,
            house.service(make.SERVICE).id,
            title="Formulir",
            name="f.pdf",
            body=b"%PDF-",
            by="test",
        )
        usual_hours.keep(session, house.site.id, usual_hours.count(session, house, MONDAY.date() + timedelta(days=1)))
        letterhead.keep(session, house.site.id, letterhead.Letterhead(place="Mojokerto"))
        publication.publish(
            session,
            site_id=house.site.id,
            period=periods.parse("2026-S1"),
            agency=None,
            code=new_code(),
            number="",
            snapshot={"result": {"n": 5, "index": "75.00", "instrument": "x"}, "letter": ""},
            files=publication.Files(b"%PDF-", b"", b""),
            at=at,
            today=MONDAY.date(),
            by="test",
        )


def a_kiosk_ran_out_of_paper() -> None:
    kiosk = make.make_device("kiosk", board="H2")
    ticket = make.make_ticket()
    with transaction() as session:
        device_state.report_state(session, kiosk, about={"paper": 80}, problems={"paper-out": True})
        slips.prepare_slip(session, ticket, device_id=device_state.id_of(kiosk), way="escpos")


def set_up_from_pages(session: Session, site_id: int) -> None:
    """A step of the set-up, a text, a standard, and a change that waits for its day."""
    set_up.finish_step(session, site_id, "place", by="test")
    keep_choices(session, site_id, "H2", {"id": ""})
    with TemporaryDirectory() as place:
        keep_pack(session, site_id, make_pack(Path(place) / "ibu", ["satu"]))
    texts.write_text(session, site_id, "pledge", "id", "Kami melayani.", effective_on=MONDAY.date(), by="test")
    cells = {"code": "DKC", "short_name": "Dukcapil"}
    tomorrow = MONDAY.date() + timedelta(days=1)
    edit = Edit("agencies", cells)
    planned.plan(session, site_id, [edit], effective_on=tomorrow, today=MONDAY.date(), by="test")
    standard = {"service_code": "DKC-KTP-HILANG", "biaya": "Gratis, tanpa dipungut apa pun"}
    importing.apply(session, edited(current(session, site_id), [Edit("standards", standard)]), by="test")


def suggest(words: str) -> None:
    """Somebody who was served and has not answered yet answers, with a suggestion."""
    with transaction() as session:
        served = find_all(session, tickets.c.status == Status.SERVED)
        given = [survey_token(ticket) for ticket in served]
        token = next(t for t in given if survey_tokens.look(session, t, clock.now()).state == "open")
        today = effective(MONDAY.date())
        answers = dict.fromkeys(today.keys, 3)
        said = {"answers": answers, "suggestion": words, "at": clock.now(), "day": MONDAY.date()}
        responses.submit(session, token, instrument=today, **said)


def empty_tables() -> set[str]:
    with reading() as session:
        counts = {t.name: session.scalar(select(func.count()).select_from(t)) for t in Record.metadata.sorted_tables}
    return {name for name, count in counts.items() if not count}


def test_down_and_up_again_runs_with_data_in_every_table_and_the_house_works_after(app: Flask) -> None:
    play_into_every_table()
    assert empty_tables() == set()
    assert tables_here() == set(Record.metadata.tables)
    done(flask_db(app, "downgrade", "base"))
    assert tables_here() == set()
    assert not schema_is_current()
    done(flask_db(app, "upgrade"))
    assert schema_is_current()
    assert empty_tables() == set(Record.metadata.tables)
    with transaction() as session:
        catalogue = files.read_catalogue(files.default_catalogue())
        importing.apply(session, diff.diff(session, catalogue), by="test")
    forget()
    play_into_every_table()
    with reading() as session:
        session.rollback()
        assert check(session) == []


def test_upgrading_what_is_current_changes_nothing(app: Flask) -> None:
    make.make_ticket()
    done(flask_db(app, "upgrade"))
    with reading() as session:
        assert [row.number for row in session.execute(select(ticket_events.c.number))] == ["A001"]


def test_every_revision_goes_up_down_and_up_with_what_came_before_it(app: Flask) -> None:
    done(flask_db(app, "downgrade", "base"))
    for revision in reversed(list(HISTORY.walk_revisions())):
        this, before = revision.revision, str(revision.down_revision or "base")
        for direction, target in (("upgrade", this), ("downgrade", before), ("upgrade", this)):
            done(flask_db(app, direction, target))
    assert schema_is_current()


def test_autogenerate_finds_nothing(app: Flask) -> None:
    done(flask_db(app, "check"))


DRIFTS = {
    "a column": "ALTER TABLE notices ADD COLUMN extra INTEGER",
    "a table": "CREATE TABLE extra (id INTEGER PRIMARY KEY)",
    "a missing index": "DROP INDEX uq_tickets_open_at_counter",
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_autogenerate_would_find(app: Flask, caplog: pytest.LogCaptureFixture, drift: str) -> None:
    with transaction() as session:
        session.execute(text(DRIFTS[drift]))
    assert flask_db(app, "check").exit_code != 0
    assert "New upgrade operations detected" in caplog.text


def test_there_is_exactly_one_head_and_one_root() -> None:
    assert len(HISTORY.get_heads()) == 1
    assert len(HISTORY.get_bases()) == 1


@pytest.mark.parametrize("revision", list(HISTORY.walk_revisions()), ids=lambda revision: revision.revision)
def test_every_revision_has_both_directions_and_imports_no_code_that_may_change(revision: Script) -> None:
    for direction in ("upgrade", "downgrade"):
        assert "op." in inspect.getsource(getattr(revision.module, direction)), direction
    source = inspect.getsource(revision.module)
    assert not re.search(r"^\s*(from|import) (queue_app|survey|config)\b", source, re.MULTILINE)


@pytest.fixture
def modelled(config: Config, request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Engine]:
    """A database made from the models without any migration, of the same kind as `config`."""
    url = f"sqlite:///{tmp_path / 'models.db'}"
    if not config.sqlite:
        url = new_database(request.getfixturevalue("postgres_server"))
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    Record.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_what_autogenerate_does_not_compare_is_the_same_too(app: Flask, modelled: Engine) -> None:
    """CHECKs, the conditions of partial indexes and SQLite's WITHOUT ROWID."""
    migrated = database.engine
    for name in sorted(Record.metadata.tables):
        assert rules(migrated, name) == rules(modelled, name), name


def rules(engine: Engine, table: str) -> dict[str, Any]:
    at = look_at(engine)
    found: dict[str, Any] = {c["name"]: spaced(c["sqltext"]) for c in at.get_check_constraints(table)}
    found |= {i["name"]: partial(engine, i) for i in at.get_indexes(table)}
    found |= {u["name"]: tuple(u["column_names"]) for u in at.get_unique_constraints(table)}
    found |= {k["name"]: (k["constrained_columns"], k["referred_table"]) for k in at.get_foreign_keys(table)}
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            row = connection.execute(text("SELECT wr FROM pragma_table_list(:name)"), {"name": table}).one()
            found["without rowid"] = row.wr
    return found


def partial(engine: Engine, index: Any) -> tuple[Any, ...]:
    where = index.get("dialect_options", {}).get(f"{engine.dialect.name}_where")
    return (*index["column_names"], bool(index["unique"]), spaced(str(where)))


def spaced(sql: str) -> str:
    return " ".join(sql.split())


def test_the_rules_that_are_compared_are_really_read(app: Flask) -> None:
    found = rules(database.engine, "tickets")
    assert {"ck_tickets_status", "uq_tickets_open_at_counter", "uq_tickets_ref", "fk_tickets_site_id"} <= set(found)
    assert "SERVING" in found["uq_tickets_open_at_counter"][-1]
    assert "NO_SHOW" in found["ck_tickets_status"]


def test_a_database_of_an_older_schema_is_recognised(config: Config, app: Flask) -> None:
    assert schema_is_current()
    with transaction() as session:
        session.execute(text(f"UPDATE {ALEMBICS_OWN} SET version_num = '0000'"))
    assert not schema_is_current()


def test_an_empty_database_is_not_current(tmp_path: Any) -> None:
    with create_app(config_of(tmp_path)).app_context():
        assert not schema_is_current()
        database.engine.dispose()
