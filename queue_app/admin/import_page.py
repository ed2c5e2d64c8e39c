"""`/admin/impor`: bring a CSV or XLSX in: first what would change, then all of it or nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.admin.door import admin, my_site_id
from queue_app.admin.saving import my_catalogue
from queue_app.catalogue.diff import Change, Changes, plain
from queue_app.catalogue.editing import current
from queue_app.catalogue.refusals import StillWaiting
from queue_app.catalogue.rows import CatalogueInvalid
from queue_app.catalogue.uploading import HEAVIEST, changes_of
from queue_app.catalogue.workbook import workbook
from queue_app.errors import N_, Invalid
from queue_app.line.catalogue_change import change_catalogue
from queue_app.slow import off_the_loop
from queue_app.transaction import transaction
from queue_app.web.audience import audience, takes_up_to
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()
#: A file with its form around it; packed for the second form it grows by a third at most.
_UPLOAD = HEAVIEST * 3 // 2
#: Rows of a difference that one page shows; all of them are applied.
MOST_SHOWN = 300
_TABLES = {
    "site": N_("Tempat"),
    "halls": N_("Ruang tunggu"),
    "lines": N_("Huruf antrean"),
    "agencies": N_("Instansi"),
    "services": N_("Layanan"),
    "standards": N_("Standar pelayanan"),
    "counters": N_("Loket"),
    "closures": N_("Hari libur"),
    "occasions": N_("Peristiwa"),
}
_KINDS = {"added": N_("baru"), "changed": N_("diubah"), "ended": N_("dinonaktifkan")}


def import_page(filled: Filled = _EMPTY, **found: Any) -> str:
    """The upload, or what an uploaded file would change (`changes`, `packed`, `name`)."""
    problems = getattr(filled.refusal, "lines", []) if isinstance(filled.refusal, CatalogueInvalid) else []
    shown = {"changes": None, "packed": "", "name": "", "digest": "", **found}
    return render_template(
        "admin/import.html",
        filled=filled,
        problems=problems,
        tables=_TABLES,
        kinds=_KINDS,
        rows=[_shown(change) for change in (shown["changes"].rows if shown["changes"] else ())][:MOST_SHOWN],
        **shown,
    )


def _shown(change: Change) -> tuple[str, str, str, list[tuple[str, str, str]]]:
    """(table, key, kind, [(field, before, after)]) of one row."""
    fields = [] if change.kind == "ended" else change.fields
    pairs = [(f.field, _text(f.before), _text(f.after)) for f in fields]
    return change.table, change.key, change.kind.value, [pair for pair in pairs if pair[1] or pair[2]]


def _text(value: Any) -> str:
    shown = plain(value)
    if isinstance(shown, dict):
        return "; ".join(f"{key} {one}" for key, one in shown.items())
    return "; ".join(str(one) for one in shown) if isinstance(shown, list) else "" if shown is None else str(shown)


@admin.get("/admin/impor")
@audience("admin")
def imports() -> str:
    """Show the upload."""
    return import_page()


@admin.post("/admin/impor/periksa")
@audience("admin")
@takes_up_to(_UPLOAD)
@shown_again(import_page)
def check_import() -> ResponseReturnValue:
    """The dry run of a file: what would change, or everything that is wrong. Keeps nothing."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid([{"field": "file", "message": N_("Pilih berkas yang akan diimpor.")}])
    return _tried(sent.filename[-120:], sent.read())


@admin.post("/admin/impor/jalankan")
@audience("admin")
@takes_up_to(_UPLOAD * 2)
@shown_again(import_page, StillWaiting)
def run_import() -> ResponseReturnValue:
    """Apply what was shown, all of it; when the catalogue has changed since, show the new difference instead."""
    name, data = typed("name", 120), _unpacked(request.form.get("packed", ""))
    with transaction() as session:
        changes = changes_of(current(session, my_site_id(), writing=True), name, data)
        if _digest(changes) == request.form.get("digest"):
            change_catalogue(session, changes, by=actor().label)
            n = len(changes.rows)
        else:
            n = None
    if n is None:
        flash(_("Katalog sudah berubah sejak berkas diperiksa. Periksa perbedaannya sekali lagi."), "error")
        return _tried(name, data)
    flash(_("%(n)s baris diimpor dan sudah berlaku.", n=n))
    return redirect(url_for("admin.imports"), 303)


@admin.get("/admin/impor/katalog.xlsx")
@audience("admin")
def catalogue_file() -> Response:
    """The catalogue as it is, to be filled in and brought back."""
    made = off_the_loop(workbook, my_catalogue())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(made, content_type=kind, headers={"Content-Disposition": 'attachment; filename="katalog.xlsx"'})


def _tried(name: str, data: bytes) -> str:
    changes = off_the_loop(changes_of, my_catalogue(), name, data)
    return import_page(changes=changes, packed=_packed(data), name=name, digest=_digest(changes))


def _packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 6)).decode()


def _unpacked(text: str) -> bytes:
    """The file of the dry run. Raises Invalid for anything that this page did not write."""
    try:
        opened = zlib.decompressobj()
        data = opened.decompress(base64.b64decode(text, validate=True), HEAVIEST + 1)
    except (ValueError, zlib.error):
        raise Invalid([{"field": "file", "message": N_("Unggah berkasnya sekali lagi.")}]) from None
    return data


def _digest(changes: Changes) -> str:
    said = json.dumps(changes.as_dict(), sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()
