"""What a page needs to know about one kind of thing: its fields, its list, and how a form becomes edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from queue_app.catalogue.editing import Edit
from queue_app.catalogue.rows import WEEKDAYS, Catalogue
from queue_app.errors import N_, Invalid

Choices = Callable[[Catalogue], Sequence[tuple[str, str]]]
Cells = dict[str, str]

#: The four times of one weekday in a form: what stands behind the day's name.
DAY_PARTS = ("buka", "tutup", "jeda", "sampai")
_LONGEST = {"area": 6000, "text": 300}


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. kind: text, area, number, url, time, select, yes, many, week."""

    name: str
    label: str
    hint: str = ""
    kind: str = "text"
    choices: Choices | None = None
    #: What a new row starts with.
    start: str = ""
    optional: bool = False
    #: Whether the question stands behind "Selengkapnya".
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list."""

    key: str
    name: str
    note: str
    active: bool = True
    warning: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of thing. `slug` is its word in addresses, `table` its table in the catalogue."""

    slug: str
    table: str
    title: str
    one: str
    fields: tuple[Field, ...]
    listed: Callable[[Catalogue], list[Listed]]
    #: From the form of a new row, and the catalogue, to edits; empty: rows are not added here.
    added: Callable[[Catalogue, Cells], Sequence[Edit]] | None = None
    #: Which row an address names; None when there is none yet (a standard).
    row_of: Callable[[Catalogue, str], Any] | None = None
    #: Questions that only a new row is asked, or only an old one.
    only_new: tuple[str, ...] = ()
    only_old: tuple[str, ...] = ()
    ends: bool = False
    #: The page that a person leaves this one to: (slug, words).
    tabs: tuple[tuple[str, str], ...] = ()
    group_name: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)

    def asked(self, *, new: bool) -> list[Field]:
        """The questions of the form."""
        left_out = self.only_old if new else self.only_new
        return [one for one in self.fields if one.name not in left_out]


def cells_from(form: MultiDict[str, str], fields: Sequence[Field]) -> Cells:
    """What a form says, as cells of the columns. Raises Invalid for a text that is too long."""
    cells: Cells = {}
    for one in fields:
        if one.kind == "week":
            cells |= {day: _day_cell(form, day) for day in WEEKDAYS}
        elif one.kind == "many":
            cells[one.name] = ";".join(form.getlist(one.name))
        elif one.kind == "yes":
            cells[one.name] = "ya" if form.get(one.name) == "ya" else "tidak"
        else:
            cells[one.name] = _text(form, one)
    return cells


def _text(form: MultiDict[str, str], one: Field) -> str:
    text = form.get(one.name, "").replace("\r\n", "\n").strip()
    longest = _LONGEST.get(one.kind, 300)
    if len(text) > longest:
        raise Invalid([{"field": one.name, "message": N_("Isian ini terlalu panjang.")}])
    return text


def _day_cell(form: MultiDict[str, str], day: str) -> str:
    """Four times as the cell that files have: `08:00-14:30 jeda 11:30-13:00`."""
    opens, closes, break_from, break_to = (form.get(f"{day}_{part}", "").strip() for part in DAY_PARTS)
    cell = f"{opens}-{closes}" if opens or closes else ""
    return cell + (f" jeda {break_from}-{break_to}" if break_from or break_to else "")


def days_of(cells: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The inverse of `_day_cell`, for showing a week: day → part → time."""
    shown = {}
    for day in WEEKDAYS:
        hours, _jeda, pause = cells.get(day, "").partition(" jeda ")
        opens, _dash, closes = hours.partition("-")
        begins, _dash2, ends = pause.partition("-")
        shown[day] = dict(zip(DAY_PARTS, (opens, closes, begins, ends), strict=True))
    return shown
