"""What a house keeps in files beside its database, in a backup: pictures, films and slides of its screens.

They are large and hardly ever change, and backups are many: each content lies once beside the backups, in
`screen-media/` under its SHA-256, and `NAME.media` beside a backup says which file it was, as `sha256sum` writes it.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from queue_app.backup import files

log = logging.getLogger("gmsc.backup")

#: Bytes of all media that go along, smallest first: pictures always, films while there is room.
MOST_BYTES = 1024**3
_FOLDER, _POOL, _LIST = "media", "screen-media", ".media"
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_-]+/[^/.][^/]*)")


@dataclass(frozen=True, slots=True)
class Along:
    """What went along with a backup, and the files (`hall/name`) that did not: too much, or not to be read."""

    files: int = 0
    bytes: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """Files that came back, those of which no whole copy lies there, and where what they replaced is kept."""

    back: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    kept: str | None = None


def take_along(data_dir: Path, target: Path) -> Along:
    """Lay the media of a house beside a backup that is about to be finished. Never in its way: what cannot be copied is
    left out by name.
    """
    known, size, left_out = dict[str, str](), 0, list[str]()
    for file in sorted(_files(data_dir / _FOLDER), key=lambda one: (one.stat().st_size, one)):
        name = f"{file.parent.name}/{file.name}"
        weighs = file.stat().st_size
        try:
            if size + weighs > MOST_BYTES:
                raise OSError(f"more than {MOST_BYTES} bytes in all")
            known[name] = _pooled(file, target.with_name(_POOL))
            size += weighs
        except OSError as error:
            log.warning("%s is not in the backup: %s", name, error)
            left_out.append(name)
    _write_list(target, known)
    return Along(len(known), size, tuple(left_out))


def bring_back(backup: Path, data_dir: Path, aside: str) -> Brought:
    """Let the files that a backup names be there again; others stay. What stands in the place of one with another
    content is kept in `media-<aside>`.
    """
    back, missing, kept = list[str](), list[str](), data_dir / f"{_FOLDER}-{aside}"
    for name, digest in _listed(backup).items():
        place, held = data_dir / _FOLDER / name, backup.with_name(_POOL) / digest
        if place.is_file() and files.sha256_of(place) == digest:
            continue
        if not held.is_file() or files.sha256_of(held) != digest:
            missing.append(name)
            continue
        if place.is_file():
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            place.replace(kept / name)
        _copy(held, place)
        back.append(name)
    return Brought(tuple(back), tuple(missing), str(kept) if kept.is_dir() else None)


def follow(backup: Path, new: Path) -> None:
    """A backup got another name: so does its list."""
    if _list_of(backup).is_file():
        os.replace(_list_of(backup), _list_of(new))


def drop(backup: Path) -> None:
    """Drop the list of a backup that goes; contents go with `sweep`."""
    _list_of(backup).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Drop the contents that no backup of a folder names any more."""
    if not (folder / _POOL).is_dir():
        return
    named = {digest for file in folder.glob(f"*{_LIST}") for digest in _lines(file).values()}
    for content in (folder / _POOL).iterdir():
        if content.name not in named:
            content.unlink(missing_ok=True)


def _files(home: Path) -> Iterator[Path]:
    for file in home.glob("*/*"):
        if file.is_file() and not file.is_symlink() and _LINE.fullmatch(f"{'0' * 64}  {file.parent.name}/{file.name}"):
            yield file


def _pooled(file: Path, pool: Path) -> str:
    """Let the content of a file lie in the pool, once; answers its SHA-256."""
    digest = files.sha256_of(file)
    if not (pool / digest).is_file() or (pool / digest).stat().st_size != file.stat().st_size:
        _copy(file, pool / digest)
    return digest


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f".{place.name}.{os.getpid()}.partial")
    try:
        shutil.copyfile(source, partial)
        os.replace(partial, place)
    finally:
        partial.unlink(missing_ok=True)


def _write_list(target: Path, known: dict[str, str]) -> None:
    if not known:
        return drop(target)
    partial = files.partial_of(_list_of(target))
    partial.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(known.items())), encoding="utf-8")
    os.replace(partial, _list_of(target))


def _listed(backup: Path) -> dict[str, str]:
    return _lines(_list_of(backup)) if _list_of(backup).is_file() else {}


def _lines(file: Path) -> dict[str, str]:
    """{hall/name: SHA-256}; a line that leads out of the folder is none."""
    found = (_LINE.fullmatch(line) for line in file.read_text(encoding="utf-8").splitlines())
    return {line[2]: line[1] for line in found if line}


def _list_of(backup: Path) -> Path:
    return backup.with_name(backup.name + _LIST)
