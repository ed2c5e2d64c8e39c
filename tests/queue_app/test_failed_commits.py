"""Sharing a commit with somebody who fails: nobody's failure is another's, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from queue_app.db import sqlite_module
from queue_app.errors import Forbidden
from queue_app.line import lately
from queue_app.transaction import database, reading, transaction
from tests.queue_app.writers import Writers, break_down, how, on_sqlite, refuse, write, write_within, written


@on_sqlite
def test_who_fails_takes_back_only_their_own(writers: Writers) -> None:
    with writers.busy():
        coming = writers.come(partial(write, "a"), partial(refuse, "b"), partial(write, "c"), partial(refuse, "d"))
    assert how(coming) == ["done", "Forbidden", "done", "Forbidden"]
    assert written() == ["a", "c"]


@on_sqlite
def test_where_nobody_has_anything_to_keep_nothing_is_committed(writers: Writers) -> None:
    with writers.busy():
        coming = writers.come(partial(refuse, "a"), partial(refuse, "b"))
    assert how(coming) == ["Forbidden"] * 2
    assert (written(), writers.commits) == ([], 0)


@on_sqlite
def test_a_commit_that_fails_fails_for_everybody_and_the_next_is_another(writers: Writers) -> None:
    """Also for who was refused: that may have been for what is not there after all."""

    def full() -> None:
        writers.disk = lambda: None
        raise sqlite_module().OperationalError("database or disk is full")

    writers.disk = full
    with writers.busy():
        coming = writers.come(partial(write, "a"), partial(refuse, "b"), partial(write, "c"))
    assert how(coming) == ["OperationalError"] * 3
    assert written() == []
    write("d")
    assert written() == ["d"]


@on_sqlite
def test_when_the_database_takes_back_everything_nobody_is_told_otherwise(writers: Writers) -> None:
    with writers.busy():
        coming = writers.come(partial(write, "a"), partial(break_down, "b"), partial(write, "c"))
    assert how(coming) == ["OperationalError", "OperationalError", "done"]
    assert written() == ["c"]


@on_sqlite
def test_what_cannot_be_taken_back_alone_is_kept_for_nobody(writers: Writers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who failed was told so: then nothing of it may be kept because others commit."""
    dialect = database.engine.dialect

    def fail(_connection: object, _name: str) -> None:
        raise sqlite_module().OperationalError("disk I/O error")

    for step, second in (("do_release_savepoint", write), ("do_rollback_to_savepoint", refuse)):
        with writers.busy():
            coming = writers.come(partial(write, "a"), partial(failing(monkeypatch, dialect, step, fail, second), "b"))
        assert how(coming)[0] == "OperationalError"
        assert how(coming)[1] in ("OperationalError", "DatabaseError"), step
        assert written() == [], step
    write("c")
    assert written() == ["c"]


def failing(
    monkeypatch: pytest.MonkeyPatch, dialect: Any, step: str, fail: Callable[..., None], work: Callable[[str], None]
) -> Callable[[str], None]:
    """That work, while a step of the database fails."""

    def do(name: str) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(dialect, step, fail)
            work(name)

    return do


@on_sqlite
def test_what_a_writer_takes_back_in_the_middle_is_gone_and_what_comes_after_is_theirs(writers: Writers) -> None:
    def change_of_mind(name: str, *, fails: bool) -> None:
        with transaction() as session:
            write_within(session, "before")
            session.rollback()
            write_within(session, name)
            if fails:
                raise Forbidden()

    with writers.busy():
        coming = writers.come(
            partial(write, "a"), partial(change_of_mind, "b", fails=True), partial(change_of_mind, "c", fails=False)
        )
    assert how(coming) == ["done", "Forbidden", "done"]
    assert written() == ["a", "c"]


@on_sqlite
def test_after_a_commit_that_failed_nothing_is_remembered_of_it(writers: Writers) -> None:
    def full() -> None:
        raise sqlite_module().OperationalError("database or disk is full")

    with reading() as session:
        before = lately.settled_lately(session)
    lately.forget()
    writers.disk = full

    def look(name: str) -> None:
        with transaction() as session:
            write_within(session, name)
            assert lately.settled_lately(session) > before

    with writers.busy():
        coming = writers.come(partial(look, "a"))
    assert how(coming) == ["OperationalError"]
    with reading() as session:
        assert lately.settled_lately(session) == before
