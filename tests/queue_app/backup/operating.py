"""An operator at work on an installation that nobody serves, and two looks at what is in it."""

from __future__ import annotations

from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from queue_app import ids
from queue_app.check import check
from queue_app.line.ticket import tickets
from queue_app.transaction import reading
from tests.queue_app.backup.conftest import let_go


def command(app: Flask, *arguments: object) -> Result:
    """One command, as the operator types it."""
    ids.install(ids.Keyring(app.extensions["config"].secret_key))
    with app.app_context():
        let_go()
        ended = app.test_cli_runner().invoke(args=[str(word) for word in arguments])
        let_go()
    return ended


def done(ended: Result) -> Result:
    assert ended.exit_code == 0, (ended.output, ended.exception)
    return ended


def refused(ended: Result) -> str:
    assert ended.exit_code == 1, (ended.output, ended.exception)
    assert "Traceback" not in ended.output
    return ended.output


def numbers() -> int:
    with reading() as session:
        return session.execute(select(func.count()).select_from(tickets)).scalar_one()


def sound() -> None:
    with reading() as session:
        session.rollback()
        assert check(session) == []
