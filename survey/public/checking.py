"""`/verifikasi/`: is this document real, and does it still hold? By its code, and by the fingerprint of a file."""

from __future__ import annotations

import re

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.errors import N_
from queue_app.ids import normalise
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.language import gettext as _
from survey import publication
from survey.public.door import house_here, public
from survey.publication import PublicationUnknown
from survey.publication_record import CODE_LENGTH, written

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
NOT_A_CODE = N_("Kode terdiri atas 8 huruf dan angka, misalnya 7K4M-Q2XR.")
NOT_A_FINGERPRINT = N_("Sidik jari SHA-256 terdiri atas 64 angka dan huruf a–f.")


@public.get("/verifikasi/")
@audience(PUBLIC)
def ask_code() -> ResponseReturnValue:
    """Type the code that is printed on a report."""
    typed = request.args.get("kode", "").strip()[:40]
    if not typed:
        return render_template("public/ask_code.html", typed="", errors=[])
    code = normalise(typed)
    if len(code) != CODE_LENGTH:
        errors = [{"field": "kode", "message": _(NOT_A_CODE)}]
        return render_template("public/ask_code.html", typed=typed, errors=errors), 422
    return redirect(url_for("public.check", code=written(code)), 303)


@public.get("/verifikasi/<code>")
@audience(PUBLIC)
def check(code: str) -> ResponseReturnValue:
    """The verdict, the three numbers to match, the fingerprint; `sidik` is compared with it."""
    house_here()
    try:
        with reading() as session:
            one = publication.find(session, code)
    except PublicationUnknown as unknown:
        errors = [{"field": "kode", "message": _(unknown.sentence)}]
        return render_template("public/ask_code.html", typed=code[:40], errors=errors), 404
    typed = re.sub(r"[\s:]", "", request.args.get("sidik", "")).lower()[:200]
    errors = []
    if typed and not _FINGERPRINT.fullmatch(typed):
        errors = [{"field": "sidik", "message": _(NOT_A_FINGERPRINT)}]
    page = render_template(
        "public/check.html",
        one=one,
        shown=one.snapshot,
        typed=typed,
        errors=errors,
        same=typed == one.sha256 if typed and not errors else None,
        grouped=" ".join(one.sha256[at : at + 4] for at in range(0, 64, 4)),
    )
    return (page, 422) if errors else page
