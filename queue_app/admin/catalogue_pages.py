"""`/admin/katalog/…`: agencies, hours, services, standards, counters, halls and letters: list, add, change, end."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.admin.door import admin, my_house, my_site_id, today
from queue_app.admin.saving import my_catalogue, save
from queue_app.admin.things.kinds import THINGS
from queue_app.admin.things.thing import Cells, Listed, Thing, cells_from, days_of
from queue_app.catalogue import planned
from queue_app.catalogue.editing import COLUMNS, Edit, cells_of, edited
from queue_app.catalogue.refusals import StillWaiting
from queue_app.catalogue.rows import ROW_OF, Catalogue
from queue_app.errors import Unknown
from queue_app.transaction import reading, transaction
from queue_app.web.audience import BIG_BODY, audience, takes_up_to
from queue_app.web.forms import Filled, shown_again
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()
#: Where a form with all fields is sent to; ending a row sends none of them.
_SENDING = ("admin.add_thing", "admin.change_thing", "admin.preview_standard")


def list_page(kind: str, key: str | None = None, *, filled: Filled = _EMPTY, new: bool = False) -> str:
    """The list of a kind, with the form of one row beside it when `key` names one, or of a new row."""
    thing, catalogue = _thing(kind), my_catalogue()
    row = None if key is None else _row(thing, catalogue, key)
    fields = thing.asked(new=new) if new or key else []
    values = _shown(thing, row, filled, key)
    with reading() as session:
        waiting = planned.pending(session, my_site_id())
    house = my_house()
    return render_template(
        "admin/things.html",
        thing=thing,
        rows=_wanted(thing.listed(catalogue)),
        all_rows=len(thing.listed(catalogue)),
        key=key,
        row=row,
        new=new,
        fields=[one for one in fields if not one.folded],
        folded=[one for one in fields if one.folded],
        values=values,
        week=days_of(values),
        catalogue=catalogue,
        filled=filled,
        planned=[one for one in waiting if key and one.touches(thing.table, key)],
        warnings=edited(catalogue, ()).warnings if not key and not new else (),
        active=getattr(row, "active", True),
        day=today(house),
        title=_title(thing, catalogue, key, row),
    )


def _title(thing: Thing, catalogue: Catalogue, key: str | None, row: Any) -> str:
    if key is None:
        return _(thing.one) if thing.one else ""
    named = catalogue.services.get(key) if thing.table == "standards" else row
    return str(getattr(named, "short_name", None) or getattr(named, "name", key))


def _shown(thing: Thing, row: Any, filled: Filled, key: str | None) -> Cells:
    """What the fields hold: what was typed when a form comes back, else the row, else what a new row starts with."""
    if request.endpoint in _SENDING and filled.errors:
        return cells_from(request.form, thing.fields)
    if row is not None:
        return cells_of(thing.table, row)
    asked = {name: request.args[name] for name in COLUMNS[thing.table] if name in request.args}
    return {one.name: one.start for one in thing.fields} | asked


def _wanted(rows: list[Listed]) -> list[Listed]:
    """The rows that the search lets through; ended ones only when asked for."""
    words = request.args.get("q", "").casefold().split()
    ended = request.args.get("nonaktif") == "ya"
    found = [row for row in rows if all(word in f"{row.name} {row.note} {row.group}".casefold() for word in words)]
    return [row for row in found if row.active or ended]


def _thing(kind: str) -> Thing:
    if kind not in THINGS:
        raise Unknown()
    return THINGS[kind]


def _row(thing: Thing, catalogue: Catalogue, key: str) -> Any:
    """The row that an address names; None for a standard that nobody has written yet. Raises Unknown."""
    if thing.table == "standards" and key in catalogue.services:
        return catalogue.standards.get(key)
    row = catalogue.table(thing.table).get(key)
    if row is None:
        raise Unknown()
    return row


@admin.get("/admin/katalog/<kind>")
@audience("admin")
def things(kind: str) -> str:
    """The list of a kind; `q` searches it, `nonaktif` shows what has ended, too."""
    return list_page(kind)


def new_page(filled: Filled = _EMPTY, *, kind: str) -> str:
    """The form of a new row. Raises Unknown for what is not added here."""
    if _thing(kind).added is None:
        raise Unknown()
    return list_page(kind, filled=filled, new=True)


@admin.get("/admin/katalog/<kind>/baru")
@audience("admin")
def new_thing(kind: str) -> str:
    """Show the form of a new row."""
    return new_page(kind=kind)


@admin.post("/admin/katalog/<kind>/baru")
@audience("admin")
@takes_up_to(BIG_BODY)
@shown_again(new_page)
def add_thing(kind: str) -> ResponseReturnValue:
    """Add a row, now or on a later day."""
    thing = _thing(kind)
    if thing.added is None:
        raise Unknown()
    cells, make = cells_from(request.form, thing.asked(new=True)), thing.added
    changes = save(lambda catalogue: make(catalogue, cells))
    made = next((change.key for change in changes.of(thing.table)), None)
    if made is None or request.form.get("when") in ("besok", "tanggal"):
        return redirect(url_for("admin.things", kind=kind), 303)
    return redirect(url_for("admin.thing", kind=kind, key=made), 303)


def edit_page(filled: Filled = _EMPTY, *, kind: str, key: str) -> str:
    """The list with the form of one row."""
    return list_page(kind, key, filled=filled)


@admin.get("/admin/katalog/<kind>/<key>")
@audience("admin")
def thing(kind: str, key: str) -> str:
    """Show one row."""
    return edit_page(kind=kind, key=key)


@admin.post("/admin/katalog/<kind>/<key>")
@audience("admin")
@takes_up_to(BIG_BODY)
@shown_again(edit_page)
def change_thing(kind: str, key: str) -> ResponseReturnValue:
    """Change one row, now or on a later day."""
    thing = _thing(kind)
    _row(thing, my_catalogue(), key)
    cells = cells_from(request.form, thing.asked(new=False)) | _named(thing, key)
    save(lambda _catalogue: [Edit(thing.table, cells)])
    return redirect(url_for("admin.thing", kind=kind, key=key), 303)


@admin.post("/admin/katalog/<kind>/<key>/akhiri")
@audience("admin")
@shown_again(edit_page, StillWaiting)
def end_thing(kind: str, key: str) -> ResponseReturnValue:
    """End a row: it is not offered any more; what happened there stays. Raises StillWaiting."""
    thing = _thing(kind)
    if not thing.ends:
        raise Unknown()
    save(lambda _catalogue: [Edit(thing.table, _named(thing, key), ends=True)])
    return redirect(url_for("admin.things", kind=kind), 303)


@admin.post("/admin/katalog/<kind>/<key>/hidupkan")
@audience("admin")
@shown_again(edit_page)
def bring_thing_back(kind: str, key: str) -> ResponseReturnValue:
    """Offer an ended row again."""
    thing = _thing(kind)
    _row(thing, my_catalogue(), key)
    if not thing.ends:
        raise Unknown()
    save(lambda _catalogue: [Edit(thing.table, _named(thing, key) | {"active": "ya"})])
    return redirect(url_for("admin.thing", kind=kind, key=key), 303)


@admin.post("/admin/rencana/<int:planned_id>/tarik")
@audience("admin")
def withdraw_planned(planned_id: int) -> ResponseReturnValue:
    """Take a planned change back before its day."""
    with transaction() as session:
        planned.withdraw(session, my_site_id(), planned_id, by=actor().label)
    flash(_("Rencana perubahan dibatalkan. Semuanya tetap seperti sekarang."))
    kind = request.form.get("kind", "layanan")
    return redirect(url_for("admin.things", kind=kind if kind in THINGS else "layanan"), 303)


def _named(thing: Thing, key: str) -> Cells:
    """The cell that names the row of an address."""
    return {ROW_OF[thing.table].KEY[0]: key}
