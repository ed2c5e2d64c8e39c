"""`/kiosk/atur`: how each kiosk prints, what its printer said last, a test page, and the PIN of its panel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kiosk import network_printer
from kiosk.door import kiosk
from kiosk.printing import NOT_SEEN
from kiosk.proof import proof_slip, specimen_of
from kiosk.settings import ESCPOS_PORT, PAPERS, PIN, Printer, checked, pin_digest, printer_of
from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.errors import N_, Invalid, Unknown
from queue_app.people.device_models import PROBLEMS
from queue_app.people.device_state import DeviceState, device_states, set_device
from queue_app.qr import qr_svg
from queue_app.transaction import reading, transaction
from queue_app.web.audience import audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()
#: What a printer can say of itself, or a visitor of it.
_OF_PAPER = (*network_printer.FINDS, NOT_SEEN)
WAYS = {
    "browser": N_("Lewat peramban kiosk"),
    "escpos": N_("ESC/POS lewat jaringan"),
    "none": N_("Tanpa kertas"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One kiosk as the page shows it: `said` is what its printer said last, `wrong` whether that is a trouble."""

    state: DeviceState
    printer: Printer
    hall: str
    said: str
    wrong: bool
    has_pin: bool


def kiosks_page(filled: Filled = _EMPTY, *, device: int = 0) -> str:
    """Every kiosk this person looks after; `device` is the one whose form was refused."""
    with reading() as session:
        house = directory(session, actor().site_id)
        rows = [_row(house, one) for one in _mine(session, house)]
    return render_template("kiosk/settings.html", rows=rows, filled=filled, device=device, ways=WAYS, papers=PAPERS)


@kiosk.get("/kiosk/atur")
@audience("admin", "supervisor")
def kiosks() -> str:
    """Show them."""
    return kiosks_page()


@kiosk.get("/kiosk/contoh/<code>")
@audience("admin", "supervisor")
def specimen(code: str) -> str:
    """The slip of a service on both papers, before anybody takes a number. Raises Unknown."""
    with reading() as session:
        house = directory(session, actor().site_id)
    paper = specimen_of(house, house.service(code))
    qr = qr_svg(paper.url, _("Kode QR halaman antrean"), quiet=2)
    return render_template("kiosk/specimen.html", service=house.service(code), paper=paper, papers=PAPERS, qr=qr)


@kiosk.post("/kiosk/atur/<int:device>")
@audience("admin", "supervisor")
@shown_again(kiosks_page)
def set_kiosk(device: int) -> ResponseReturnValue:
    """Set how one kiosk prints, or its PIN; let it print a test page or load itself anew. Raises Unknown, Invalid."""
    act = _ACTS.get(request.form.get("act", "set"))
    if act is None:
        raise Unknown()
    with reading() as session:
        house = directory(session, actor().site_id)
        found = next((one for one in _mine(session, house) if one.device_id == device), None)
    if found is None:
        raise Unknown()
    flash(*act(house, found))
    return redirect(url_for("kiosk.kiosks"), 303)


def _set_printer(house: Directory, one: DeviceState) -> tuple[str, str]:
    port = typed("port", 5) or str(ESCPOS_PORT)
    printer = Printer(
        way=typed("way", 10),
        paper=int(typed("paper", 3)) if typed("paper", 3).isdecimal() else 0,
        host=typed("host", 253),
        port=int(port) if port.isdecimal() else 0,
        asks="asks" in request.form,
    )
    _keep(house, one, checked(printer))
    return _("Printer %(name)s disimpan.", name=one.name), "message"


def _set_pin(house: Directory, one: DeviceState) -> tuple[str, str]:
    pin = typed("pin", 20)
    if not pin:
        _keep(house, one, {"pin": None})
        return _("PIN %(name)s dihapus: panelnya tidak dapat dibuka.", name=one.name), "message"
    if not PIN.fullmatch(pin):
        raise Invalid([{"field": "pin", "message": N_("PIN terdiri atas 4 sampai 8 angka.")}])
    _keep(house, one, {"pin": pin_digest(one.device_id, pin)})
    return _("PIN %(name)s disimpan. Tahan lambang di kiosk 3 detik untuk membuka panelnya.", name=one.name), "message"


def _print_test(house: Directory, one: DeviceState) -> tuple[str, str]:
    """A network printer prints now, from here; a kiosk's own browser when nobody stands before it."""
    printer = printer_of(one.settings)
    if printer.way == "none":
        return _("%(name)s tidak memakai kertas.", name=one.name), "message"
    if printer.way == "browser":
        _keep(house, one, {"proof": _now()})
        return _("%(name)s mencetak halaman uji begitu layar awalnya kosong.", name=one.name), "message"
    wrong = network_printer.print_slip(printer, proof_slip(house, one.name))
    if wrong is None:
        return _("Halaman uji %(name)s dicetak.", name=one.name), "message"
    return _("Printer %(name)s: %(problem)s.", name=one.name, problem=_(PROBLEMS[wrong]).lower()), "error"


def _reload(house: Directory, one: DeviceState) -> tuple[str, str]:
    _keep(house, one, {"reload": _now()})
    return _("%(name)s memuat ulang begitu layar awalnya kosong.", name=one.name), "message"


_ACTS: dict[str, Callable[[Directory, DeviceState], tuple[str, str]]] = {
    "set": _set_printer,
    "pin": _set_pin,
    "test": _print_test,
    "reload": _reload,
}


def _keep(house: Directory, one: DeviceState, wish: dict[str, object]) -> None:
    with transaction() as session:
        set_device(session, house, one.device_id, wish, by=actor().label)


def _now() -> str:
    return clock.real_now().isoformat(timespec="milliseconds")


def _mine(session: Session, house: Directory) -> list[DeviceState]:
    """The kiosks of the site; a supervisor of one hall looks after those that stand there, or in no hall."""
    hall = next((one.code for one in house.halls.values() if one.id == actor().hall_id), None)
    return [
        one
        for one in device_states(session, house)
        if one.kind == "kiosk" and (hall is None or one.hall in (None, hall))
    ]


def _row(house: Directory, one: DeviceState) -> Row:
    printer = printer_of(one.settings)
    wrong = [problem.code for problem in one.problems if problem.code in _OF_PAPER]
    hall = house.halls[one.hall].name if one.hall in house.halls else _("Semua ruang")
    said = ", ".join(_(PROBLEMS[code]) for code in wrong) or _said_well(one, printer)
    return Row(one, printer, hall, said, bool(wrong), bool(one.settings.get("pin")))


def _said_well(one: DeviceState, printer: Printer) -> str:
    """What is known of a printer that has no trouble: nothing, of a kiosk that nobody has heard yet."""
    if one.seen_at is None:
        return _("Belum pernah tersambung")
    return _("Siap") if printer.way == "escpos" else _("Tidak ada keluhan")
