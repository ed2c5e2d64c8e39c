"""The view as a file: the same filter, the same figures, as CSV (UTF-8 with its mark, commas, decimal
points).

One line for everything that is filtered, then one for each line of the breakdown. A cell is empty
where the page shows nothing: hidden figures, and letters while too few have answered.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from queue_app.web.language import gettext as _
from survey.results import Result
from survey.results_desk.figures import Figures
from survey.results_desk.filters import Chosen
from survey.results_desk.shown import Line

_HEAD = (
    "lingkup kode_instansi instansi kode_layanan layanan dari sampai kuesioner bobot "
    "responden dilayani responden_minimal mencukupi indeks mutu"
).split()
#: A spreadsheet would take text that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(chosen: Chosen, figures: Figures, shown: tuple[Line, ...]) -> str:
    """The whole file as text."""
    keys = figures.instrument.keys
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([*_HEAD, *(f"{key}_{what}" for key in keys for what in _OF_UNSUR)])
    for scope, result in _rows(chosen, figures, shown):
        row = [*scope, *_days(chosen), *_values(result), *_of_unsur(result, keys)]
        writer.writerow([_text(cell) for cell in row])
    return "\ufeff" + file.getvalue()


def file_name(chosen: Chosen) -> str:
    """skm-2026-S2-DISPENDUKCAPIL.csv: letters, digits and hyphens only."""
    window, whose = chosen.window, chosen.service or chosen.agency
    when = window.code if window.code[0].isdigit() else f"{window.start}-{window.end}"
    parts = ("skm", when, whose.code if whose else "semua")
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in "-".join(parts)) + ".csv"


_OF_UNSUR = ("n", "nrr", "indeks", "mutu")


def _rows(
    chosen: Chosen, figures: Figures, shown: tuple[Line, ...]
) -> Iterator[tuple[tuple[str, str, str, str, str], Result]]:
    agency, service = chosen.agency, chosen.service
    yield (
        (
            _("keseluruhan"),
            agency.code if agency else "",
            agency.name if agency else "",
            service.code if service else "",
            service.name if service else "",
        ),
        figures.result,
    )
    for line in shown:
        own = (line.agency.code, line.agency.name) if line.agency else ("", "")
        if line.members:
            yield (_("gabungan"), *own, "", "; ".join(line.members)), line.result
        else:
            name = line.service.name if line.service else line.code
            yield (_("layanan"), *own, line.code, name), line.result


def _days(chosen: Chosen) -> tuple[object, ...]:
    return chosen.window.start, chosen.window.end


def _values(result: Result) -> tuple[object, ...]:
    n = "" if result.n is None else result.n
    enough = _("ya") if result.adequate else _("belum")
    grade = result.grade if result.adequate else ""
    index = "" if result.index is None else result.index
    fixed = (result.instrument, result.weights, n, result.population, result.required)
    return *fixed, enough, index, grade


def _of_unsur(result: Result, keys: tuple[str, ...]) -> Iterator[object]:
    for key in keys:
        one = result.unsur.get(key)
        yield from (
            ("", "", "", "")
            if one is None
            else (
                one.n,
                one.nrr,
                one.index,
                one.grade if result.adequate else "",
            )
        )


def _text(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
