"""What a backup is on disk: one file, and beside it `NAME.sha256` as `sha256sum --check` reads it.

A file appears under its own name only when it is whole and on the disk.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from queue_app.errors import Refused


class BackupFailed(Refused):
    """No backup was made, or none could be restored; nothing was changed. The sentence is for the operator."""

    sentence = "The backup failed."


def partial_of(target: Path) -> Path:
    """Where a file grows before it is whole. Raises BackupFailed when its folder cannot be had."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BackupFailed(f"{target} tidak dapat ditulis: {error.strerror}") from error
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    return partial


def finish(partial: Path, target: Path) -> str:
    """Give a whole file its name and its checksum file, durably, readable for its user and their group alone; answers
    the SHA-256.
    """
    digest = sha256_of(partial)
    with suppress(OSError):  # a USB stick may know no such thing
        partial.chmod(0o640)
    _sync(partial)
    target.with_name(target.name + ".sha256").unlink(missing_ok=True)  # of an older file of this name
    os.replace(partial, target)
    beside = partial_of(target.with_name(target.name + ".sha256"))
    beside.write_text(f"{digest}  {target.name}\n", encoding="utf-8")
    _sync(beside)
    os.replace(beside, target.with_name(target.name + ".sha256"))
    _sync(target.parent)
    return digest


def take_place(fresh: Path, place: Path, aside: Path | None) -> None:
    """Let `fresh` stand where `place` stood, in one step and durably; what stood there is kept as `aside`."""
    _sync(fresh)
    if aside is not None:
        os.link(place, aside)
    os.replace(fresh, place)
    _sync(place.parent)


def refuse_damaged(file: Path) -> bool:
    """Hold a file against its checksum; False when there is none to hold it against. Raises BackupFailed."""
    if not file.is_file():
        raise BackupFailed(f"tidak ada berkas {file}")
    beside = file.with_name(file.name + ".sha256")
    if not beside.is_file():
        return False
    if beside.read_text(encoding="utf-8").partition(" ")[0] != sha256_of(file):
        raise BackupFailed(f"{file} tidak sama dengan yang ditulis: SHA-256-nya berbeda dari {beside.name}")
    return True


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
