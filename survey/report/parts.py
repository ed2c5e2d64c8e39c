"""What a report is made of: chapters, sections, and blocks that every renderer can show.

One report, three renderers: each walks the same blocks, so that a number cannot differ between the PDF, the workbook
and the document. Values stay values here (int, Decimal with its places); `text` writes them for people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

#: The report is an official Indonesian document, whatever the reader's language.
LOCALE = "id"

Value = str | int | Decimal | None

#: What stands where a number is not shown or does not exist.
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind`: words, number (right-aligned), letter (a grade), change (a signed difference);
    `share` is its part of the width where the width is divided, 0 for as much as it needs.
    """

    label: str
    kind: str = "number"
    share: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `strong` is said by weight and by words, never by colour."""

    values: tuple[Value, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption. `wide`: needs the page turned."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of prose."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """A numbered or marked list."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: 25-100, with the letter of its grade (empty where there is none)."""

    label: str
    value: Decimal
    letter: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars from 25, the lowest possible value; `table` is the key of its twin, `said` the bars in words."""

    table: str
    caption: str
    said: str
    bars: tuple[Bar, ...]

    @property
    def alt(self) -> str:
        """The whole chart for who cannot see it."""
        return f"{self.caption}: {self.said}."


Block = Paragraph | Points | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section; chapters without sections have one without number and title."""

    number: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: "BAB I" or "Lampiran 1", its title and sections."""

    number: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the cover: what, and the value as people read it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page. `index` is a Decimal, or None where nothing may be shown; `letter` is empty where the
    respondents do not suffice for one.
    """

    government: str
    unit: str
    address: str
    number: str
    title: str
    subject: str
    span: str
    index: Decimal | None
    letter: str
    words: str
    facts: tuple[Fact, ...]
    summary: str
    lowest: Table
    dated: str
    signer_position: str
    signer_name: str
    signer_id: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report says."""

    cover: Cover
    chapters: tuple[Chapter, ...]
    running_head: str
    locked: str
    snapshot: dict[str, object] = field(hash=False)

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order."""
        for chapter in self.chapters:
            for section in chapter.sections:
                yield from section.blocks

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table in reading order."""
        return tuple(block for block in self.blocks() if isinstance(block, Table))

    def table(self, key: str) -> Table:
        """The table of this key; raises KeyError."""
        found = {table.key: table for table in self.tables}
        return found[key]


def text(value: Value, kind: str = "number") -> str:
    """A value as people here write it: 1.234, 83,42, +1,35; a missing one is a dash."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return format_decimal(value, "#,##0", locale=LOCALE)
    places = max(0, -int(value.as_tuple().exponent))
    plain = format_decimal(abs(value), f"#,##0.{'0' * places}" if places else "#,##0", locale=LOCALE)
    sign = "−" if value < 0 else "+" if kind == "change" and value > 0 else ""
    return f"{sign}{plain}"


def day(value: date) -> str:
    """20 Juli 2026"""
    return format_date(value, "d MMMM y", locale=LOCALE)


def span(start: date, end: date) -> str:
    """1 Januari–30 Juni 2026; the year is said once."""
    if start.year != end.year:
        return f"{day(start)} – {day(end)}"
    return f"{day(start).removesuffix(f' {start.year}')}–{day(end)}"
