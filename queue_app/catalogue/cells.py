"""How one cell of a catalogue file is read: text in, value out, or a CellProblem with an Indonesian
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from queue_app.catalogue.directory import Hours
from queue_app.errors import N_

Reader = Callable[[str], Any]

_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_SITE_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PREFIX = re.compile(r"[A-Z]{1,2}")
_TIME = re.compile(r"(\d{1,2})[.:](\d{2})")
_HOURS = re.compile(r"(?P<opens>\S+?)\s*[-–]\s*(?P<closes>\S+?)(?:\s+jeda\s+(?P<from>\S+?)\s*[-–]\s*(?P<to>\S+))?")


class CellProblem(ValueError):
    """What is wrong with one cell."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


def text(cell: str) -> str:
    """One line of text, without surplus blanks."""
    return " ".join(cell.split())


def code(cell: str) -> str:
    """A code: capitals, digits and hyphens."""
    return _matching(cell, _CODE, N_("kode hanya boleh huruf besar, angka, dan tanda hubung, misalnya DKC-LAHIR"))


def site_code(cell: str) -> str:
    """A site's code: small letters, digits and hyphens."""
    return _matching(cell, _SITE_CODE, N_("kode tempat hanya boleh huruf kecil, angka, dan tanda hubung"))


def prefix(cell: str) -> str:
    """The letters of a line."""
    return _matching(cell, _PREFIX, N_("huruf antrean harus satu atau dua huruf besar"))


def whole(low: int, high: int = 100_000) -> Reader:
    """Reader of a whole number from `low` to `high`."""

    def read(cell: str) -> int:
        if not re.fullmatch(r"\d{1,9}", cell) or not low <= int(cell) <= high:
            raise CellProblem(N_("harus bilangan bulat dari {low} sampai {high}"), low=low, high=high)
        return int(cell)

    return read


def yes_no(cell: str) -> bool:
    """`ya`/`tidak` or `true`/`false`."""
    word = cell.casefold()
    if word in ("true", "ya"):
        return True
    if word in ("false", "tidak"):
        return False
    raise CellProblem(N_("harus ya atau tidak"))


def one_of(values: Iterable[str]) -> Reader:
    """Reader of one of a few words."""
    allowed = tuple(values)

    def read(cell: str) -> str:
        if cell not in allowed:
            raise CellProblem(N_("harus salah satu dari: {allowed}"), allowed=", ".join(allowed))
        return cell

    return read


def some_of(values: Iterable[str]) -> Reader:
    """Reader of a list, separated by semicolons, of which each is one of a few words."""
    one = one_of(values)
    return lambda cell: tuple(one(word) for word in words(cell))


def url(cell: str) -> str:
    """A complete web address."""
    parts = urlsplit(cell)
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in cell:
        raise CellProblem(N_("harus alamat web yang lengkap (http atau https)"))
    return cell


def words(cell: str) -> tuple[str, ...]:
    """A list separated by semicolons, without blanks and repetitions."""
    return tuple(dict.fromkeys(text(word) for word in cell.split(";") if word.strip()))


def lines(cell: str) -> tuple[str, ...]:
    """A list with one sentence per line, without blanks and repetitions."""
    return tuple(dict.fromkeys(text(line) for line in cell.splitlines() if line.strip()))


def cases(cell: str) -> tuple[dict[str, Any], ...]:
    """Special cases, one per line: `hilang: Surat kehilangan; Fotokopi KTP` gives {"if": …, "adds": […]}."""
    found = []
    for line in lines(cell):
        when, colon, adds = line.partition(":")
        if not colon or not when.strip() or not words(adds):
            raise CellProblem(N_("tulis satu keadaan per baris, misalnya hilang: Surat kehilangan dari kepolisian"))
        found.append({"if": text(when), "adds": list(words(adds))})
    return tuple(found)


def cases_text(found: Iterable[Mapping[str, Any]]) -> str:
    """The cell that `cases` reads back to the same value."""
    return "\n".join(f"{case['if']}: {'; '.join(case['adds'])}" for case in found)


def codes(cell: str) -> tuple[str, ...]:
    """A list of codes separated by semicolons."""
    return tuple(code(word) for word in words(cell))


def clock_time(cell: str) -> time:
    """A time of day: `08.00` or `08:00`."""
    found = _TIME.fullmatch(cell)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise CellProblem(N_("jam {cell} tidak dikenal; tulis seperti 08.00"), cell=cell)
    return time(int(found[1]), int(found[2]))


def iso_date(cell: str) -> date:
    """A date: `2026-12-25`."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise CellProblem(N_("tanggal harus seperti 2026-12-25")) from None


def zone_name(cell: str) -> str:
    """An IANA time zone."""
    try:
        ZoneInfo(cell)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CellProblem(N_("zona waktu tidak dikenal, misalnya Asia/Jakarta")) from None
    return cell


def day_hours(cell: str) -> Hours | None:
    """Hours of one weekday: `08.00-14.30 jeda 11.30-13.00`; empty or `tutup` is closed."""
    if cell in ("", "tutup"):
        return None
    found = _HOURS.fullmatch(cell)
    if not found:
        raise CellProblem(N_("jam buka harus seperti 08.00-14.30 atau 08.00-14.30 jeda 11.30-13.00"))
    break_from, break_to = (clock_time(found[part]) if found[part] else None for part in ("from", "to"))
    hours = Hours(clock_time(found["opens"]), clock_time(found["closes"]), break_from, break_to)
    if not hours.opens < hours.closes:
        raise CellProblem(N_("jam tutup harus setelah jam buka"))
    if break_from and break_to and not hours.opens <= break_from < break_to <= hours.closes:
        raise CellProblem(N_("jeda harus berada di dalam jam buka"))
    return hours


def hours_text(hours: Hours) -> str:
    """The cell that `day_hours` reads back to the same value."""
    cell = f"{hours.opens:%H.%M}-{hours.closes:%H.%M}"
    if hours.break_from and hours.break_to:
        cell += f" jeda {hours.break_from:%H.%M}-{hours.break_to:%H.%M}"
    return cell


def _matching(cell: str, pattern: re.Pattern[str], sentence: str) -> str:
    if not pattern.fullmatch(cell) or len(cell) > 40:
        raise CellProblem(sentence)
    return cell
