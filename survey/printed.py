"""What a published table says of itself (sums, NRR, index, grade), held against its own rows.

A table that contradicts itself is not refused: its rows may be right and its total wrong. It is
imported with the contradiction said (`skm_golden/inconsistent.json` holds real ones).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from queue_app.errors import N_
from survey import ikm
from survey.ikm import Tally
from survey.questionnaire import Instrument

WRONG_INDEX = N_("Indeks tercetak {printed}, tetapi baris jawabannya menghasilkan {computed}.")
OTHER_WEIGHT = N_("Indeks tercetak {printed} memakai bobot {weight}; dengan bobot tepat 1/{count} hasilnya {computed}.")
WRONG_GRADE = N_("Mutu tercetak {printed}, tetapi menurut baris jawabannya {computed}.")
GRADE_AGAINST_INDEX = N_(
    "Mutu tercetak {printed} tidak sesuai dengan indeks tercetak {index}, yang menurut {rule} {right}."
)
WRONG_SUM = N_("Jumlah tercetak unsur {unsur} adalah {printed}, tetapi baris jawabannya berjumlah {computed}.")
WRONG_NRR = N_("NRR tercetak unsur {unsur} adalah {printed}, tetapi baris jawabannya menghasilkan {computed}.")

_LABELS = {
    "sum": re.compile(r"(jumlah|total)( nilai)?( per unsur|/unsur)?|sum"),
    "nrr": re.compile(r"(nrr|nilai rata-rata|rata-rata)( per unsur|/unsur| unsur)?"),
    "index": re.compile(r"(nilai )?(ikm|skm|indeks)( unit( pelayanan)?| pelayanan)?( konversi)?"),
    "grade": re.compile(r"mutu( pelayanan| layanan| unit pelayanan)?"),
    "other": re.compile(r"(nrr tertimbang|bobot|kinerja|keterangan|catatan)\b.*"),
}


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands below the rows, or was typed by the importer; empty where nothing does."""

    index: Decimal | None = None
    grade: str | None = None
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    nrr: Mapping[str, Decimal] = field(default_factory=dict)


def is_summary(cells: tuple[str, ...]) -> bool:
    """Whether a row sums up instead of being a respondent's: it begins with such a word."""
    return _label(cells) is not None


def read_summary(known: Printed, cells: tuple[str, ...], places: Mapping[str, int]) -> Printed:
    """What one summary row adds to what is known. `places`: unsur key → column."""
    kind = _label(cells)
    per_unsur = {
        key: value for key, at in places.items() if at < len(cells) and (value := number(cells[at])) is not None
    }
    after = [cell for cell in cells if cell][1:]
    if kind == "sum":
        return replace(known, sums=per_unsur)
    if kind == "nrr":
        return replace(known, nrr=per_unsur)
    if kind == "index" and after:
        return replace(known, index=next((found for c in after if (found := number(c)) is not None), known.index))
    if kind == "grade" and after:
        return replace(known, grade=after[0])
    return known


def contradictions(used: Instrument, tallies: Mapping[str, Tally], printed: Printed) -> list[str]:
    """Every sentence about what the table says wrongly of itself; without rows only index against grade."""
    found: list[str] = []
    letter = grade_letter(used, printed.grade)
    if tallies and all(tallies.get(key, Tally()).n for key in used.keys):
        found += _against_rows(used, tallies, printed, letter)
    if printed.index is not None and letter is not None:
        right = used.grade(ikm.half_up(Fraction(printed.index), 2)).letter
        if right != letter:
            rule = used.regulation.split(" tentang ")[0]
            words = {"printed": printed.grade, "index": _comma(printed.index), "rule": rule, "right": right}
            found.append(GRADE_AGAINST_INDEX.format(**words))
    return found


def number(text: str) -> Decimal | None:
    """A printed number with a comma or a point, or None."""
    try:
        found = Decimal(text.replace(",", ".")) if re.fullmatch(r"\d{1,9}([.,]\d{1,12})?", text) else None
    except InvalidOperation:
        return None
    return found


def grade_letter(used: Instrument, words: str | None) -> str | None:
    """The letter that a printed grade means: "A", "B (Baik)", "Sangat Baik"."""
    folded = " ".join((words or "").casefold().split())
    if match := re.match(r"([a-d])\b", folded):
        return match[1].upper()
    return next((g.letter for g in used.grades if g.kinerja.casefold() == folded), None)


def _against_rows(used: Instrument, tallies: Mapping[str, Tally], printed: Printed, letter: str | None) -> list[str]:
    found = []
    made = ikm.score(used, tallies)
    for unsur in used.unsur:
        tally = tallies[unsur.key]
        total, nrr = printed.sums.get(unsur.key), printed.nrr.get(unsur.key)
        if total is not None and total != tally.sum:
            found.append(WRONG_SUM.format(unsur=unsur.short, printed=_comma(total), computed=tally.sum))
        if nrr is not None and not _same(nrr, tally.mean):
            found.append(
                WRONG_NRR.format(unsur=unsur.short, printed=_comma(nrr), computed=_comma(ikm.half_up(tally.mean, 3)))
            )
    exact = ikm.index(tally.mean for tally in tallies.values())
    if printed.index is not None and not _same(printed.index, exact):
        found.append(_wrong_index(used, tallies, printed.index, str(made.index)))
    if letter is not None and letter != made.grade:
        found.append(WRONG_GRADE.format(printed=printed.grade, computed=made.grade))
    return found


def _wrong_index(used: Instrument, tallies: Mapping[str, Tally], index: Decimal, computed: str) -> str:
    """The index is of other weights, or of other answers."""
    for name, weight in used.weights.items():
        if name != ikm.EXACT and _same(index, ikm.index((t.mean for t in tallies.values()), weight)):
            words = {
                "printed": _comma(index),
                "weight": _comma(name),
                "count": len(used.unsur),
                "computed": _comma(computed),
            }
            return OTHER_WEIGHT.format(**words)
    return WRONG_INDEX.format(printed=_comma(index), computed=_comma(computed))


def _comma(value: Decimal | str) -> str:
    """A number as it is written in Indonesian."""
    return str(value).replace(".", ",")


def _same(printed: Decimal, exact: Fraction) -> bool:
    """Whether a printed number is the exact one, rounded half up to as many decimals as were printed."""
    exponent = printed.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return ikm.half_up(exact, places) == printed


def _label(cells: tuple[str, ...]) -> str | None:
    first = next((" ".join(cell.casefold().rstrip(" :").split()) for cell in cells if cell), "")
    return next((kind for kind, pattern in _LABELS.items() if pattern.fullmatch(first)), None)
