"""What a supervisor does from the floor: counters, notices, quotas. Each is one verb, and says what it did."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import request

from queue_app import clock
from queue_app.catalogue.directory import Service
from queue_app.errors import N_, Invalid
from queue_app.floor.door import ANNOUNCERS, Hall, acts
from queue_app.line import attendance, events, notices
from queue_app.line.events import Kind
from queue_app.line.moving import move_counter
from queue_app.line.numbers import set_quota
from queue_app.people.audit import audit
from queue_app.people.device_state import resolve
from queue_app.web.forms import typed
from queue_app.web.language import gettext as _

#: The largest number of people a day that a service can be planned for.
MOST_NUMBERS = 100_000


@acts("/manajer/lantai/loket/<code>/buka", "supervisor", page="floor.counter")
def open_counter(hall: Hall, code: str) -> str:
    """Open a counter, or end its pause."""
    counter = hall.counter(code)
    if attendance.state_of(hall.session, hall.house, counter).status == attendance.PAUSED:
        attendance.resume(hall.session, hall.house, counter, by=hall.by)
    else:
        attendance.open_counter(hall.session, hall.house, counter, by=hall.by)
    return _("%(counter)s dibuka.", counter=counter.name)


@acts("/manajer/lantai/loket/<code>/tutup", "supervisor", page="floor.counter")
def close_counter(hall: Hall, code: str) -> str:
    """Close a counter for today. Raises CounterBusy."""
    counter = hall.counter(code)
    attendance.close(hall.session, hall.house, counter, by=hall.by)
    return _("%(counter)s ditutup.", counter=counter.name)


@acts("/manajer/lantai/loket/<code>/pindah", "supervisor", page="floor.counter")
def move(hall: Hall, code: str) -> str:
    """Let a counter stand in another hall, or serve other services, from now on. Raises CounterBusy, Invalid."""
    counter = hall.counter(code)
    chosen = [hall.house.service(s) for s in request.form.getlist("services")]
    foreign = [s for s in chosen if s.id not in counter.service_ids and s.agency.id != counter.agency.id]
    if foreign:
        raise Invalid([{"field": "services", "message": N_("Layanan ini milik instansi lain.")}])
    to = hall.house.hall(typed("hall", 32)) if typed("hall", 32) else None
    changed = move_counter(hall.session, hall.house, counter, hall=to, services=chosen, by=hall.by)
    if not changed:
        return _("Tidak ada yang berubah.")
    audit(
        hall.session,
        by=hall.by,
        action="counter-moved",
        subject=f"counter:{counter.code}",
        data=changed,
        site_id=hall.house.site.id,
    )
    return _("%(counter)s diperbarui. Layar dan ponsel sudah diberi tahu.", counter=counter.name)


@acts("/manajer/lantai/layanan/<code>/kuota", *ANNOUNCERS, page="floor.plan")
def quota(hall: Hall, code: str) -> str:
    """Set how many numbers of a service are given today."""
    service, wish = hall.service(code), typed("quota", 7)
    if not wish.isdecimal() or int(wish) > MOST_NUMBERS:
        raise Invalid([{"field": f"quota-{service.code}", "message": N_("Kuota berupa angka, paling banyak 100.000.")}])
    _plan(hall, service, int(wish))
    return _("Kuota %(service)s hari ini: %(n)s nomor.", service=service.name, n=int(wish))


@acts("/manajer/lantai/pengumuman", *ANNOUNCERS, page="floor.notices")
def announce(hall: Hall) -> str:
    """Tell everybody in the house something, on every screen and phone."""
    notices.post_notice(hall.session, hall.house, **_notice(), by=hall.by)
    return _("Pengumuman tampil di TV, ponsel, dan kiosk.")


@acts("/manajer/lantai/pengumuman/<int:notice_id>/ubah", *ANNOUNCERS, page="floor.notices")
def change_notice(hall: Hall, notice_id: int) -> str:
    """Say something else, or until another time. Raises Unknown for one that is over."""
    notices.change_notice(hall.session, hall.house, notice_id, **_notice(), by=hall.by)
    return _("Pengumuman sudah diubah.")


@acts("/manajer/lantai/pengumuman/<int:notice_id>/akhiri", *ANNOUNCERS, page="floor.notices")
def end_notice(hall: Hall, notice_id: int) -> str:
    """Take a notice off every screen. Raises Unknown for one that is over."""
    notices.end_notice(hall.session, hall.house, notice_id, by=hall.by)
    return _("Pengumuman sudah diakhiri.")


@acts("/manajer/lantai/perangkat/<int:device_id>/ditangani", *ANNOUNCERS, page="floor.now")
def settle(hall: Hall, device_id: int) -> str:
    """Somebody has seen to what is wrong with a machine; if it is not, the machine says so again. Raises Unknown."""
    resolve(hall.session, hall.house, device_id, typed("problem", 32), by=hall.by)
    return _("Tercatat sudah ditangani.")


def _plan(hall: Hall, service: Service, numbers: int) -> None:
    day = attendance.today(hall.house)
    set_quota(hall.session, hall.house.site, service, day, numbers)
    events.record(
        hall.session,
        Kind.QUOTA_SET,
        site_id=hall.house.site.id,
        day=day,
        at=clock.now(),
        by=hall.by,
        service_id=service.id,
        data={"quota": numbers},
    )


def _notice() -> dict[str, Any]:
    return {"text": typed("text", 500), "kind": typed("kind", 16) or "info", "until": _until()}


def _until() -> datetime | None:
    """So many minutes from now; none: until the day ends."""
    minutes = request.form.get("minutes", 0, type=int)
    return clock.now() + timedelta(minutes=minutes) if 0 < minutes <= 24 * 60 else None
