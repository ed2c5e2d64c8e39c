"""How one kiosk prints: chosen by people, kept with the device, checked once where it is set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from queue_app import ids
from queue_app.errors import N_, Invalid
from queue_app.line.slips import WAYS

#: Widths of paper in millimetres.
PAPERS = (58, 80)
ESCPOS_PORT = 9100
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Printer:
    """`way`: browser (window.print of Chromium), escpos (over the network, at `host`:`port`) or none. `paper` in mm.

    `asks`: whether the printer answers questions about its paper (DLE EOT); some cheap ones do not.
    """

    way: str = "browser"
    paper: int = 80
    host: str = ""
    port: int = ESCPOS_PORT
    asks: bool = True


#: The digits with which staff open the panel of a kiosk.
PIN = re.compile(r"[0-9]{4,8}")


def pin_digest(device_id: int, pin: str) -> str:
    """What is kept of a kiosk's PIN: useless at another kiosk, and without the installation's secret."""
    return ids.keyring().digest("kiosk-pin", f"{device_id}:{pin}")


def opens(settings: Mapping[str, Any], device_id: int, pin: str) -> bool:
    """Whether this PIN opens the panel of this kiosk; where none is set, none does."""
    kept = settings.get("pin", "")
    return bool(kept) and ids.same(kept, pin_digest(device_id, pin))


def printer_of(settings: Mapping[str, Any]) -> Printer:
    """The printer in a device's settings; a browser with 80 mm paper while nobody has chosen."""
    return Printer(**settings.get("printer", {}))


def checked(printer: Printer) -> dict[str, object]:
    """The settings to keep. Raises Invalid naming each field that is wrong."""
    errors = []
    if printer.way not in WAYS:
        errors.append({"field": "way", "message": N_("Pilih cara mencetak.")})
    if printer.paper not in PAPERS:
        errors.append({"field": "paper", "message": N_("Pilih lebar kertas 58 atau 80 mm.")})
    if printer.way == "escpos" and not _HOST.fullmatch(printer.host):
        errors.append({"field": "host", "message": N_("Tulis alamat IP atau nama printer di jaringan.")})
    if not 1 <= printer.port <= 65535:
        errors.append({"field": "port", "message": N_("Port printer antara 1 dan 65535.")})
    if errors:
        raise Invalid(errors)
    return {"printer": asdict(printer)}
