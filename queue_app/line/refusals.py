"""Every "no" of the line, by its name in CONTRACT §3."""

from __future__ import annotations

from queue_app.errors import N_, Refused


class Full(Refused):
    """The quota of the day, or its share from home, is used up."""

    type = "full"
    sentence = N_("Nomor hari ini sudah habis.")


class AlreadyActive(Refused):
    """This device or phone already holds an active ticket of this service; `ticket` is that ticket, for its holder
    only.
    """

    type = "already-active"
    sentence = N_("Anda sudah memiliki nomor aktif untuk layanan ini.")


class EnoughHeld(AlreadyActive):
    """This device holds as many numbers of that day as one may: those who share a phone, not those who hoard."""

    sentence = N_("Ponsel ini sudah memegang {count} nomor untuk hari itu. Batalkan salah satu, atau ambil di lokasi.")


class TicketMovedOn(Refused):
    """The ticket is in another state than this act needs, or somebody else acted first."""

    type = "ticket-moved-on"
    sentence = N_("Tiket {number} sekarang berstatus {state}.")


class NothingToUndo(Refused):
    """The counter's last step is too old, or something has followed from it."""

    type = "ticket-moved-on"
    sentence = N_("Langkah terakhir tidak dapat diurungkan lagi.")


class CounterBusy(Refused):
    """The counter still has a ticket that is called or being served."""

    type = "counter-busy"
    sentence = N_("Loket masih menangani {number} ({state}).")


class CounterNotOpen(Refused):
    """The counter is closed or paused."""

    type = "counter-not-open"
    sentence = N_("Loket belum dibuka atau sedang jeda.")


class NotServing(Refused):
    """The act needs a ticket that is being served here."""

    type = "not-serving"
    sentence = N_("Tidak ada tiket yang sedang dilayani di loket ini.")


class NotCallable(Refused):
    """This ticket cannot be called or brought back to the line now."""

    type = "not-callable"
    sentence = N_("Tiket ini tidak dapat dipanggil sekarang.")


class WrongCode(Refused):
    """The lobby code is not the one on the screen now."""

    type = "wrong-code"
    sentence = N_("Kode kedatangan tidak cocok. Lihat kode terbaru di layar ruang tunggu.")
