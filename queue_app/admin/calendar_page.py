"""`/admin/kalender`: closed days of the mall and of single agencies, typed in or brought in as .ics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.admin.door import admin, my_house, today
from queue_app.admin.saving import my_catalogue, save
from queue_app.admin.things.choices import agencies
from queue_app.catalogue.editing import Edit, require_new
from queue_app.catalogue.ics import Holiday, holidays
from queue_app.catalogue.rows import Catalogue
from queue_app.errors import N_, Invalid
from queue_app.web.audience import audience, takes_up_to
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.language import gettext as _

_EMPTY = Filled()
_UPLOAD = 600_000
ALREADY = N_("Hari ini sudah ada di kalender.")


def calendar_page(filled: Filled = _EMPTY, *, found: Sequence[Holiday] = ()) -> str:
    """The closed days that are still to come, and the ways to add some."""
    catalogue, day = my_catalogue(), today(my_house())
    closures = sorted(catalogue.closures.values(), key=lambda row: (row.day, row.agency_code))
    return render_template(
        "admin/calendar.html",
        filled=filled,
        closures=[row for row in closures if row.day >= day],
        past=sum(row.day < day for row in closures),
        agencies=agencies(catalogue),
        names={a.code: a.short_name for a in catalogue.agencies.values()},
        found=[(one, one.day.isoformat() in catalogue.closures) for one in found],
        fresh=[one for one in found if one.day.isoformat() not in catalogue.closures],
        day=day,
    )


@admin.get("/admin/kalender")
@audience("admin")
def calendar() -> str:
    """Show the calendar."""
    return calendar_page()


@admin.post("/admin/kalender")
@audience("admin")
@shown_again(calendar_page)
def close_day() -> ResponseReturnValue:
    """Add one closed day, of the mall or of one agency."""
    cells = {"day": typed("day", 10), "agency_code": typed("agency_code", 40), "reason": typed("reason", 120)}

    def edits(catalogue: Catalogue) -> list[Edit]:
        key = "/".join(filter(None, (cells["day"], cells["agency_code"])))
        require_new(catalogue, "closures", key, column="day", sentence=ALREADY)
        return [Edit("closures", cells)]

    save(edits)
    return redirect(url_for("admin.calendar"), 303)


@admin.post("/admin/kalender/buka")
@audience("admin")
@shown_again(calendar_page)
def open_day() -> ResponseReturnValue:
    """Take a closed day out again."""
    cells = {"day": typed("day", 10), "agency_code": typed("agency_code", 40)}
    save(lambda _catalogue: [Edit("closures", cells, ends=True)])
    return redirect(url_for("admin.calendar"), 303)


@admin.post("/admin/kalender/periksa")
@audience("admin")
@takes_up_to(_UPLOAD)
@shown_again(calendar_page)
def check_calendar() -> ResponseReturnValue:
    """What an .ics file would add; keeps nothing."""
    sent = request.files.get("file")
    return calendar_page(found=holidays(sent.read() if sent else b""))


@admin.post("/admin/kalender/impor")
@audience("admin")
@takes_up_to(_UPLOAD)
@shown_again(calendar_page)
def import_calendar() -> ResponseReturnValue:
    """Add the days that were chosen from a file; those that are there already stay as they are."""
    days = request.form.getlist("hari")
    if not days:
        raise Invalid([{"field": "hari", "message": N_("Pilih sedikitnya satu hari.")}])
    named = {day: typed(f"nama_{day}", 120) for day in days if _is_day(day)}

    def edits(catalogue: Catalogue) -> list[Edit]:
        fresh = {day: reason for day, reason in named.items() if day not in catalogue.closures}
        return [Edit("closures", {"day": day, "agency_code": "", "reason": reason}) for day, reason in fresh.items()]

    save(edits)
    flash(_("%(n)s hari libur dipilih.", n=len(named)))
    return redirect(url_for("admin.calendar"), 303)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        raise Invalid([{"field": "hari", "message": N_("Tanggal ini tidak dikenal.")}]) from None
