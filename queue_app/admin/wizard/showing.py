"""What each step of the set-up shows: what there is already, and how it will look and sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from queue_app import clock
from queue_app.admin.door import my_house, my_site_id
from queue_app.admin.rules_page import PLACE
from queue_app.admin.saving import my_catalogue
from queue_app.admin.things import choices
from queue_app.admin.things.agencies import AGENCIES
from queue_app.admin.things.counters import COUNTERS, next_number
from queue_app.admin.things.places import HALLS
from queue_app.admin.things.services import SERVICES
from queue_app.admin.things.thing import Field, cells_from
from queue_app.catalogue import set_up
from queue_app.catalogue.directory import Directory
from queue_app.catalogue.editing import cells_of, edited
from queue_app.catalogue.prefixes import PrefixWarning
from queue_app.catalogue.rows import Catalogue
from queue_app.errors import N_
from queue_app.line import trial
from queue_app.line.acks import bearer_of
from queue_app.line.spoken import spoken_call
from queue_app.line.ticket import find
from queue_app.people import devices, roster
from queue_app.people.tokens import names_of
from queue_app.transaction import reading
from queue_app.web.forms import Filled

#: What each step says about itself, and how many minutes it takes with three agencies.
STEPS: dict[str, tuple[str, str, int]] = {
    "place": (N_("Tempat Anda"), N_("Nama ini dibaca warga di setiap halaman, layar, dan pesan."), 3),
    "agencies": (
        N_("Instansi yang bergabung"),
        N_("Setiap instansi mendapat huruf sendiri di depan nomor antreannya."),
        5,
    ),
    "services": (
        N_("Layanan setiap instansi"),
        N_("Apa saja yang dapat diurus warga. Standar pelayanannya dapat dilengkapi nanti."),
        15,
    ),
    "counters": (
        N_("Loket"),
        N_("Beri nomor sesuai papan di ruangan. Nomor inilah yang disebut di pengeras suara."),
        5,
    ),
    "staff": (N_("Petugas"), N_("Setiap petugas membuat kata sandinya sendiri lewat tautan sekali pakai."), 8),
    "screen": (N_("Layar pertama"), N_("TV menampilkan kode; ketik kodenya di sini."), 6),
    "call": (
        N_("Uji panggilan"),
        N_("Satu nomor percobaan dipanggil ke layar, lalu dibatalkan. Boleh di luar jam buka."),
        3,
    ),
}

#: The questions of each step; the rest of a thing is asked on its own page later.
ASKED: dict[str, tuple[Field, ...]] = {
    "place": PLACE,
    "agencies": tuple(f for f in AGENCIES.fields if f.name in ("name", "short_name", "prefix")),
    "services": tuple(
        f for f in SERVICES.fields if f.name in ("agency_code", "name", "aliases", "nominal_minutes", "online_allowed")
    ),
    "counters": tuple(f for f in COUNTERS.fields if f.name in ("number", "agency_code", "hall")),
}
HALL = tuple(Field(f"hall_{f.name}", f.label, f.hint) for f in HALLS.fields if f.name in ("name", "floor"))


_EMPTY = Filled()


@dataclass(frozen=True, slots=True)
class Preview:
    """How a call will look on the TV and sound: `number`, `counter`, `floor`, `spoken`."""

    number: str
    counter: str
    floor: str
    spoken: str


def step_page(filled: Filled = _EMPTY, *, step: str, **shown: Any) -> str:
    """One step with what there is already."""
    house, catalogue = my_house(), my_catalogue()
    with reading() as session:
        far = set_up.progress(session, my_site_id())
        people = [one for one in roster.roster(session, my_site_id(), at=clock.real_now()) if one.active]
        machines = devices.devices(session, my_site_id())
    left = sum(minutes for name, (_title, _says, minutes) in STEPS.items() if name not in far.done)
    return render_template(
        "admin/wizard.html",
        filled=filled,
        step=step,
        steps=set_up.STEPS,
        about=STEPS,
        number=list(STEPS).index(step) + 1,
        minutes=max(left, 1),
        progress=far,
        fields=(*ASKED.get(step, ()), *(HALL if step == "place" and not catalogue.halls else ())),
        values=_values(step, catalogue, filled),
        catalogue=catalogue,
        week={},
        house=house,
        people=people,
        machines=machines,
        roles=[("counter", N_("Petugas loket")), ("supervisor", N_("Penyelia")), ("manager", N_("Manajer"))],
        counters=[(c.code, f"{c.name} – {c.agency.short_name}") for c in house.counters.values()],
        counter_names={c.id: c.name for c in house.counters.values()},
        agencies=choices.agencies(catalogue),
        after=_after(step),
        before=_before(step),
        warnings=[w for w in edited(catalogue, ()).warnings if isinstance(w, PrefixWarning)],
        preview=_preview(house),
        ready=ready(step, house, people_count=len(people)),
        call=_trial(house, request.args.get("uji", "")) if step == "call" else None,
        **{"link": "", "link_for": "", "asking": None, **shown},
    )


def ready(step: str, house: Directory, *, people_count: int) -> bool:
    """Whether there is enough to go on."""
    return {
        "place": bool(house.halls),
        "agencies": bool(house.agencies),
        "services": bool(house.services),
        "counters": bool(house.counters),
        "staff": people_count > 1,
    }.get(step, True)


def _values(step: str, catalogue: Catalogue, filled: Filled) -> dict[str, str]:
    """What the fields hold."""
    fields = ASKED.get(step, ())
    if filled.errors:
        return {**filled.values, **cells_from(request.form, fields)}
    if step == "place":
        return cells_of("site", catalogue.site)
    kept = {name: request.args[name] for name in ("agency_code",) if name in request.args}
    number = {"number": str(next_number(catalogue))} if step == "counters" else {}
    return {one.name: one.start for one in fields} | number | kept


def _after(step: str) -> str:
    names = list(STEPS)
    return (names[names.index(step) + 1 :] or [""])[0]


def _before(step: str) -> str:
    names = list(STEPS)
    return names[names.index(step) - 1] if names.index(step) else ""


def _preview(house: Directory) -> Preview | None:
    counter = next(iter(house.counters.values()), None)
    service = next((s for s in house.services.values() if counter and s.id in counter.service_ids), None)
    if counter is None or service is None:
        return None
    number, floor = f"{service.line.prefix}001", counter.hall.floor
    return Preview(number, str(counter.number), floor, spoken_call(number, counter.number, floor, 0))


def _trial(house: Directory, ref: str) -> dict[str, Any] | None:
    """The test number that the address names, with what screens said of it."""
    if not ref:
        return None
    with reading() as session:
        ticket = find(session, ref=ref, site_id=house.site.id)
        counter = house.counter_by_id.get(ticket.counter_id or 0)
        seen = trial.seen(session, house, ref)
        names = names_of(session, [bearer_of(one.display) for one in seen])
        told = [(names.get(bearer_of(one.display), one.display), one.heard_at) for one in seen]
        return {"ticket": ticket, "counter": counter, "seen": told}
