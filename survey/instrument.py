"""The questionnaire in force: what is asked, how it is graded, from which day on.

An instrument is one TOML file in `instruments/`. Adding a file with a later `effective_from`
changes the survey on that day without code; answers keep the code of the instrument they were given
to, and results never mix two. Every file is checked whole when it is first read; a faulty one stops
the start (`InstrumentError`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from queue_app.errors import N_, Unknown
from survey.questionnaire import (
    HELP_LANGUAGES,
    PROFILE_KEYS,
    PROFILE_KINDS,
    Choice,
    Grade,
    Instrument,
    ProfileField,
    Unsur,
)
from survey.toml_table import InstrumentError, Table, read_toml

__all__ = [
    "Instrument",
    "InstrumentError",
    "UnknownInstrument",
    "effective",
    "in_force",
    "instrument",
    "load",
    "shelf",
]

INSTRUMENTS = Path(__file__).with_name("instruments")


class UnknownInstrument(Unknown):
    """No such questionnaire, or none in force on that day."""

    sentence = N_("Kuesioner ini tidak dikenal.")


def instrument(code: str) -> Instrument:
    """The instrument with this code; raises UnknownInstrument."""
    try:
        return shelf()[code]
    except KeyError:
        raise UnknownInstrument from None


def effective(day: date) -> Instrument:
    """The instrument in force on a day; raises UnknownInstrument before the first."""
    return in_force(shelf().values(), day)


def in_force(instruments: Iterable[Instrument], day: date) -> Instrument:
    """Of several instruments, the one that began last among those begun by `day`."""
    begun = [one for one in instruments if one.effective_from <= day]
    if not begun:
        raise UnknownInstrument
    return max(begun, key=lambda one: one.effective_from)


@lru_cache(maxsize=8)
def shelf(folder: Path = INSTRUMENTS) -> Mapping[str, Instrument]:
    """All instruments of a folder by code, read and checked once. Raises InstrumentError."""
    found = [load(path) for path in sorted(folder.glob("*.toml"))]
    if not found:
        raise InstrumentError(f"{folder}: no instrument")
    for what, values in (
        ("code", [one.code for one in found]),
        ("effective_from", [one.effective_from for one in found]),
    ):
        if len(set(values)) != len(values):
            raise InstrumentError(f"{folder}: two instruments share one {what}")
    return {one.code: one for one in found}


def load(path: Path) -> Instrument:
    """Read and check one instrument file. Raises InstrumentError naming the file and what is wrong in it."""
    table = read_toml(path)
    scale = table.table("scale")
    made = Instrument(
        code=table.text("code"),
        name=table.text("name"),
        regulation=table.text("regulation"),
        effective_from=table.day("effective_from"),
        source=table.text("source"),
        notes=table.texts("notes"),
        least=scale.number("least"),
        most=scale.number("most"),
        unsur=tuple(_unsur(one) for one in table.tables("unsur")),
        orders={key: table.table("orders").texts(key) for key in table.table("orders").names()},
        form_order=table.table("print").text("form"),
        report_order=table.table("print").text("report"),
        grades=tuple(_grade(one) for one in table.tables("grades")),
        weights={key: table.table("weights").ratio(key) for key in table.table("weights").names()},
        profile=tuple(_profile_field(one) for one in table.tables("profile")),
    )
    _check(made, path)
    return made


def _unsur(table: Table) -> Unsur:
    return Unsur(
        key=table.text("key"),
        name=table.text("name"),
        short=table.text("short"),
        question=table.text("question"),
        options=table.texts("options"),
        certainty=table.text("certainty"),
        note=table.text("note", ""),
        help={one: said.text(one) for said in _help(table, "help") for one in said.names()},
        options_help={one: said.texts(one) for said in _help(table, "options_help") for one in said.names()},
    )


def _help(table: Table, key: str) -> Iterable[Table]:
    """The table of that name, or nothing: an instrument may come before its help is written."""
    return [table.table(key)] if key in table.names() else []


def _grade(table: Table) -> Grade:
    return Grade(
        letter=table.text("letter"),
        at_least=table.decimal("at_least"),
        persepsi=table.number("persepsi"),
        ni=table.text("ni"),
        nik=table.text("nik"),
        kinerja=table.text("kinerja"),
    )


def _profile_field(table: Table) -> ProfileField:
    return ProfileField(
        key=table.text("key"),
        label=table.text("label"),
        kind=table.text("kind"),
        choices=tuple(
            Choice(one.text("value"), one.text("label"), one.number("at_most", None)) for one in table.tables("choices")
        ),
        certainty=table.text("certainty"),
        least=table.number("least", 0),
        most=table.number("most", 0),
    )


def _check(made: Instrument, path: Path) -> None:
    """What the arithmetic, the form and the tables rely on; the first fault found is raised."""
    for fault, wrong in _faults(made, path):
        if wrong:
            raise InstrumentError(f"{path.name}: {fault}")


def _faults(made: Instrument, path: Path) -> Iterable[tuple[str, bool]]:
    keys, options = made.keys, made.most - made.least + 1
    at_least = [grade.at_least for grade in made.grades]
    yield "code must be the file's name", made.code != path.stem
    yield "unsur keys must be distinct", not keys or len(set(keys)) != len(keys)
    yield (
        "the scale must be 1 to 4: the stored answers know no other",
        (made.least, made.most) != (1, 4),
    )
    yield (
        "every unsur needs one option per score",
        any(len(u.options) != options for u in made.unsur),
    )
    yield (
        f"help knows only the languages {', '.join(HELP_LANGUAGES)}",
        any(not {*u.help, *u.options_help} <= set(HELP_LANGUAGES) for u in made.unsur),
    )
    yield (
        "every option must be explained, or none",
        any(len(words) != options for u in made.unsur for words in u.options_help.values()),
    )
    for name, order in made.orders.items():
        yield f"order {name!r} must name every unsur once", sorted(order) != sorted(keys)
    yield (
        "print names an order that is not there",
        not {made.form_order, made.report_order} <= set(made.orders),
    )
    yield "unsur must stand in the report order", keys != made.orders.get(made.report_order)
    yield "grades must fall", not at_least or at_least != sorted(set(at_least), reverse=True)
    yield (
        "the lowest grade must begin at the lowest index",
        at_least[-1:] != [Decimal(25 * made.least)],
    )
    yield (
        "weight 'exact' must be 1/number of unsur",
        made.weights.get("exact") != Fraction(1, len(keys)),
    )
    yield "profile holds an unknown field", not {f.key for f in made.profile} <= set(PROFILE_KEYS)
    for one in made.profile:
        yield from _profile_faults(one)


def _profile_faults(one: ProfileField) -> Iterable[tuple[str, bool]]:
    values = [choice.value for choice in one.choices]
    yield f"profile {one.key}: unknown kind", one.kind not in PROFILE_KINDS
    yield (
        f"profile {one.key}: values must be distinct",
        not values or len(set(values)) != len(values),
    )
    if one.kind == "years":
        ends = [choice.at_most for choice in one.choices if choice.at_most is not None]
        complete = len(ends) == len(values) and ends == sorted(set(ends)) and ends[-1:] == [one.most]
        yield f"profile {one.key}: bands must rise and reach `most`", not complete
