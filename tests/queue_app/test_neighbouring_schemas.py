"""The version before on the schema of the next one, and the next one on the schema before: each says what holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from config import Config
from queue_app import app as wiring
from queue_app import clock, create_app
from queue_app.catalogue.directory import forget
from queue_app.check import check
from queue_app.line.ticket import Status
from queue_app.schema import Standing, newest_revision
from queue_app.transaction import announced, database, reading
from tests import make
from tests.conftest import MONDAY, still

#: What a later version might add: it only adds, as tests/migration_law.py demands of every revision.
NEXT = '''
"""A later version: where somebody sits, and a table of its own."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{before}", None, None

def upgrade() -> None:
    op.create_table("seats", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text, nullable=False))
    op.add_column("tickets", sa.Column("seat", sa.Integer, nullable=True))
    op.add_column("ticket_events", sa.Column("seat", sa.Integer, nullable=False, server_default="0"))
'''


@pytest.fixture
def morning() -> Iterator[None]:
    """Monday morning; nobody listens to doorbells."""
    clock.install(still(MONDAY))
    announced.clear()
    yield
    clock.install(None)
    forget()


@contextmanager
def running(config: Config) -> Iterator[Flask]:
    """A process of a version, within its application context."""
    app = create_app(config)
    with app.app_context():
        yield app
        database.session.remove()
        database.engine.dispose()


@contextmanager
def next_version(config: Config, folder: Path) -> Iterator[Flask]:
    """A process of the version after this one: it knows one migration more."""
    later = folder / "later"
    if not later.exists():
        shutil.copytree(wiring.MIGRATIONS, later, ignore=shutil.ignore_patterns("__pycache__"))
        with running(config):
            (later / "versions" / "9999_seats.py").write_text(NEXT.format(before=newest_revision()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "MIGRATIONS", later)
        with running(config) as app:
            yield app


def asked(app: Flask) -> tuple[int, Any]:
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.json


@pytest.mark.usefixtures("morning")
def test_the_version_before_goes_on_while_the_schema_is_ahead_and_the_next_one_waits_for_it(
    config: Config, tmp_path: Path
) -> None:
    with running(config):
        ours = newest_revision()
    with next_version(config, tmp_path) as later:
        apart = {"database": ours, "process": "9999"}
        assert asked(later) == (503, {"ready": False, "reasons": ["migrations"], "degraded": [], "schema": apart})
        said = later.test_cli_runner().invoke(args=["check"])
        assert (said.exit_code, "milik versi lain" in said.output) == (1, True)
        assert later.test_cli_runner().invoke(args=["prepare"]).exit_code == 0
        assert asked(later)[0] == 200
    with running(config) as before:
        ahead = {"database": "9999", "process": ours}
        assert asked(before) == (200, {"ready": True, "reasons": [], "degraded": ["schema"], "schema": ahead})
        assert make.make_ticket_in(Status.SERVED).status is Status.SERVED
        kept = before.test_cli_runner().invoke(args=["prepare"])
        assert (kept.exit_code, "lebih baru" in kept.output) == (0, True)
        assert before.test_cli_runner().invoke(args=["backup", str(tmp_path / "copy")]).exit_code == 0
        with reading() as session:
            assert check(session) == []
    with next_version(config, tmp_path) as later:
        assert asked(later)[0] == 200


@pytest.mark.usefixtures("morning")
def test_a_server_of_the_version_before_starts_on_a_schema_that_is_ahead_and_never_on_one_that_is_behind(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(wiring, "_config_or_exit", lambda: config)
    monkeypatch.setattr(wiring, "install_logs", lambda _format: None)
    with next_version(config, tmp_path) as later:
        with pytest.raises(SystemExit, match="78"):
            wiring.before_serving(prepare=False)
        assert "prepare" in capsys.readouterr().err
        later.test_cli_runner().invoke(args=["prepare"], catch_exceptions=False)
        wiring.before_serving(prepare=False)
    wiring.before_serving(prepare=False)
    wiring.before_serving(prepare=True)
    assert "lebih baru" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("there", "newer", "serves"),
    [("0012", False, True), ("0013", True, True), ("0011", False, False), (None, False, False), ("abc", False, False)],
)
def test_which_schema_a_version_serves_on(there: str | None, newer: bool, serves: bool) -> None:
    found = Standing(there, "0012")
    assert (found.newer, found.serves) == (newer, serves)
