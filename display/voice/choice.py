"""Which announcer speaks in a hall. Packs lie side by side, each in a folder of its own name; the one whose folder is
named after its language speaks wherever nobody has chosen.

Choices lie beside the packs: {hall code: {language: folder}}; an empty folder name is the synthetic voice. The database
has them too (`keeping.py`), for the backup.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from display.voice.pack import BadPack, Pack, read_pack

#: A folder of packs; what is being exchanged has a dot in its name.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_CHOICES = "chosen.json"


@dataclass(frozen=True, slots=True)
class Installed:
    """A folder of packs as it is: its pack, or in one line what is wrong with it."""

    name: str
    pack: Pack | None
    wrong: str = ""


def installed(home: Path) -> list[Installed]:
    """Every pack of the site, by name."""
    folders = sorted(one for one in (home / "packs").glob("*") if one.is_dir() and NAME.fullmatch(one.name))
    return [_read(folder) for folder in folders]


def chosen(home: Path, hall: str, language: str) -> str:
    """The folder whose voice says this language in this hall; empty for the synthetic one."""
    return choices(home).get(hall, {}).get(language, language)


def choose(home: Path, hall: str, wishes: Mapping[str, str]) -> None:
    """Let a hall speak each language of `wishes` with a pack, from the next call on."""
    kept = choices(home)
    kept[hall] = kept.get(hall, {}) | dict(wishes)
    write_choices(home, kept)


def write_choices(home: Path, kept: Mapping[str, Mapping[str, str]]) -> None:
    """Let these be all choices, from the next call on."""
    home.mkdir(parents=True, exist_ok=True)
    made = home / f".{os.getpid()}-{_CHOICES}"
    made.write_text(json.dumps(kept, indent=1, sort_keys=True), encoding="utf-8")
    made.replace(home / _CHOICES)


def choices(home: Path) -> dict[str, dict[str, str]]:
    """What was chosen; nothing where the file is missing or spoilt: the hall then speaks as if nobody had chosen."""
    try:
        kept = json.loads((home / _CHOICES).read_text(encoding="utf-8"))
        return {str(hall): {str(k): str(v) for k, v in packs.items()} for hall, packs in kept.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _read(folder: Path) -> Installed:
    try:
        return Installed(folder.name, read_pack(folder))
    except (BadPack, OSError) as error:
        return Installed(folder.name, None, str(error))
