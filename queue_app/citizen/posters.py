"""What a poster says: one line in three languages, a code to scan, and the same address in letters that can be typed.

A poster hangs for years: its addresses name a service or an agency by its code, and lead there without a query.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for
from markupsafe import Markup

from queue_app.catalogue.directory import Directory
from queue_app.errors import N_
from queue_app.qr import qr_svg
from queue_app.web.appearance import LANGUAGES
from queue_app.web.language import gettext as _
from queue_app.web.language import said_in

#: Paper sizes, the usual one first.
SIZES = ("a4", "a5")
_FROM_HOME = N_("Ambil nomor antrean dari rumah")
_IN_THE_HALL = N_("Lihat persyaratan dan antrean dari rumah")
_SCAN = N_("Pindai dengan kamera ponsel, atau ketik:")


@dataclass(frozen=True, slots=True)
class Poster:
    """`says` and `scan` are (language, sentence), Indonesian first; `facts` (icon, sentence); `address` is what a
    person types; `name` and `under` are empty on the poster of the house.
    """

    size: str
    says: list[tuple[str, str]]
    scan: list[tuple[str, str]]
    name: str
    under: str
    facts: list[tuple[str, str]]
    address: str
    code: Markup


def of_house(house: Directory) -> Poster:
    """The poster of the whole mall."""
    return _poster(url_for("citizen.landing"), url_for("citizen.landing"))


def of_agency(house: Directory, code: str) -> Poster:
    """The poster of one agency. Raises Unknown."""
    agency = house.agency(code)
    floors = {s.hall.floor for s in house.services.values() if s.agency.id == agency.id}
    under = agency.name if agency.name != agency.short_name else ""
    place = floors.pop() if len(floors) == 1 else ""
    online = any(s.online_allowed for s in house.services.values() if s.agency.id == agency.id)
    short = url_for("citizen.short", code=code.lower())
    target = url_for("citizen.agency", code=code)
    return _poster(target, short, name=agency.short_name, under=under, floor=place, from_home=online)


def of_service(house: Directory, code: str) -> Poster:
    """The poster of one service. Raises Unknown."""
    service = house.service(code)
    short = url_for("citizen.short", code=code.lower())
    target = url_for("citizen.service", code=code)
    named = {"name": service.name, "under": service.agency.short_name, "floor": service.hall.floor}
    return _poster(target, short, **named, from_home=service.online_allowed)


def _poster(
    target: str, short: str, *, name: str = "", under: str = "", floor: str = "", from_home: bool = True
) -> Poster:
    base = current_app.extensions["config"].public_url.rstrip("/")
    sentence = _FROM_HOME if from_home else _IN_THE_HALL
    asked = request.args.get("ukuran", "")
    return Poster(
        size=asked if asked in SIZES else SIZES[0],
        says=[(language, said_in(language)(sentence)) for language in LANGUAGES],
        scan=[(language, said_in(language)(_SCAN)) for language in LANGUAGES],
        name=name,
        under=", ".join(filter(None, (under, f"Lantai {floor}" if floor else ""))),
        facts=_facts(floor, from_home=from_home),
        address=f"{base}{short}".partition("://")[2].rstrip("/"),
        code=qr_svg(f"{base}{target}", _("Kode QR ke %(address)s", address=target)),
    )


def _facts(floor: str, *, from_home: bool) -> list[tuple[str, str]]:
    """The small print, which a sheet says in Indonesian only; where to go without a phone is always part of it."""
    machine = f"mesin antrean, Lantai {floor}" if floor else "mesin antrean"
    free = ("ponsel", "Gratis. Tanpa aplikasi, tanpa akun, tanpa NIK.")
    if not from_home:
        return [free, ("tiket", f"Nomor diambil di {machine}.")]
    arrive = ("lokasi", "Sampai di lokasi, konfirmasi kedatangan Anda.")
    return [free, arrive, ("tiket", f"Tanpa ponsel: ambil nomor di {machine}.")]
