"""A restore brings the moment of a backup back, or changes nothing and says why."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from queue_app import clock, create_app
from queue_app.backup import postgres_dump, restoring
from queue_app.catalogue.directory import directory
from queue_app.consequences import Scope
from queue_app.db import ClockAnchor
from queue_app.line import events
from queue_app.line.contacts import contacts
from queue_app.live.snapshots import snapshot
from queue_app.transaction import database, reading, transaction
from tests import make
from tests.conftest import MONDAY, config_of
from tests.queue_app.backup.conftest import let_go
from tests.queue_app.backup.operating import command, done, numbers, refused, sound


def test_a_screen_takes_the_restored_truth_for_the_newer_one(app: Flask, tmp_path: Path) -> None:
    make.make_open_counter()
    done(command(app, "backup", tmp_path / "b"))
    for _ in range(5):
        make.make_ticket()
    seen = board()["seq"]
    told = json.loads(done(command(app, "restore", tmp_path / "b", "--replace", "--json")).output)
    assert told["seq"] == seen + restoring.GAP
    assert board()["seq"] == seen + restoring.GAP
    make.make_ticket()
    with reading() as session:
        assert events.settled(session) > seen + restoring.GAP
        (news,) = events.read_after(session, seen + restoring.GAP, 10)
    assert (news.kind, news.number) == ("issued", "A001")
    sound()


def board() -> dict[str, object]:
    with reading() as session:
        return snapshot(session, Scope("board", directory(session).site.id, "H2"))


def test_a_database_that_holds_something_is_replaced_only_when_told_and_kept(app: Flask, tmp_path: Path) -> None:
    make.make_ticket()
    done(command(app, "backup", tmp_path / "b"))
    make.make_ticket()
    assert "--replace" in refused(command(app, "restore", tmp_path / "b"))
    assert numbers() == 2
    told = json.loads(done(command(app, "restore", tmp_path / "b", "--replace", "--json")).output)
    assert numbers() == 1
    name = told["kept"]
    there = f"sqlite:///{name}"
    if not app.extensions["config"].sqlite:
        there = f"{app.extensions['config'].database_url.rpartition('/')[0]}/{name}"
    with create_app(config_of(tmp_path / "aside", there)).app_context():
        assert numbers() == 2
        let_go()


def test_a_database_in_use_is_left_alone(app: Flask, tmp_path: Path) -> None:
    make.make_ticket()
    done(command(app, "backup", tmp_path / "b"))
    other = create_app(app.extensions["config"])
    with other.app_context():
        assert numbers() == 1  # its pool keeps the connection
        with app.app_context():
            ended = app.test_cli_runner().invoke(args=["restore", str(tmp_path / "b"), "--replace"])
        assert "sedang dipakai" in refused(ended)
        assert numbers() == 1
        let_go()


def test_a_damaged_backup_changes_nothing(app: Flask, tmp_path: Path) -> None:
    make.make_ticket()
    done(command(app, "backup", tmp_path / "b"))
    make.make_ticket()
    whole = (tmp_path / "b").read_bytes()
    (tmp_path / "b").write_bytes(whole[:-100] + bytes(100))
    assert "SHA-256" in refused(command(app, "restore", tmp_path / "b", "--replace"))
    (tmp_path / "b.sha256").unlink()
    for broken in (whole[: len(whole) // 2], b"not a backup", b""):
        (tmp_path / "b").write_bytes(broken)
        assert refused(command(app, "restore", tmp_path / "b", "--replace"))
    assert "tidak ada berkas" in refused(command(app, "restore", tmp_path / "absent", "--replace"))
    assert numbers() == 2
    assert nothing_left_of_a_restore(app)


def nothing_left_of_a_restore(app: Flask) -> bool:
    if app.extensions["config"].sqlite:
        return not list(app.extensions["config"].data_dir.glob(".gmsc.db*"))
    url = database.engine.url
    return not postgres_dump.exists(url.set(database=f"{url.database}_restoring"))


PLANTED = {
    "aturan": "UPDATE line_days SET last_ordinal = 9",
    "berskema": "UPDATE alembic_version SET version_num = '0000'",
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_backup_with_a_fault_is_refused_by_name(app: Flask, tmp_path: Path, fault: str) -> None:
    make.make_ticket()
    with transaction() as session:
        session.execute(text(PLANTED[fault]))
    done(command(app, "backup", tmp_path / "b"))
    assert fault in refused(command(app, "restore", tmp_path / "b", "--replace"))
    assert numbers() == 1
    assert nothing_left_of_a_restore(app)


def test_a_backup_of_another_key_is_refused(app: Flask, tmp_path: Path) -> None:
    done(command(app, "backup", tmp_path / "b"))
    settings = dataclasses.replace(app.extensions["config"], secret_key="u" * 40)
    assert "SECRET_KEY" in refused(command(create_app(settings), "restore", tmp_path / "b", "--replace"))


def test_a_restore_forgets_what_was_to_be_forgotten_since(app: Flask, tmp_path: Path) -> None:
    make.make_ticket(phone="+6281234567890", consent="2026-11")
    with transaction() as session:  # the clock that the restored house will show
        session.merge(ClockAnchor(id=1, start=MONDAY + timedelta(days=8), anchor=clock.real_now(), speed=1))
    done(command(app, "backup", tmp_path / "b"))
    done(command(app, "restore", tmp_path / "b", "--replace"))
    with reading() as session:
        assert session.execute(select(func.count()).select_from(contacts)).scalar_one() == 0
