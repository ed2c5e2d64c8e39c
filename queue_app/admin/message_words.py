"""The words of messages as a mall may write them: which places they may name, how long they become, how they look.

A mall's own words stand in `catalogue.texts` under `message.<template>`; `templates.render` uses them when they fit.
"""

from __future__ import annotations

import string

from queue_app.errors import N_, Invalid
from queue_app.notify import gsm
from queue_app.notify.templates import TEMPLATES

#: The name of a template's text among the texts of a mall.
NAME = "message."
#: What templates are about, for people.
TITLES = {
    "ticket-issued": N_("Nomor diambil"),
    "called": N_("Dipanggil"),
    "missed": N_("Terlewat"),
    "leave": N_("Saatnya berangkat"),
    "near": N_("Tinggal tiga nomor"),
    "disturbance": N_("Gangguan"),
    "survey": N_("Undangan survei"),
    "survey-reminder": N_("Pengingat survei"),
}
#: How each place is filled in a preview: as long as they are in life.
SAMPLES = {
    "site": "MPP Gajah Mada",
    "number": "A012",
    "counter": "Loket 5",
    "floor": "2",
    "url": "https://mpp.example.go.id/tiket/K7Q2M9XD4F7K2M9XD4F7K2",
    "survey_url": "https://mpp.example.go.id/s/K7Q2-M9XD-4F7K",
    "until": "30 November",
    "low": "10.20",
    "high": "10.40",
    "ahead": "3",
    "text": "Listrik padam, layanan dilanjutkan pukul 11.00.",
}
LONGEST = 160


def places_of(template: str) -> list[str]:
    """The places that the words of a template may name."""
    return sorted({name for _text, name, _spec, _conv in string.Formatter().parse(TEMPLATES[template]) if name})


def preview(template: str, text: str) -> str:
    """The message as it would be sent. Raises Invalid naming `body` for a place that does not exist, or an alphabet or
    length that no single message has.
    """
    allowed = places_of(template)
    try:
        named = {name for _text, name, spec, conv in string.Formatter().parse(text) if name is not None}
        plain = all(not spec and not conv for _text, name, spec, conv in string.Formatter().parse(text) if name)
    except ValueError:
        raise _wrong(N_("Tanda kurung kurawal tidak berpasangan.")) from None
    if not plain or not named <= set(allowed):
        raise _wrong(
            N_("Hanya isian ini yang dapat dipakai: {allowed}"), allowed=", ".join(f"{{{one}}}" for one in allowed)
        )
    shown = text.format(**SAMPLES)
    strange = gsm.strange(shown)
    if strange:
        raise _wrong(N_("Huruf ini tidak ada di SMS biasa: {letters}"), letters=" ".join(strange[:10]))
    if gsm.length(shown) > LONGEST:
        raise _wrong(N_("Pesan menjadi {n} karakter; paling banyak {most}."), n=gsm.length(shown), most=LONGEST)
    return shown


def _wrong(sentence: str, **values: object) -> Invalid:
    return Invalid([{"field": "body", "message": sentence.format(**values)}])
