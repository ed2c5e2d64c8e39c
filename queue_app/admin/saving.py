"""What a form of the catalogue does when it is sent: change now, or plan for a later day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from flask import flash, request

from queue_app import clock
from queue_app.admin.door import my_house, my_site_id
from queue_app.catalogue import planned
from queue_app.catalogue.diff import Changes
from queue_app.catalogue.editing import Edit, current, edited
from queue_app.catalogue.rows import Catalogue
from queue_app.errors import N_, Invalid
from queue_app.line.catalogue_change import change_catalogue
from queue_app.transaction import reading, transaction
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from queue_app.web.language import longdate

UNUSED_DAY = N_("Tanggal ini belum dipakai. Tekan Rencanakan, atau kosongkan tanggalnya.")
#: A planned change further away is a mistake of typing.
FARTHEST_DAYS = 366


def my_catalogue() -> Catalogue:
    """Everything of the admin's site, ended rows included."""
    with reading() as session:
        return current(session, my_site_id())


def save(make: Callable[[Catalogue], Sequence[Edit]]) -> Changes:
    """Change the catalogue with the edits that `make` derives from what it is at that moment, now or on the day that
    the form names. Says what happened. Raises Invalid naming columns, StillWaiting.
    """
    day = _wanted_day()
    with transaction() as session:
        before = current(session, my_site_id(), writing=True)
        edits = make(before)
        if day is None:
            changes = edited(before, edits)
            change_catalogue(session, changes, by=actor().label)
        else:
            now = clock.business_day(before.site.tz_name)
            changes = planned.plan(session, my_site_id(), edits, effective_on=day, today=now, by=actor().label)
    _tell(changes, day)
    return changes


def _tell(changes: Changes, day: date | None) -> None:
    if not changes:
        flash(_("Tidak ada yang berubah."))
    elif day is None:
        flash(_("Perubahan disimpan dan sudah berlaku."))
    else:
        flash(_("Perubahan disimpan. Berlaku %(day)s pukul 00.00; nomor hari ini tidak berubah.", day=longdate(day)))


def _wanted_day() -> date | None:
    """None for now; raises Invalid naming `effective_on`, also where a day was typed that the pressed button ignores: a
    change meant for later must not reach the people who wait now.
    """
    when = request.form.get("when", "sekarang")
    if when != "tanggal" and request.form.get("effective_on", "").strip():
        raise Invalid([{"field": "effective_on", "message": UNUSED_DAY}])
    if when == "besok":
        return clock.business_day(my_house().site.tz_name) + timedelta(days=1)
    if when != "tanggal":
        return None
    try:
        day = date.fromisoformat(request.form.get("effective_on", ""))
    except ValueError:
        raise Invalid([{"field": "effective_on", "message": N_("Pilih tanggal mulai berlaku.")}]) from None
    if day > clock.business_day(my_house().site.tz_name) + timedelta(days=FARTHEST_DAYS):
        raise Invalid([{"field": "effective_on", "message": N_("Tanggal itu terlalu jauh: paling lama satu tahun.")}])
    return day
