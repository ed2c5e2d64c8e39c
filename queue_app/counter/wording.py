"""How a clerk reads the counter: the one next step, the words of states and steps, what was undone.

Pure functions over the shapes of `line.shapes`; no database, no request.
"""

from __future__ import annotations

from typing import NamedTuple

from queue_app.errors import N_
from queue_app.line.shapes import CounterShape, StaffTicket
from queue_app.web.language import gettext as _


class Primary(NamedTuple):
    """The one next step: the verb of the route, and a label that says its effect."""

    verb: str
    label: str


class State(NamedTuple):
    """A status as a chip: `kind` names its form in components.css."""

    kind: str
    label: str


_STATES = {
    "CALLED": State("dipanggil", N_("Dipanggil")),
    "SERVING": State("dilayani", N_("Dilayani")),
    "HELD": State("ditahan", N_("Ditahan")),
    "SERVED": State("selesai", N_("Selesai")),
    "NO_SHOW": State("absen", N_("Tidak hadir")),
    "CANCELLED": State("batal", N_("Batal")),
    "EXPIRED": State("selesai", N_("Kedaluwarsa")),
    "UNFINISHED": State("selesai", N_("Belum tercatat selesai")),
}
_ABSENT, _PRESENT = State("belum", N_("Belum tiba")), State("menunggu", N_("Menunggu"))

#: What the last step did, by the verb that `line.steps` remembers.
_STEPS = {
    "call_next": N_("{number} dipanggil"),
    "call": N_("{number} dipanggil"),
    "unhold": N_("{number} dipanggil lagi"),
    "start": N_("{number} mulai dilayani"),
    "finish": N_("{number} selesai"),
    "finish_and_call_next": N_("{number} selesai"),
    "hold": N_("{number} ditahan"),
    "miss": N_("{number} tidak hadir"),
    "requeue": N_("{number} kembali ke antrean"),
    "transfer": N_("{number} dialihkan"),
}

#: Why a number is called out of order; the manager reads it.
CALL_REASONS = (
    N_("Sudah terlewat, kini hadir"),
    N_("Melengkapi berkas"),
    N_("Keadaan mendesak"),
    N_("Rombongan atau pendamping"),
)
#: Why a counter pauses; TVs and phones show it after the counter's name.
PAUSE_REASONS = (
    N_("Istirahat"),
    N_("Salat"),
    N_("Gangguan sistem"),
    N_("Melayani di luar loket"),
)
#: Minutes until a paused counter returns; 0 is not known.
PAUSE_MINUTES = (10, 15, 30, 60, 0)
PRIORITY_WORDS = {
    "lansia": N_("Lansia"),
    "disabilitas": N_("Disabilitas"),
    "hamil": N_("Ibu hamil"),
    "balita": N_("Membawa balita"),
    "bencana": N_("Terdampak bencana"),
}
CHANNEL_WORDS = {
    "remote": N_("Nomor diambil dari rumah"),
    "kiosk": N_("Nomor diambil di mesin antrean"),
    "counter": N_("Tanpa tiket, dicatat di loket"),
}


def primary(shape: CounterShape) -> Primary:
    """What Enter does now. A ticket that was called is never finished silently."""
    current, following = shape["current"], shape["next"] if shape["open"] else None
    if current is None:
        return _idle(shape, following)
    if current["status"] == "CALLED":
        return Primary("start", _("Mulai melayani %(number)s", number=current["number"]))
    if following is not None:
        label = _("Selesai dan panggil %(number)s", number=following["number"])
        return Primary("finish-and-call-next", label)
    return Primary("finish", _("Selesai melayani %(number)s", number=current["number"]))


def _idle(shape: CounterShape, following: StaffTicket | None) -> Primary:
    if shape["paused"]:
        return Primary("resume", _("Lanjutkan"))
    if not shape["open"]:
        return Primary("open", _("Buka loket"))
    if following is None:
        return Primary("call-next", _("Panggil berikutnya"))
    return Primary("call-next", _("Panggil %(number)s", number=following["number"]))


def state_of(ticket: StaffTicket) -> State:
    """The chip of a ticket, in the staff words of ux.md §5.3."""
    waiting = _PRESENT if ticket["present"] else _ABSENT
    state = _STATES.get(ticket["status"], waiting)
    return State(state.kind, _(state.label))


def step_words(verb: str, number: str) -> str:
    """What the counter's last step did: "A011 selesai"."""
    return _(_STEPS[verb]).format(number=number)
