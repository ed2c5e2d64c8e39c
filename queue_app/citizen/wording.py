"""How a citizen reads what the line knows: one vocabulary of states, minutes before a number is
taken, what to bring.

Pure functions over the shapes of `line.shapes` and the catalogue's standards; no database, no
request.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from queue_app.catalogue.standards import Standard
from queue_app.errors import N_
from queue_app.line.shapes import Window
from queue_app.web.language import decimal, gettext

#: From here on a wait is told in hours.
_LONG = timedelta(hours=2)
_FROM_TO = re.compile(r"^(\d+) ([a-z ]+), paling lama (\d+) \2$")


class State(NamedTuple):
    """A status as a chip: `kind` names its form in components.css, `sign` an icon where the form's
    own would mislead.
    """

    kind: str
    label: str
    sign: str | None = None


_STATES = {
    "CALLED": State("dipanggil", N_("Dipanggil")),
    "SERVING": State("dilayani", N_("Sedang dilayani")),
    "HELD": State("ditahan", N_("Ditunda sementara")),
    "SERVED": State("selesai", N_("Selesai")),
    "NO_SHOW": State("absen", N_("Terlewat – belum hadir saat dipanggil")),
    "CANCELLED": State("batal", N_("Dibatalkan")),
    "EXPIRED": State("selesai", N_("Berakhir saat tutup"), "jam"),
    "UNFINISHED": State("selesai", N_("Belum tercatat selesai"), "info"),
}
_ABSENT = State("belum", N_("Terdaftar – belum tiba"))
_PRESENT = State("menunggu", N_("Menunggu"))


def state_of(status: str, *, present: bool) -> State:
    """The chip of a ticket, in the words of ux.md §5.3."""
    state = _STATES.get(status, _PRESENT if present else _ABSENT)
    return state._replace(label=gettext(state.label))


def minutes_ahead(window: Window | None, now: datetime) -> str | None:
    """25–40: minutes until the call for somebody without a number, widened to steps of five."""
    if window is None:
        return None
    low = max(0, int((window["low"] - now).total_seconds() // 60)) // 5 * 5
    high = -(-int((window["high"] - now).total_seconds()) // 300) * 5
    return f"{low}–{max(high, low + 5)}"


def wait_words(window: Window | None, now: datetime) -> str | None:
    """25–40 menit; who would wait for more than two hours reads hours, in steps of a half: 2,5–7 jam."""
    if window is None or window["high"] - now <= _LONG:
        range = minutes_ahead(window, now)
        return gettext("%(range)s menit", range=range) if range else None
    halves = timedelta(minutes=30)
    low, high = max(window["low"] - now, timedelta()) // halves, -((now - window["high"]) // halves)
    return gettext("%(range)s jam", range=f"{_hours(low)}–{_hours(high)}")


def _hours(halves: int) -> str:
    return decimal(Decimal(halves) / 2, halves % 2)


def short_fee(fee: str) -> str:
    """The fee without its explanation in brackets: "Gratis (tidak dipungut biaya)" is "Gratis", which every reader
    understands in the own language; an amount stays as it is written.
    """
    said = fee.split(" (", 1)[0].strip()
    return gettext("Gratis") if said == "Gratis" else said


def short_duration(duration: str) -> str:
    """1–14 hari kerja, from "1 hari kerja, paling lama 14 hari kerja"; anything else stays as it is
    written.
    """
    return _FROM_TO.sub(r"\1–\3 \2", duration)


def needs(standard: Standard, chosen: Collection[str] | None) -> list[dict[str, str]]:
    """What to bring: [{"text", "note"}]. `chosen` are the cases that apply, as the standard calls them.

    None means that nobody said: what any case adds is listed too, and says for whom it is.
    """
    items = [{"text": text, "note": ""} for text in standard.persyaratan]
    for case in standard.cases:
        if chosen is None or case.when in chosen:
            note = gettext("hanya bila: {case}") if chosen is None else gettext("karena: {case}")
            items += [{"text": text, "note": note.format(case=case.when)} for text in case.adds]
    return items
