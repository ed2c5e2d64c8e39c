"""Backups of their own accord: dense where it was just now, thin further back, and never a phone number too long."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from queue_app import clock
from queue_app.backup import beside, keeping
from queue_app.backup.files import refuse_damaged
from tests import make

NOW = datetime(2026, 11, 23, 12, 7, tzinfo=UTC)


def test_four_hours_seven_days_and_eight_weeks_are_kept() -> None:
    kept: set[datetime] = set()
    at = NOW - timedelta(weeks=12)
    while at <= NOW:  # as the job does it, every quarter of an hour
        kept.add(at)
        kept -= keeping.superfluous(kept, at)
        at += timedelta(minutes=15)
    ages = sorted(NOW - moment for moment in kept)
    assert sum(age <= timedelta(hours=4) for age in ages) == 17
    last_week = {(NOW - age).date() for age in ages if age <= timedelta(days=7)}
    assert len(last_week) == 8  # the first and the last of them in part
    assert len({(NOW - age).isocalendar()[:2] for age in ages}) in (8, 9)
    assert ages[-1] <= timedelta(weeks=8)
    assert ages[-1] > timedelta(weeks=6)
    assert len(kept) < 35


def test_the_only_backup_of_a_week_is_never_superfluous() -> None:
    alone = {NOW - timedelta(days=20)}
    assert keeping.superfluous(alone, NOW) == set()
    assert keeping.superfluous({NOW - timedelta(weeks=9)}, NOW) == {NOW - timedelta(weeks=9)}


def test_the_copies_go_on_without_phone_numbers_when_these_are_to_be_forgotten(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_ticket(phone="+6281234567890", consent="2026-11")
    real, folder = clock.real_now(), tmp_path / "backups"
    slide = app.extensions["config"].data_dir / "media" / "semua" / "slaid.txt"
    slide.parent.mkdir(parents=True)
    slide.write_text("KTP di ponsel")
    keeping.keep_one(folder, 7)
    (folder / "gmsc-notes.backup").write_text("not ours")
    (young,) = folder.glob("*Z.backup")
    keeping.tidy(folder, 7)
    assert young.exists()
    monkeypatch.setattr(clock, "real_now", lambda: real + timedelta(days=7, hours=1))
    keeping.tidy(folder, 7)
    assert not young.exists()
    assert (folder / "gmsc-notes.backup").exists()
    left = list(folder.glob("*without-phones.backup"))
    if not app.extensions["config"].sqlite:
        assert left == []
        assert list((folder / "screen-media").iterdir()) == []
        return
    (thin,) = left
    slide.unlink()
    assert beside.bring_back(thin, app.extensions["config"].data_dir, "now").back == ("semua/slaid.txt",)
    assert refuse_damaged(thin)
    with sqlite3.connect(thin) as content:
        assert content.execute("SELECT count(*) FROM contacts").fetchone() == (0,)
        assert content.execute("SELECT count(*), count(phone_digest) FROM tickets").fetchone() == (1, 0)
    keeping.tidy(folder, 7)
    assert list(folder.glob("gmsc-2*.backup")) == [thin]


def test_a_copy_that_cannot_be_cleaned_is_dropped_rather_than_kept_with_numbers(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old = tmp_path / f"{clock.real_now() - timedelta(days=9):gmsc-%Y%m%dT%H%M%SZ}.backup"
    old.write_text("damaged")
    keeping.tidy(tmp_path, 7)
    assert list(tmp_path.glob("gmsc-*")) == []
    if app.extensions["config"].sqlite:
        assert "could not be taken out" in caplog.text
