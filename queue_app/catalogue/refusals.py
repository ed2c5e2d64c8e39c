"""How a change of the catalogue is refused while the hall works."""

from __future__ import annotations

from queue_app.errors import N_, Invalid, Refused


class StillWaiting(Refused):
    """Numbers are open at what would end. `names` says at which rows."""

    sentence = N_(
        "Masih ada {n} nomor yang menunggu atau dilayani di {names}. Selesaikan lebih dahulu, "
        "atau nonaktifkan setelah jam layanan."
    )


class ServesNothing(Invalid):
    """Nobody can be called to a counter without a service."""

    sentence = N_("Loket ini belum melayani layanan apa pun.")

    def __init__(self) -> None:
        super().__init__([{"field": "counter", "message": self.sentence}])
