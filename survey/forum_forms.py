"""The forms of a public consultation: what was typed, as the columns it fills, or every field that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from queue_app.errors import N_, Invalid
from survey import action
from survey.forum import KINDS, MODES
from survey.questionnaire import Instrument

#: Longest texts, in characters, and lines of an agenda.
LONGEST = 600
AGENDA_LINES = 20

_REQUIRED = N_("Wajib diisi.")
_TOO_LONG = N_("Terlalu panjang.")
_NOT_A_KIND = N_("Pilih salah satu unsur masyarakat.")
_NOT_A_MODE = N_("Pilih cara pertemuan.")
_NOT_A_COUNT = N_("Isi dengan jumlah orang, 0 sampai 999.")
_TOO_MANY_LINES = N_("Agenda paling banyak 20 baris.")
_NOT_AN_UNSUR = N_("Pilih salah satu unsur.")


def read_forum(given: Mapping[str, str]) -> dict[str, Any]:
    """Day, hours, place, mode, chair and agenda (one item a line). Raises Invalid."""
    return _fields(given, _FORUM)


def read_part(part: str, given: Mapping[str, str], used: Instrument) -> dict[str, Any]:
    """A guest, an input or a commitment. Raises Invalid."""
    columns = {_COLUMN.get(name, name): value for name, value in _fields(given, _PARTS[part]).items()}
    if part == "commitment" and columns["unsur"] not in used.keys:
        raise Invalid([{"field": "unsur", "message": _NOT_AN_UNSUR}])
    return columns


def _fields(given: Mapping[str, str], fields: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    """Every field of a form, or Invalid with all that is wrong."""
    errors, found = [], {}
    for name, read in fields.items():
        try:
            found[name] = read(given.get(name, "").strip())
        except ValueError as problem:
            errors.append({"field": name, "message": str(problem)})
    if errors:
        raise Invalid(errors)
    return found


def _line(text: str) -> str:
    kept = " ".join(text.split())
    if not kept or len(kept) > LONGEST:
        raise ValueError(_TOO_LONG if kept else _REQUIRED)
    return kept


def _perhaps(text: str) -> str | None:
    return _line(text) if text else None


def _agenda(text: str) -> list[str]:
    lines = [_line(line) for line in text.splitlines() if line.strip()]
    if not lines or len(lines) > AGENDA_LINES:
        raise ValueError(_TOO_MANY_LINES if lines else _REQUIRED)
    return lines


def _one_of(allowed: Mapping[str, str], sentence: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(sentence)
        return text

    return read


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise ValueError(_NOT_A_COUNT)
    return int(text)


_FORUM: dict[str, Callable[[str], Any]] = {
    "held_on": action.day,
    "hours": _line,
    "place": _line,
    "mode": _one_of(MODES, _NOT_A_MODE),
    "chair": _line,
    "agenda": _agenda,
}
_KIND = _one_of(KINDS, _NOT_A_KIND)
_PARTS: dict[str, dict[str, Callable[[str], Any]]] = {
    "guest": {"kind": _KIND, "organisation": _line, "came": _count, "signatory": _perhaps},
    "input": {"said_by": _KIND, "body": _line, "answer": _perhaps},
    "commitment": {"unsur": _line, "promise": _line, "owner": action.office, "deadline": action.day},
}
#: Fields of one page have names of their own; these columns are called otherwise.
_COLUMN = {"came": "present", "said_by": "kind", "promise": "body"}
