"""`/kiosk/pasang`: how a browser becomes a kiosk of the hall. It then is the hall's tablet too."""

from __future__ import annotations

from kiosk.door import install, kiosk
from queue_app.errors import N_
from queue_app.pairing_pages import Pairing, add_pairing
from queue_app.web.device_door import KIOSK_DOOR

PAIRING = Pairing(
    door=KIOSK_DOOR,
    door_name="kiosk",
    path="/kiosk/pasang",
    start="kiosk.start",
    pair_template="kiosk/pair.html",
    code_template="kiosk/code.html",
    name=N_("Kiosk pintu masuk"),
    install=install,
)
add_pairing(kiosk, PAIRING)
