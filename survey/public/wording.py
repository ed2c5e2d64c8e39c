"""A published snapshot in the reader's language. What was frozen is Indonesian; where the figures of a sentence were
frozen too, it is said anew from them, else it stays as it was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from queue_app.errors import N_
from queue_app.web.language import decimal, gettext, longdate, whole
from survey.ikm import EXACT
from survey.periods import parse

#: The words of the instruments' grades, and of a result without one.
_GRADES = (N_("Sangat baik"), N_("Baik"), N_("Kurang baik"), N_("Tidak baik"), N_("Responden belum mencukupi"))
#: How far an act of a plan is.
_STATES = {
    "planned": N_("Belum, direncanakan"),
    "running": N_("Belum, sedang berjalan"),
    "done": N_("Sudah"),
    "cancelled": N_("Dibatalkan"),
}


def period_words(code: str) -> str:
    """Semester I 2026, from its code."""
    period = parse(code)
    return gettext(period.title).format(**period.values)


def grade_words(frozen: str) -> str:
    """Baik; the words of an instrument that we have no translation of stay as they are."""
    return gettext(frozen) if frozen in _GRADES else frozen


def state_words(status: str) -> str:
    """Belum, sedang berjalan"""
    return gettext(_STATES[status]) if status in _STATES else status


def change_words(shown: Mapping[str, Any]) -> str | None:
    """Naik 1,35 dari Semester II 2025 (412 responden), dalam batas kebetulan (±2,10). None where no figures of it were
    frozen.
    """
    compared = shown.get("compared")
    if not compared:
        return None
    step = Decimal(compared["step"])
    said = {"step": decimal(abs(step)), "period": period_words(compared["period"]), "n": whole(compared["n"])}
    if not step:
        moved = gettext("Sama dengan %(period)s (%(n)s responden)", **said)
    elif step > 0:
        moved = gettext("Naik %(step)s dari %(period)s (%(n)s responden)", **said)
    else:
        moved = gettext("Turun %(step)s dari %(period)s (%(n)s responden)", **said)
    chance = decimal(compared["chance"])
    if compared["real"]:
        return f"{moved}, {gettext('lebih dari kebetulan (±%(chance)s)', chance=chance)}"
    return f"{moved}, {gettext('dalam batas kebetulan (±%(chance)s)', chance=chance)}"


def weight_words(shown: Mapping[str, Any]) -> str:
    """Bobot tepat 1/9"""
    weights, unsur = shown["result"]["weights"], len(shown["unsur"])
    if weights == EXACT:
        return gettext("Bobot tepat 1/%(n)s", n=unsur)
    return gettext("Cara cetak dengan bobot %(weight)s, bukan bobot tepat 1/%(n)s", weight=decimal(weights, 3), n=unsur)


def day_words(day: date) -> str:
    """20 Juli 2026"""
    return longdate(day).split(", ")[-1]


def span_words(shown: Mapping[str, Any]) -> str:
    """1 Januari–30 Juni 2026; the year is said once."""
    start, end = date.fromisoformat(shown["from"]), date.fromisoformat(shown["to"])
    if start.year != end.year:
        return f"{day_words(start)} – {day_words(end)}"
    return f"{day_words(start).removesuffix(f' {start.year}')}–{day_words(end)}"
