"""The operator's command line: `operate("import", "folder")` gives (exit code, stdout, stderr)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

Operated = tuple[int, str, str]
Operate = Callable[..., Operated]


@pytest.fixture
def operate(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Operate:
    """Run a command against the test's database, at the test's time; what is not refused must not crash."""
    monkeypatch.setattr("queue_app.commands.speaking.product_time.agree", lambda *_arguments, **_named: None)

    def run(*arguments: object) -> Operated:
        done = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return done.exit_code, done.stdout, done.stderr

    return run
