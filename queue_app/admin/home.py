"""`/admin/`: how the house is, and what is left to do: screens, printers, messages, disk, backup, checker."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, render_template
from sqlalchemy.orm import Session

from config import Config
from queue_app import clock, upkeep
from queue_app.admin.door import admin, my_house, my_site_id, today
from queue_app.catalogue import planned, set_up
from queue_app.catalogue.directory import Directory
from queue_app.catalogue.editing import current, edited
from queue_app.errors import N_
from queue_app.notify import outbox
from queue_app.people import device_state
from queue_app.people.device_models import PROBLEMS
from queue_app.transaction import reading
from queue_app.web.audience import audience
from queue_app.web.language import gettext as _

DEVICES = "/admin/perangkat"
#: Below this the disk is an alarm; below four times as much a warning.
FREE_BYTES = 1 << 30
#: A backup or a check older than this is one too old.
OLD_SECONDS = 26 * 3600.0


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of the status: `state` is good, warn or bad."""

    name: str
    state: str
    says: str
    address: str = ""


@admin.get("/admin/")
@audience("admin")
def home() -> str:
    """The first page: what is wrong, what is planned, how far the set-up is."""
    house = my_house()
    with reading() as session:
        signs = list(_signs(session, house))
        waiting = planned.pending(session, my_site_id())
        far = set_up.progress(session, my_site_id())
        catalogue = current(session, my_site_id())
    return render_template(
        "admin/home.html",
        signs=signs,
        planned=waiting,
        progress=far,
        steps=set_up.STEPS,
        warnings=edited(catalogue, ()).warnings,
        counts=_counts(house),
        day=today(house),
    )


def _counts(house: Directory) -> list[tuple[str, int, str]]:
    """How much there is: (words, n, word of its address)."""
    names = (
        ("agencies", N_("instansi")),
        ("services", N_("layanan")),
        ("counters", N_("loket")),
        ("halls", N_("ruang")),
    )
    slugs = {"agencies": "instansi", "services": "layanan", "counters": "loket", "halls": "ruang"}
    return [(_(words), len(getattr(house, table)), slugs[table]) for table, words in names]


def _signs(session: Session, house: Directory) -> Iterator[Sign]:
    yield from _devices(session, house)
    yield _messages(session)
    yield _disk()
    yield _upkeep(session, upkeep.BACKUP, N_("Cadangan data"), missing=_no_backup())
    yield _checker(session)


def _devices(session: Session, house: Directory) -> Iterator[Sign]:
    """Screens and kiosks (with their printers): what is wrong with any of them comes first."""
    found = device_state.device_states(session, house)
    for kind, words in (("display", N_("Layar panggilan")), ("kiosk", N_("Kiosk dan printer"))):
        mine = [one for one in found if one.kind == kind]
        wrong = [f"{one.name}: {_(PROBLEMS[one.problems[0].code])}" for one in mine if one.problems]
        if wrong:
            yield Sign(_(words), "bad", "; ".join(wrong), DEVICES)
        elif mine:
            yield Sign(_(words), "good", _("%(n)s terpasang", n=len(mine)), DEVICES)
        else:
            yield Sign(_(words), "warn", _("belum ada yang terpasang"), DEVICES)


def _messages(session: Session) -> Sign:
    channel = _config().message_channel
    if channel == "off":
        return Sign(_("Pesan"), "warn", _("saluran pesan dimatikan"), "/admin/pesan")
    lag = outbox.backlog(session, clock.now())
    late = lag.due_since is not None and (clock.now() - lag.due_since).total_seconds() > 120
    if lag.dead or late:
        return Sign(
            _("Pesan"),
            "bad",
            _("%(n)s tidak terkirim", n=lag.dead) if lag.dead else _("antrean pesan terlambat"),
            "/admin/pesan",
        )
    return Sign(_("Pesan"), "good", _("terkirim tanpa tunggakan (saluran %(name)s)", name=channel), "/admin/pesan")


def _disk() -> Sign:
    folder = _config().data_dir
    if not folder.exists():
        return Sign(_("Ruang simpan"), "warn", _("folder data belum ada"))
    free = shutil.disk_usage(folder).free
    state = "bad" if free < FREE_BYTES else "warn" if free < 4 * FREE_BYTES else "good"
    return Sign(_("Ruang simpan"), state, _("%(n)s GB kosong", n=free >> 30))


def _no_backup() -> str:
    return _("belum pernah") if _config().backup_dir else _("cadangan otomatis belum dinyalakan (BACKUP_DIR)")


def _upkeep(session: Session, task: str, name: str, *, missing: str) -> Sign:
    age = upkeep.age(upkeep.last(session, task))
    if age == float("inf"):
        return Sign(_(name), "warn", missing)
    return Sign(_(name), "bad" if age > OLD_SECONDS else "good", _ago(age))


def _checker(session: Session) -> Sign:
    done = upkeep.last(session, upkeep.CHECK)
    broken = int(done.found.get("violations", 0)) if done else 0
    if broken:
        return Sign(_("Pemeriksa data"), "bad", _("%(n)s aturan data dilanggar; lihat log server", n=broken))
    return _upkeep(session, upkeep.CHECK, N_("Pemeriksa data"), missing=_("belum pernah berjalan"))


def _ago(seconds: float) -> str:
    if seconds < 3600:
        return _("%(n)s menit yang lalu", n=int(seconds // 60))
    return _("%(n)s jam yang lalu", n=int(seconds // 3600))


def _config() -> Config:
    config: Config = current_app.extensions["config"]
    return config
