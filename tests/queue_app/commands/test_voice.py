"""The operator finds out what a pack of clips lacks before the hall does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from display import voice
from tests.display.packs import WORDS, make_pack, tone

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

EVERYTHING = (*WORDS, "keempat", "kelima", "suara", "ini")


def flask(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["voice", *arguments])


def test_a_whole_pack_is_installed_and_spoken(app: Flask, tmp_path: Path) -> None:
    folder = str(make_pack(tmp_path / "pack", EVERYTHING))
    checked = flask(app, "check", folder)
    assert checked.exit_code == 0, checked.output
    assert "Lengkap" in checked.output
    assert flask(app, "install", folder).exit_code == 0
    assert voice.pack_of("id") is not None
    assert flask(app, "say", "Nomor antrean, A, nol satu dua.", str(tmp_path / "said.wav")).exit_code == 0
    assert (tmp_path / "said.wav").stat().st_size < 60_000, "clips of a twelfth of a second each"
    assert flask(app, "install", folder).exit_code == 0, "an older pack of the language is replaced"


def test_what_is_missing_is_named_and_not_installed(app: Flask, tmp_path: Path) -> None:
    folder = make_pack(tmp_path / "pack", EVERYTHING)
    (folder / "sebelas.wav").unlink()
    (folder / "q.wav").unlink()
    tone(folder / "nol.wav", 300, 0.1, loud=0.02)
    told = flask(app, "check", str(folder), "--json")
    assert told.exit_code == 1
    found = json.loads(told.stdout)
    assert "sebelas" in found["missing"]
    assert [line for line in found["odd"] if line.startswith("nol.wav")]
    before = voice.version(["id"])
    assert flask(app, "install", str(folder)).exit_code == 1
    assert voice.version(["id"]) == before


def test_a_folder_that_is_no_pack_is_refused(app: Flask, tmp_path: Path) -> None:
    refused = flask(app, "check", str(tmp_path))
    assert refused.exit_code == 2
    assert "pack.toml" in refused.stderr
