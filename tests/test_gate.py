"""The gate does not turn a failure into a success, but tells a machine out of breath from a broken promise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests import gate
from tests.gate import Outcome

FAILED = Outcome("pytest", 1, 600)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """What is run a second time; it passes."""
    ran = list[list[str]]()
    monkeypatch.setattr(gate, "LAST_FAILED", tmp_path / "lastfailed")

    def run(name: str, command: list[str]) -> Outcome:
        ran.append(command)
        return Outcome(name, 0, 5)

    monkeypatch.setattr(gate, "_run", run)
    return ran


def failing(*names: str) -> None:
    gate.LAST_FAILED.write_text(json.dumps(dict.fromkeys(names, True)))


def test_a_few_that_failed_run_once_more_alone_and_are_named(
    alone: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    failing("tests/test_parts.py::test_one")
    ended = gate.second_run(FAILED, ["--long", "-k", "one"])
    assert alone == [["pytest", "--long", "tests/test_parts.py::test_one"]]
    assert (ended.status, ended.seconds, ended.again) == (0, 605, ("tests/test_parts.py::test_one",))
    assert gate.report([ended], {}, 605) == 0
    assert "PASSED ONLY ALONE, in a second run: tests/test_parts.py::test_one" in capsys.readouterr().out


def test_what_fails_again_has_failed(
    alone: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing("tests/test_parts.py::test_one")
    monkeypatch.setattr(gate, "_run", lambda name, _command: Outcome(name, 1, 5))
    assert gate.report([gate.second_run(FAILED, [])], {}, 605) == 1
    assert "PASSED ONLY" not in capsys.readouterr().out


MANY = [f"tests/test_parts.py::test_{n}" for n in range(gate.FEW + 1)]


@pytest.mark.parametrize("names", [MANY, ["tests/survey/test_races.py::test_x[sqlite]", MANY[0]], []])
def test_many_or_a_race_or_nobody_knows_which_are_not_run_again(alone: list[list[str]], names: Sequence[str]) -> None:
    failing(*names)
    assert gate.second_run(FAILED, []) is FAILED
    assert alone == []


def test_a_run_that_passed_or_broke_off_stays_what_it_was(alone: list[list[str]]) -> None:
    failing(MANY[0])
    for status in (0, 2, 3):
        first = Outcome("pytest", status, 600)
        assert gate.second_run(first, []) is first
    assert alone == []


def test_the_files_that_race_are_there() -> None:
    there = {path.name for path in Path(__file__).parent.rglob("test_*.py")}
    assert there >= set(gate.RACES)
