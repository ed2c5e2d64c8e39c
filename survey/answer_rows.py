"""What a grid of answers means: which column is which unsur, and each row's scores, or every fault by row and column.

Columns are known by their semantic key, the name of the unsur, or a position (U1 … U9). Positions 8 and
9 mean different things in different documents (skm.md 1.1), so a file with positions is only read with
an order stated. Columns with names, numbers or phones are passed over and never kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from queue_app.errors import N_, Invalid
from survey.answer_table import BadFile, Grid
from survey.ikm import Tally
from survey.printed import Printed, is_summary, read_summary
from survey.profile_cells import cell_at, folded, profile_of
from survey.questionnaire import Instrument, ProfileField

#: Faults that are listed one by one; the rest are counted.
SHOWN = 40

NOT_A_SCORE = N_("Baris {row}, kolom {column}: {value} bukan nilai 1 sampai 4.")
NO_SCORE = N_("Baris {row}, kolom {column}: kosong.")
NO_SERVICE = N_("Baris {row}, kolom {column}: layanan {value} tidak ada dalam katalog.")

_POSITION = re.compile(r"(?:u|q|unsur|pertanyaan|p)[\s._-]*0?([1-9]\d?)")
_SERVICE_HEADS = ("layanan", "kode layanan", "jenis layanan", "kode_layanan", "service")


class NoHeader(BadFile):
    """No sheet has a row that names every unsur."""


class OrderNeeded(Invalid):
    """The columns are numbered, and what 8 and 9 mean was not said."""

    sentence = N_("Berkas memakai nomor unsur. Nyatakan dahulu urutan nomornya.")

    def __init__(self) -> None:
        super().__init__([{"field": "order", "message": self.sentence}])


@dataclass(frozen=True, slots=True)
class Row:
    """One filled form: scores by unsur key, profile by field; service and agency where the row names one."""

    scores: Mapping[str, int]
    profile: Mapping[str, str]
    service: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """A file as it was understood: rows, what is wrong (then nothing may be kept), and what a reader should know."""

    rows: tuple[Row, ...]
    errors: tuple[str, ...]
    more_errors: int
    sheet: str
    columns: Mapping[str, str]
    passed_over: tuple[str, ...]
    unknown_profile: Mapping[str, int]
    blank_rows: int
    printed: Printed

    @property
    def tallies(self) -> dict[str, Tally]:
        """The answers added up by unsur."""
        found: dict[str, Tally] = {}
        for row in self.rows:
            for key, score in row.scores.items():
                found[key] = found.get(key, Tally()) + Tally(1, score)
        return found


@dataclass
class _Layout:
    """Where what stands in a sheet: column → what it is."""

    at: int
    names: tuple[str, ...]
    unsur: dict[str, int] = field(default_factory=dict)
    profile: dict[str, int] = field(default_factory=dict)
    service: int | None = None

    @property
    def passed_over(self) -> tuple[str, ...]:
        used = {*self.unsur.values(), *self.profile.values(), self.service}
        return tuple(name for place, name in enumerate(self.names) if name and place not in used)


def understand(
    sheets: list[Grid],
    used: Instrument,
    *,
    order: str | None = None,
    blanks: bool = False,
    services: Mapping[str, tuple[str, str]] | None = None,
) -> Answers:
    """Read the first sheet that has a header.

    `order`: what positions mean, a key of the instrument's orders. `blanks`: an empty cell is an
    unanswered question instead of a fault. `services`: what a service column may say (folded) →
    (service code, agency code). Raises NoHeader, OrderNeeded.
    """
    for grid in sheets:
        layout = _layout(grid, used, order)
        if layout is not None:
            return _read(grid, layout, used, blanks, services or {})
    names = ", ".join(grid.name for grid in sheets)
    raise NoHeader(
        N_(
            "Tidak ada baris judul dengan {count} unsur di lembar {names}. "
            "Judul kolom berupa {first} … {last}, nama unsurnya, atau U1 sampai U{count}."
        ),
        count=len(used.unsur),
        first=used.keys[0],
        last=used.keys[-1],
        names=names[:100],
    )


def _layout(grid: Grid, used: Instrument, order: str | None) -> _Layout | None:
    """The header among the first rows of a sheet, or None; names say more than numbers, wherever they stand."""
    first = [(at, cells, [folded(cell) for cell in cells]) for at, (_, cells) in enumerate(grid.rows[:15])]
    found = [(at, cells, heads, _named(heads, used)) for at, cells, heads in first]
    found = [one for one in found if one[-1]] or [(*one, _placed(one[-1], used, order)) for one in first]
    for place, cells, heads, unsur in found:
        if not unsur:
            continue
        layout = _Layout(place, cells, unsur)
        layout.profile = {one.key: at for one in used.profile if (at := _place(heads, _heads_of(one))) is not None}
        layout.service = _place(heads, _SERVICE_HEADS)
        return layout
    return None


def _placed(heads: list[str], used: Instrument, order: str | None) -> dict[str, int]:
    """Unsur key → column, when the columns are numbered. Raises OrderNeeded where nobody said what the numbers mean and
    this questionnaire is numbered in more than one way.
    """
    numbered = _numbered(heads, used)
    if not numbered:
        return {}
    if order not in used.orders and len(set(used.orders.values())) > 1:
        raise OrderNeeded
    return {key: numbered[n] for n, key in enumerate(used.orders.get(order or "", used.keys), 1)}


def _named(heads: list[str], used: Instrument) -> dict[str, int]:
    """Unsur key → column, when each unsur is named once; else nothing."""
    found = {}
    for unsur in used.unsur:
        words = {folded(unsur.key), folded(unsur.name), folded(unsur.short)}
        places = [at for at, head in enumerate(heads) if head in words]
        if len(places) != 1:
            return {}
        found[unsur.key] = places[0]
    return found


def _numbered(heads: list[str], used: Instrument) -> dict[int, int]:
    """Position → column, when every position is there once; else nothing."""
    matches = [(int(match[1]), at) for at, head in enumerate(heads) if (match := _POSITION.fullmatch(head))]
    wanted = list(range(1, len(used.unsur) + 1))
    return dict(matches) if sorted(n for n, _ in matches) == wanted else {}


def _read(
    grid: Grid, layout: _Layout, used: Instrument, blanks: bool, services: Mapping[str, tuple[str, str]]
) -> Answers:
    rows: list[Row] = []
    errors: list[str] = []
    unknown: dict[str, int] = {}
    printed = Printed()
    for number, cells in grid.rows[layout.at + 1 :]:
        if is_summary(cells):
            printed = read_summary(printed, cells, layout.unsur)
            continue
        scores = _scores(number, cells, layout, used, blanks, errors)
        service = _service(number, cells, layout, services, errors)
        rows.append(Row(scores, profile_of(cells, layout.profile, used, unknown), *service))
    names = {key: layout.names[at] for key, at in layout.unsur.items()}
    return Answers(
        rows=tuple(rows),
        errors=tuple(errors[:SHOWN]),
        more_errors=max(0, len(errors) - SHOWN),
        sheet=grid.name,
        columns=names,
        passed_over=layout.passed_over,
        unknown_profile=unknown,
        blank_rows=grid.blank,
        printed=printed,
    )


def _scores(
    number: int, cells: tuple[str, ...], layout: _Layout, used: Instrument, blanks: bool, errors: list[str]
) -> dict[str, int]:
    allowed = {str(score): score for score in range(used.least, used.most + 1)}
    found: dict[str, int] = {}
    for key, at in layout.unsur.items():
        cell = cell_at(cells, at)
        if cell in allowed:
            found[key] = allowed[cell]
        elif cell or not blanks:
            sentence = NOT_A_SCORE if cell else NO_SCORE
            errors.append(sentence.format(row=number, column=layout.names[at], value=repr(cell[:30])))
    if blanks and not found:
        errors.append(N_("Baris {row}: tidak ada satu nilai pun.").format(row=number))
    return found


def _service(
    number: int,
    cells: tuple[str, ...],
    layout: _Layout,
    services: Mapping[str, tuple[str, str]],
    errors: list[str],
) -> tuple[str | None, str | None]:
    cell = cell_at(cells, layout.service)
    if not cell:
        return None, None
    known = services.get(folded(cell))
    if known is None:
        head = layout.names[layout.service or 0]
        errors.append(NO_SERVICE.format(row=number, column=head, value=repr(cell[:60])))
        return None, None
    return known


def _heads_of(one: ProfileField) -> tuple[str, ...]:
    return one.key, one.label


def _place(heads: list[str], words: tuple[str, ...]) -> int | None:
    wanted = {folded(word) for word in words}
    return next((at for at, head in enumerate(heads) if head in wanted), None)
