"""What the hall watches while it waits: pictures, videos and slides of words from a folder of the site.

DATA_DIR/media/<hall>/ holds a hall's own, DATA_DIR/media/semua/ what every hall shows. A slide is a text file: its
first line is the title, each further line a step. Shown in the order of their names.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage

from queue_app.catalogue.directory import Hall
from queue_app.errors import N_, Invalid, Unknown

#: Ending → kind, media type, and how such a file begins.
KINDS: dict[str, tuple[str, str, tuple[tuple[int, bytes], ...]]] = {
    ".jpg": ("image", "image/jpeg", ((0, b"\xff\xd8\xff"),)),
    ".jpeg": ("image", "image/jpeg", ((0, b"\xff\xd8\xff"),)),
    ".png": ("image", "image/png", ((0, b"\x89PNG\r\n\x1a\n"),)),
    ".webp": ("image", "image/webp", ((8, b"WEBP"),)),
    ".mp4": ("video", "video/mp4", ((4, b"ftyp"),)),
    ".webm": ("video", "video/webm", ((0, b"\x1aE\xdf\xa3"),)),
    ".txt": ("slide", "text/plain", ()),
}
FOR_ALL = "semua"
#: Files of one hall, bytes of one upload, and lines of a slide with their longest.
MOST_FILES, MOST_BYTES, MOST_LINES, LONGEST_LINE = 60, 64 * 1024 * 1024, 5, 60
#: Bytes of all files of a house: what goes along in its backups (`queue_app.backup.beside.MOST_BYTES`).
MOST_OF_A_HOUSE = 1024**3
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True)
class Medium:
    """One thing to show. `words`: of a slide, title first; `version` changes with the content."""

    name: str
    kind: str
    title: str
    words: tuple[str, ...]
    version: str
    file: Path

    def told(self, address: str) -> dict[str, Any]:
        """As the board's script takes it."""
        return {"kind": self.kind, "title": self.title, "words": self.words, "address": f"{address}?v={self.version}"}


def version(hall: Hall) -> str:
    """Changes whenever the hall has something else to show."""
    return hashlib.sha256(" ".join(one.version for one in media_of(hall)).encode()).hexdigest()[:10]


def media_of(hall: Hall) -> list[Medium]:
    """What this hall shows, by name; a file that is none of ours is left out."""
    found: dict[str, Medium] = {}
    for folder in (_folder(FOR_ALL), _folder(hall.code)):
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            medium = _read(file)
            if medium is not None:
                found[medium.name] = medium
    return [found[name] for name in sorted(found)][:MOST_FILES]


def used() -> int:
    """Bytes of all files of the house."""
    return sum(file.stat().st_size for file in _home().glob("*/*") if file.is_file())


def one_of(hall: Hall, name: str) -> Medium:
    """One of them by its name. Raises Unknown."""
    for medium in media_of(hall):
        if medium.name == name:
            return medium
    raise Unknown()


def keep(hall: Hall, sent: FileStorage) -> str:
    """Keep an uploaded file for this hall and answer with its name. Raises Invalid naming `file`."""
    ending = Path(sent.filename or "").suffix.lower()
    if ending not in KINDS:
        raise _wrong(N_("Pilih gambar (JPG, PNG, WebP), video (MP4, WebM), atau slaid teks (TXT)."))
    head = sent.stream.read(16)
    sent.stream.seek(0)
    if any(head[at : at + len(begins)] != begins for at, begins in KINDS[ending][2]):
        raise _wrong(N_("Isi berkas ini tidak sesuai dengan jenisnya."))
    if len(media_of(hall)) >= MOST_FILES:
        raise _wrong(N_("Sudah terlalu banyak berkas. Hapus yang tidak perlu lagi."))
    if used() + sent.stream.seek(0, os.SEEK_END) > MOST_OF_A_HOUSE:
        raise _wrong(N_("Tempat tontonan penuh. Hapus berkas lama, atau unggah video yang lebih kecil."))
    sent.stream.seek(0)
    folder = _folder(hall.code)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{_plain(Path(sent.filename or '').stem)}{ending}"
    made = folder / f".{name}.part"
    sent.save(made)
    if ending == ".txt" and _words(made) is None:
        made.unlink()
        raise _wrong(N_("Slaid: 1 judul dan paling banyak 4 baris, masing-masing paling banyak 60 huruf, dalam UTF-8."))
    made.replace(folder / name)
    return name


def drop(hall: Hall, name: str) -> None:
    """Take one of this hall's own files away. Raises Unknown."""
    medium = one_of(hall, name)
    if medium.file.parent != _folder(hall.code):
        raise Unknown()
    medium.file.unlink(missing_ok=True)


def _read(file: Path) -> Medium | None:
    known = KINDS.get(file.suffix.lower())
    if known is None or not file.is_file() or file.name.startswith("."):
        return None
    words = _words(file) if known[0] == "slide" else ()
    if words is None:
        return None
    state = file.stat()
    seen = f"{file.name} {state.st_size} {state.st_mtime_ns}"
    title = words[0] if words else file.stem.replace("-", " ")
    return Medium(file.name, known[0], title, words, hashlib.sha256(seen.encode()).hexdigest()[:10], file)


def _words(file: Path) -> tuple[str, ...] | None:
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (UnicodeDecodeError, OSError):
        return None
    fits = 1 <= len(lines) <= MOST_LINES and all(len(line) <= LONGEST_LINE and line.isprintable() for line in lines)
    return tuple(lines) if fits else None


def _plain(stem: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:60]
    return name if _NAME.fullmatch(name) else "berkas"


def _folder(code: str) -> Path:
    return _home() / re.sub(r"[^A-Za-z0-9_-]", "_", code)


def _home() -> Path:
    data: Path = current_app.extensions["config"].data_dir
    return data / "media"


def _wrong(sentence: str) -> Invalid:
    return Invalid([{"field": "file", "message": sentence}])
