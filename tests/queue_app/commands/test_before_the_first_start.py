"""Commands on a folder where nothing was started yet: one sentence that says what to do, never a traceback, no file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from queue_app import clock, create_app
from queue_app.catalogue.directory import forget
from queue_app.transaction import database
from tests.conftest import config_of

COMMANDS = [
    ("check",),
    ("check", "--json"),
    ("staff", "add", "Siti", "--role", "manager"),
    ("staff", "link", "siti"),
    ("token", "create", "Kota", "--role", "integrator"),
    ("token", "list"),
    ("token", "revoke", "Kota"),
    ("device", "pair", "123-456"),
    ("seed",),
    ("backup", "{folder}/copy.db"),
]


@pytest.fixture
def nothing(tmp_path: Path) -> Iterator[Flask]:
    """An installation that has its settings and no database."""
    made = create_app(config_of(tmp_path))
    yield made
    with made.app_context():
        database.engine.dispose()
    clock.install(None)
    forget()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_before_the_first_start_says_what_to_do_first(
    nothing: Flask, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = run(nothing, *(word.format(folder=tmp_path) for word in command))
    assert isinstance(done.exception, SystemExit), done.exc_info
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr == "Basis data ini belum disiapkan. Jalankan dahulu: python3 run.py\n"
    assert not list(tmp_path.glob("*.db*"))


def test_a_database_without_a_catalogue_says_so(nothing: Flask) -> None:
    assert run(nothing, "db", "upgrade").exit_code == 0
    for command in (COMMANDS[2], COMMANDS[4]):
        done = run(nothing, *command)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "Katalog belum dimuat" in done.stderr


def test_a_database_of_another_version_is_named_and_can_still_be_copied(nothing: Flask, tmp_path: Path) -> None:
    assert run(nothing, "db", "upgrade", "0004").exit_code == 0
    done = run(nothing, "check")
    assert done.exit_code == 1
    assert "milik versi lain" in done.stderr
    assert run(nothing, "backup", str(tmp_path / "copy.db")).exit_code == 0


def test_every_command_explains_itself_in_the_language_of_its_people(nothing: Flask) -> None:
    for command in {command[0] for command in COMMANDS} | {"restore", "import", "skm", "openapi", "simulate", "demo"}:
        said = run(nothing, command, "--help").stdout
        assert not [word for word in (" the ", " is ", " with ", "Print ") if word in said], command
