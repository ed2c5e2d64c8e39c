"""`/admin/catatan`: who changed what, and when; filtered, and as a file."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

from flask import Response, render_template, request
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.admin.door import admin, my_house, my_site_id
from queue_app.catalogue.directory import Directory
from queue_app.errors import N_, Invalid
from queue_app.people import log, roster
from queue_app.spreadsheets import as_text
from queue_app.transaction import reading
from queue_app.web.audience import audience
from queue_app.web.language import gettext as _

#: What one page shows, and what one file holds.
ON_PAGE, IN_FILE = 100, 20_000

ACTIONS = {
    log.CATALOGUE: N_("Katalog diubah"),
    "staff-added": N_("Petugas ditambah"),
    "staff-placed": N_("Petugas ditempatkan"),
    "staff-role": N_("Peran diganti"),
    "staff-renamed": N_("Nama petugas diperbaiki"),
    "staff-link": N_("Tautan kata sandi dibuat"),
    "staff-deactivated": N_("Petugas dinonaktifkan"),
    "staff-brought-back": N_("Petugas diaktifkan kembali"),
    "staff-signed-out": N_("Dikeluarkan dari semua perangkat"),
    "first-admin": N_("Admin pertama"),
    "password-set": N_("Kata sandi dibuat"),
    "signed-in": N_("Masuk"),
    "signed-out": N_("Keluar"),
    "signed-out-everywhere": N_("Keluar dari semua perangkat"),
    "sign-in-delayed": N_("Percobaan masuk ditunda"),
    "token-created": N_("Token dibuat"),
    "token-revoked": N_("Token dicabut"),
    "device-accepted": N_("Perangkat diterima"),
    "device-changed": N_("Perangkat diubah"),
    "device-set": N_("Perangkat diatur"),
    "device-panel": N_("Panel kiosk dibuka"),
    "voice-chosen": N_("Suara ruang dipilih"),
    "text-changed": N_("Teks diubah"),
    "quota-set": N_("Kuota diubah"),
}


@admin.get("/admin/catatan")
@audience("admin")
def changes_log() -> str:
    """The newest entries that fit the filter."""
    house = my_house()
    wanted = _wanted(house)
    with reading() as session:
        entries = log.log(session, my_site_id(), wanted, most=ON_PAGE + 1)
        who = roster.names(session, my_site_id())
        actions = log.actions(session, my_site_id())
    return render_template(
        "admin/log.html",
        entries=[(one, _told(one)) for one in entries[:ON_PAGE]],
        more=len(entries) > ON_PAGE,
        who=who,
        actions=[(one, _(ACTIONS[one]) if one in ACTIONS else one) for one in actions],
        action_names=ACTIONS,
        asked=request.args,
        query=request.query_string.decode(),
    )


@admin.get("/admin/catatan.csv")
@audience("admin")
def log_file() -> Response:
    """The same entries as CSV, safe to open in a spreadsheet."""
    house = my_house()
    wanted = _wanted(house)
    with reading() as session:
        text = _csv(session, house, wanted)
    headers = {"Content-Disposition": 'attachment; filename="catatan-perubahan.csv"'}
    return Response(text, content_type="text/csv; charset=utf-8", headers=headers)


def _csv(session: Session, house: Directory, wanted: log.Wanted) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["waktu", "oleh", "nama", "tindakan", "yang_diubah", "isi"])
    who = roster.names(session, house.site.id)
    zone = clock.zone(house.site.tz_name)
    for one in log.log(session, house.site.id, wanted, most=IN_FILE):
        said = json.dumps(one.data, ensure_ascii=False, default=str)
        at = one.at.astimezone(zone).isoformat(timespec="seconds")
        writer.writerow([as_text(cell) for cell in (at, one.by, who.get(one.by, ""), one.action, one.subject, said)])
    return out.getvalue()


def _told(entry: log.Entry) -> list[tuple[str, str]]:
    """What an entry changed, as (field, "before → after")."""
    if entry.action == log.CATALOGUE:
        return [
            (f"{change['table']}/{change['key']} {name}", f"{_short(pair[0])} → {_short(pair[1])}")
            for change in entry.data.get("changes", [])[:5]
            for name, pair in list(change.get("fields", {}).items())[:6]
        ]
    return [
        (name, " → ".join(map(_short, v)) if isinstance(v, list) else _short(v))
        for name, v in entry.data.items()
        if v is not None
    ]


def _short(value: object) -> str:
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (text[:80] + "…" if len(text) > 80 else text) or "–"


def _wanted(house: Directory) -> log.Wanted:
    """The filter of the address. Raises Invalid naming `dari` or `sampai`."""
    zone = clock.zone(house.site.tz_name)
    since, until = _day("dari"), _day("sampai")
    return log.Wanted(
        by=request.args.get("oleh", "")[:40],
        action=request.args.get("tindakan", "")[:60],
        since=datetime.combine(since, datetime.min.time(), zone).astimezone(UTC) if since else None,
        until=datetime.combine(until + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC) if until else None,
    )


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = date.min
    if day is not None and not 2000 <= day.year <= 2200:
        raise Invalid([{"field": name, "message": N_("Tanggal ini tidak dikenal.")}])
    return day
