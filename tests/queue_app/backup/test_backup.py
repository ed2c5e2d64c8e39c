"""A backup is one true moment of a house at work, in one whole file: everything promised before it is in it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from display import voice
from display.voice.choice import chosen
from queue_app import upkeep
from queue_app.backup import beside, postgres_dump
from queue_app.commands import keeping
from queue_app.transaction import reading
from tests import make
from tests.display.packs import make_pack, tone
from tests.queue_app.backup.conftest import let_go
from tests.queue_app.backup.operating import command, done, numbers, refused, sound
from tests.queue_app.played_day import play_a_day

Elsewhere = Callable[[str], Flask]


def recorded(app: Flask) -> Path:
    """A voice that an announcer recorded is installed, and a hall speaks with it."""
    with app.app_context():
        clips = make_pack(voice.home() / "packs" / "ibu-rahayu", ["satu"])
        keeping.voices_agree()
        wish = {"pack-id": "ibu-rahayu", "pack-en": "", "pack-jv": ""}
        assert app.test_client().post("/admin/suara/H2", data=wish, headers=make.headers("admin")).status_code == 303
    return clips


def lay(app: Flask, **media: bytes) -> dict[str, bytes]:
    """Lay what the screens of a hall show; answers all there is then."""
    return laid(app.extensions["config"].data_dir, **media)


def laid(data_dir: Path, **media: bytes) -> dict[str, bytes]:
    home = data_dir / "media"
    for name, content in media.items():
        (home / "H2").mkdir(parents=True, exist_ok=True)
        (home / "H2" / f"{name}.mp4").write_bytes(content)
    return {f"{one.parent.name}/{one.name}": one.read_bytes() for one in sorted(home.glob("*/*"))}


def test_what_was_backed_up_is_what_is_restored(app: Flask, elsewhere: Elsewhere, tmp_path: Path) -> None:
    play_a_day()
    clips, before, shown = recorded(app), numbers(), lay(app, kantor=b"a film" * 999, ktp=b"another")
    made = json.loads(done(command(app, "backup", tmp_path / "b", "--json")).output)
    content = (tmp_path / "b").read_bytes()
    assert (made["bytes"], made["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    checked = subprocess.run(["sha256sum", "--check", "b.sha256"], cwd=tmp_path, capture_output=True)
    assert checked.returncode == 0
    assert (tmp_path / "b").stat().st_mode & 0o007 == 0, "it is nobody's who is not of the house"
    there = elsewhere("new")
    told = json.loads(done(command(there, "restore", tmp_path / "b", "--json")).output)
    assert (told["checked"]["tickets"], told["checksum"], told["checked"]["spent"]) == (before, True, 1)
    with there.app_context():
        assert numbers() == before
        sound()
        assert there.test_client().get("/readyz").status_code == 200
        make.make_ticket()
        sound()
        back = voice.home() / "packs" / "ibu-rahayu"
        assert back != clips
        assert {one.name: one.read_bytes() for one in back.iterdir()} == {
            one.name: one.read_bytes() for one in clips.iterdir()
        }, "what the announcer recorded is part of the house"
        assert [chosen(voice.home(), "H2", language) for language in ("id", "en")] == ["ibu-rahayu", ""]
        assert lay(there) == shown, "so are the pictures and films of its screens"
        tone(back / "dua.wav", 400, 0.1)
        keeping.voices_agree()
        shutil.rmtree(back)
        keeping.voices_agree()
        assert (back / "dua.wav").is_file(), "what was laid there by hand is kept at the next start"
        let_go()


def test_films_lie_once_beside_all_backups_and_none_is_lost_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, folder = tmp_path, tmp_path / "backups"
    pool, first, second = folder / "screen-media", folder / "gmsc-1.backup", folder / "gmsc-2.backup"
    laid(home, kantor=b"old", ktp=b"same", sama=b"same")
    assert beside.take_along(home, first) == beside.Along(3, 11)
    laid(home, kantor=b"new film")
    monkeypatch.setattr(beside, "MOST_BYTES", 12)
    assert beside.take_along(home, second) == beside.Along(2, 8, ("H2/kantor.mp4",)), "the largest stay, and are named"
    assert len(list(pool.iterdir())) == 2
    kept = home / "media-now" / "H2" / "kantor.mp4"
    (home / "media" / "H2" / "ktp.mp4").unlink()
    told = beside.bring_back(first, home, "now")
    assert told == beside.Brought(("H2/kantor.mp4", "H2/ktp.mp4"), (), str(home / "media-now"))
    assert (laid(home)["H2/kantor.mp4"], kept.read_bytes()) == (b"old", b"new film")
    beside.drop(first)
    beside.sweep(folder)
    assert [one.read_bytes() for one in pool.iterdir()] == [b"same"], "what no backup names goes"
    for one in pool.iterdir():
        one.write_bytes(b"worn")
    (home / "media" / "H2" / "ktp.mp4").unlink()
    assert beside.bring_back(second, home, "then") == beside.Brought((), ("H2/ktp.mp4",))
    (folder / "gmsc-2.backup.media").write_text(f"{'0' * 64}  ../gmsc.db\n{'0' * 64}  H2/../../x\n")
    assert beside.bring_back(second, home, "then") == beside.Brought()


@pytest.mark.parametrize("rounds", [10])
def test_ten_backups_while_others_write_are_ten_true_moments(
    app: Flask, elsewhere: Elsewhere, tmp_path: Path, rounds: int
) -> None:
    """D16. Every number that was acknowledged before a backup began is in it."""
    rounds = rounds if app.extensions["config"].sqlite else 2
    enough, acknowledged = threading.Event(), [0, 0, 0]

    def write(mine: int) -> None:
        client, body = app.test_client(), {"service": make.SERVICE, "channel": "kiosk"}
        while not enough.is_set():
            assert client.post("/api/v1/tickets", json=body, headers=kiosk).status_code == 201
            acknowledged[mine] += 1

    kiosk = make.headers("kiosk")
    writers = [threading.Thread(target=write, args=[n]) for n in range(3)]
    for writer in writers:
        writer.start()
    try:
        known = [_backed_up(app, tmp_path / f"b{n}", acknowledged) for n in range(rounds)]
    finally:
        enough.set()
        for writer in writers:
            writer.join()
    assert known[0] < known[-1]
    for n, least in enumerate(known):
        there = elsewhere(f"new{n}")
        assert done(command(there, "restore", tmp_path / f"b{n}")).output.count("dipulihkan") == 1
        with there.app_context():
            assert numbers() >= least  # and every invariant holds: restore has looked
            assert any(there.test_client().get("/readyz").json["ready"] for _ in range(20)), "not for want of a moment"
            let_go()


def _backed_up(app: Flask, target: Path, acknowledged: list[int]) -> int:
    least = sum(acknowledged)
    while sum(acknowledged) == least:  # somebody is writing
        threading.Event().wait(0.01)
    done(app.test_cli_runner().invoke(args=["backup", str(target)]))
    return least


def test_the_house_knows_when_it_was_last_backed_up(app: Flask, tmp_path: Path) -> None:
    with reading() as session:
        assert upkeep.last(session, upkeep.BACKUP) is None
    made = json.loads(done(command(app, "backup", tmp_path / "b", "--json")).output)
    with reading() as session:
        last = upkeep.last(session, upkeep.BACKUP)
    assert last is not None
    assert last.found["sha256"] == made["sha256"]


def test_a_backup_over_an_older_one_leaves_one_whole_file(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    first = json.loads(done(command(app, "backup", folder / "b", "--json")).output)
    make.make_ticket()
    second = json.loads(done(command(app, "backup", folder / "b", "--json")).output)
    assert first["sha256"] != second["sha256"]
    assert sorted(path.name for path in folder.iterdir()) == ["b", "b.sha256"]


def test_a_backup_that_cannot_be_written_says_why(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "tidak dapat ditulis" in refused(command(app, "backup", tmp_path / "file" / "b"))
    if app.extensions["config"].sqlite:
        own = app.extensions["config"].data_dir / "gmsc.db"
        assert "basis data itu sendiri" in refused(command(app, "backup", own))


def test_missing_programs_are_named_with_what_installs_them(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if app.extensions["config"].sqlite:
        monkeypatch.setattr("queue_app.backup.sqlite_file.path_of", lambda url: tmp_path / "absent")
        assert "tidak ada basis data" in refused(command(app, "backup", tmp_path / "b"))
        return
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(postgres_dump, "_DEBIAN", tmp_path)
    assert "apt-get install postgresql-client" in refused(command(app, "backup", tmp_path / "b"))
