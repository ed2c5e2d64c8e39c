"""The panel of the machine itself: staff hold the sign of the house for three seconds and type the kiosk's PIN.

From here they print a test page or leave the kiosk for the ordinary pages; a visitor comes no further than the PIN.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.door import device, for_a_kiosk, kiosk
from kiosk.network_printer import print_slip
from kiosk.printing import printer_of_device
from kiosk.proof import proof_slip
from kiosk.settings import opens, pin_digest
from queue_app import clock, ids
from queue_app.catalogue.directory import directory
from queue_app.errors import N_, Forbidden, Invalid, Unknown
from queue_app.people.audit import audit
from queue_app.people.device_models import PROBLEMS
from queue_app.people.device_state import id_of, settings_of
from queue_app.qr import qr_svg
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.language import gettext as _
from queue_app.web.limits import ARRIVING, at_most

_EMPTY = Filled()
#: Seconds for which an open panel may act; then the PIN is asked for anew.
OPEN_SECONDS = 300


def pin_page(filled: Filled = _EMPTY) -> str:
    """Where the PIN is typed."""
    with reading() as session:
        has_pin = bool(settings_of(session, id_of(device())).get("pin"))
    return render_template("kiosk/pin.html", errors=filled.errors, has_pin=has_pin)


@kiosk.get("/kiosk/panel")
@audience(PUBLIC)
@for_a_kiosk
def panel_form() -> str:
    """Ask for the PIN."""
    return pin_page()


@kiosk.post("/kiosk/panel")
@audience(PUBLIC)
@for_a_kiosk
@at_most(ARRIVING)
@shown_again(pin_page)
def open_panel() -> str:
    """The panel, to who knows the PIN; that it was opened is in the log. Raises Invalid."""
    here, pin = id_of(device()), typed("kode", 20)
    with transaction() as session:
        kept = settings_of(session, here)
        if not opens(kept, here, pin):
            raise Invalid([{"field": "kode", "message": N_("PIN salah. Tanyakan kepada admin.")}])
        audit(session, by=device().label, action="device-panel", subject=f"token:{here}", site_id=device().site_id or 0)
        printer = printer_of_device(session, device())
    return render_template("kiosk/panel.html", printer=printer, proof=_proof(here, pin_digest(here, pin), 0))


@kiosk.post("/kiosk/panel/<act>")
@audience(PUBLIC)
@for_a_kiosk
def use_panel(act: str) -> ResponseReturnValue:
    """Print a test page, or leave the kiosk. Raises Unknown, Forbidden when the panel was open for too long."""
    if act not in ("uji", "keluar"):
        raise Unknown()
    here = id_of(device())
    with reading() as session:
        pin = str(settings_of(session, here).get("pin", ""))
    shown = request.form.get("proof", "")
    if not pin or not any(ids.same(shown, _proof(here, pin, ago)) for ago in (0, 1)):
        raise Forbidden()
    if act == "keluar":
        return redirect("/masuk", 303)
    return redirect(url_for("kiosk.proof", hasil=_print_there()), 303)


@kiosk.get("/kiosk/uji-cetak")
@audience(PUBLIC)
@for_a_kiosk
def proof() -> str:
    """A test page that the kiosk's own browser prints, as it prints a number, and that returns to the start. What a
    network printer is given is given by the POST before.
    """
    with reading() as session:
        house = directory(session, device().site_id)
        printer = printer_of_device(session, device())
    paper = proof_slip(house, device().name)
    by_browser = printer.way == "browser"
    return render_template(
        "kiosk/proof.html",
        paper=paper,
        width=printer.paper,
        qr=qr_svg(paper.url, _("Kode QR halaman antrean"), quiet=2),
        by_browser=by_browser,
        said=_("Halaman uji dikirim ke printer kiosk ini.") if by_browser else _said(request.args.get("hasil", "")),
    )


def _print_there() -> str | None:
    """Let the network printer print a test page; what is wrong with it."""
    with reading() as session:
        house = directory(session, device().site_id)
        printer = printer_of_device(session, device())
    return print_slip(printer, proof_slip(house, device().name)) if printer.way == "escpos" else None


def _said(problem: str) -> str:
    words = PROBLEMS.get(problem)
    return _("Printer: %(problem)s.", problem=_(words).lower()) if words else _("Printer mencetak halaman uji.")


def _proof(device_id: int, pin: str, ago: int) -> str:
    """What shows that the PIN was typed here a moment ago; good for one to two spans of OPEN_SECONDS."""
    span = int(clock.real_now().timestamp()) // OPEN_SECONDS - ago
    return ids.keyring().digest("kiosk-panel", f"{device_id}:{pin}:{span}")
