"""`/admin/perangkat`: screens and kiosks: let one in by the code it shows, see how it is, set it, take it out."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.admin.device_settings import settings_from
from queue_app.admin.door import admin, my_house, my_site_id
from queue_app.admin.letting_in import REFUSED, let_in, to_compare
from queue_app.errors import Invalid, Unknown
from queue_app.people import device_state, devices
from queue_app.people.device_models import PROBLEMS
from queue_app.people.pairing import Asking
from queue_app.transaction import reading, transaction
from queue_app.web.audience import audience
from queue_app.web.forms import Filled, kept, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from queue_app.web.limits import SIGNING_IN, at_most

_EMPTY = Filled()


def devices_page(
    filled: Filled = _EMPTY, *, device_id: int | None = None, asking: Asking | None = None, **_act: object
) -> str:
    """Every device of the house with how it is; `device_id` is the one whose form comes back, `asking` one to compare
    before it is let in.
    """
    house = my_house()
    with reading() as session:
        states = device_state.device_states(session, house)
        found = {one.id: one for one in devices.devices(session, my_site_id())}
    return render_template(
        "admin/devices.html",
        filled=filled,
        sent=device_id,
        asking=asking,
        devices=[(found[state.device_id], state) for state in states if state.device_id in found],
        problems=PROBLEMS,
        halls={hall.id: hall for hall in house.halls.values()},
        addresses=[f"/display/{code}/pasang" for code in house.halls],
    )


@admin.get("/admin/perangkat")
@audience("admin")
def all_devices() -> str:
    """Show the devices."""
    return devices_page()


@admin.post("/admin/perangkat/pasang")
@audience("admin")
@at_most(SIGNING_IN)
@shown_again(devices_page, *REFUSED)
def pair_device() -> ResponseReturnValue:
    """Say which device shows this code and, once that is the right one, let it in. Raises REFUSED."""
    asking = to_compare()
    if asking is not None:
        return devices_page(Filled(values=kept()), asking=asking)
    with transaction() as session:
        let_in(session)
    return redirect(url_for("admin.all_devices"), 303)


@admin.post("/admin/perangkat/<int:device_id>")
@audience("admin")
@shown_again(devices_page)
def change_device(device_id: int) -> ResponseReturnValue:
    """Rename a device, say in which hall it stands, and set it: size and volume of a screen, printer of a kiosk."""
    house, me = my_house(), actor().label
    hall = house.halls.get(request.form.get("hall", ""))
    if hall is None and request.form.get("hall"):
        raise Invalid()
    with transaction() as session:
        found = devices.device_of(session, my_site_id(), device_id)
        place = hall.id if hall else found.hall_id
        devices.change_device(session, my_site_id(), device_id, name=typed("name", 80), hall_id=place, by=me)
        wanted = settings_from(found.role, request.form)
        held = device_state.settings_of(session, device_id)
        if any(held.get(name) != value for name, value in wanted.items()):
            device_state.set_device(session, house, device_id, wanted, by=me)
    flash(_("Perangkat disimpan."))
    return redirect(url_for("admin.all_devices"), 303)


@admin.post("/admin/perangkat/<int:device_id>/<act>")
@audience("admin")
@shown_again(devices_page, Unknown)
def tell_device(device_id: int, act: str) -> ResponseReturnValue:
    """Let a device say its test sentence or load itself anew, or take it out. Raises Unknown."""
    if act not in _ACTS:
        raise Unknown()
    flash(_ACTS[act](device_id))
    return redirect(url_for("admin.all_devices"), 303)


def _revoke(device_id: int) -> str:
    """The device is a stranger from its next request on; a screen asks every two seconds."""
    with transaction() as session:
        devices.revoke_device(session, my_site_id(), device_id, by=actor().label)
    return _("Perangkat dicabut. Layarnya keluar dalam dua detik.")


def _ask(name: str) -> Callable[[int], str]:
    """A wish that a device fulfils once: it remembers the instant of the last one."""

    def tell(device_id: int) -> str:
        with transaction() as session:
            wish = {name: clock.real_now().isoformat(timespec="milliseconds")}
            device_state.set_device(session, my_house(), device_id, wish, by=actor().label)
        return _("Perangkat diminta. Ia menjalankannya dalam beberapa detik.")

    return tell


_ACTS: dict[str, Callable[[int], str]] = {"cabut": _revoke, "uji": _ask("test"), "muat-ulang": _ask("reload")}
