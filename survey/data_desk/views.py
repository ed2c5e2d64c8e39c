"""`/manajer/data-jawaban`: bring answers of earlier periods in, withdraw them, take answers of whole periods out."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.line.attendance import today
from queue_app.people.audit import audit
from queue_app.slow import off_the_loop
from queue_app.transaction import reading, transaction
from queue_app.web.audience import READERS, audience, takes_up_to
from queue_app.web.forms import Filled, kept, shown_again
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from survey import imports, periods
from survey.anonymous import Anonymous, anonymous
from survey.data_desk.stating import (
    PROBLEM_FIELDS,
    ended,
    heads,
    offered,
    service_words,
    stated,
    title,
    typed_figures,
    wishes,
)
from survey.earlier import earlier
from survey.export_files import bundle, raw_table
from survey.importing import Tried, packed, tried, unpacked
from survey.imports import AlreadyWithdrawn, ImportedBefore
from survey.instrument import effective
from survey.questionnaire import Instrument

data_desk = Blueprint(
    "data_desk", __name__, template_folder="templates", static_folder="static", static_url_path="/static/data_desk"
)
_EMPTY = Filled()
#: A file of 5 MB with its form around it; understood rows are packed and smaller.
_UPLOAD = 5_500_000


@data_desk.context_processor
def _words() -> dict[str, object]:
    return {"may_write": actor().role == "manager", "title_of": title}


def data_page(filled: Filled = _EMPTY, *, import_id: int = 0, **_part: object) -> str:
    """Everything on one page: the form of an import, the imports there are, and the periods that can be taken out."""
    house = _house()
    with reading() as session:
        known = imports.imports(session, site_id=house.site.id)
        standing = {one.period for one in known if one.withdrawn_at is None}
        results = {code: earlier(session, site_id=house.site.id, period=code) for code in standing}
    return render_template(
        "data_desk/data.html",
        filled=filled,
        sent=import_id,
        values=filled.values,
        imports=known,
        results=results,
        periods=offered(today(house)),
        heads=heads(offered(today(house))),
        heads_out=heads(ended(today(house))),
        ended=ended(today(house)),
        agencies=sorted(house.agencies.values(), key=lambda agency: agency.short_name.casefold()),
    )


@data_desk.get("/manajer/data-jawaban")
@audience(*READERS)
def data() -> str:
    """Show the page."""
    return data_page()


@data_desk.post("/manajer/data-jawaban/periksa")
@audience("manager")
@takes_up_to(_UPLOAD)
@shown_again(data_page)
def check() -> ResponseReturnValue:
    """The dry run of an uploaded file: what it holds, what is wrong, what contradicts it. Keeps nothing."""
    house = _house()
    sent = request.files.get("file")
    said = stated(house, request.form, sent.filename or "" if sent else "")
    used = effective(periods.parse(said.period).start)
    found = off_the_loop(
        tried,
        said.file_name,
        sent.read() if sent else b"",
        used,
        **wishes(request.form),
        services=service_words(house),
        printed=typed_figures(request.form),
        population=said.population,
    )
    if found.good:
        imports.must_fit(said, len(found.answers.rows))
    return _tried_page(found, used)


@data_desk.post("/manajer/data-jawaban/impor")
@audience("manager")
@takes_up_to(_UPLOAD)
@shown_again(data_page, ImportedBefore)
def bring_in() -> ResponseReturnValue:
    """Keep what the dry run understood, all of it or nothing."""
    house, me = _house(), actor()
    said = stated(house, request.form, request.form.get("file_name", ""))
    used = effective(periods.parse(said.period).start)
    found = off_the_loop(
        tried,
        said.file_name,
        unpacked(request.form.get("rows", "")),
        used,
        blanks=request.form.get("blanks") == "ya",
        services=service_words(house),
        printed=typed_figures(request.form),
        population=said.population,
    )
    if not found.good:
        return _tried_page(found, used)
    with transaction() as session:
        made = imports.store(
            session,
            said,
            found.answers.rows,
            warnings=found.warnings,
            by=me.label,
            by_name=me.name,
            at=clock.now(),
        )
        data = {"period": said.period, "n": len(found.answers.rows), "warnings": len(found.warnings)}
        audit(
            session, by=me.label, action="answers-imported", subject=f"import:{made}", data=data, site_id=house.site.id
        )
    flash(_("%(n)s jawaban sudah diimpor.", n=len(found.answers.rows)))
    return redirect(url_for("data_desk.data", _anchor="impor"), 303)


@data_desk.post("/manajer/data-jawaban/<int:import_id>/tarik")
@audience("manager")
@shown_again(data_page, AlreadyWithdrawn)
def withdraw(import_id: int) -> ResponseReturnValue:
    """Take an import out of every figure, with a reason; it stays in the list."""
    house, me = _house(), actor()
    with transaction() as session:
        reason = request.form.get("reason", "")
        imports.withdraw(session, import_id, site_id=house.site.id, reason=reason, by=me.label, at=clock.now())
        subject = f"import:{import_id}"
        audit(session, by=me.label, action="import-withdrawn", subject=subject, site_id=house.site.id)
    flash(_("Impor sudah ditarik."))
    return redirect(url_for("data_desk.data", _anchor="impor"), 303)


@data_desk.get("/manajer/data-jawaban/<period>.zip")
@audience(*READERS)
def statistics(period: str) -> Response:
    """For SPSS and R: answers, codebook and syntax. Raises what `anonymous` raises."""
    found = _anonymous(period)
    return _file(off_the_loop(bundle, found), "application/zip", f"skm-{found.period}-jawaban.zip")


@data_desk.get("/manajer/data-jawaban/<period>.xlsx")
@audience(*READERS)
def raw(period: str) -> Response:
    """The raw answers by the numbers of the unsur."""
    found = _anonymous(period)
    heading = _("Olah data SKM, %(period)s", period=title(found.period))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(off_the_loop(raw_table, found, heading), kind, f"skm-{found.period}-olah-data.xlsx")


def _tried_page(found: Tried, used: Instrument) -> ResponseReturnValue:
    page = render_template(
        "data_desk/tried.html",
        found=found,
        used=used,
        values=kept(),
        packed=packed(found.answers, used) if found.good else "",
        fields=PROBLEM_FIELDS,
        file_name=(request.files["file"].filename if "file" in request.files else request.form.get("file_name", "")),
    )
    return page, 200 if found.good else 422


def _anonymous(period: str) -> Anonymous:
    house = _house()
    with reading() as session:
        return anonymous(session, site_id=house.site.id, period=period, today=today(house))


def _file(body: bytes, kind: str, name: str) -> Response:
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _house() -> Directory:
    with reading() as session:
        return directory(session, actor().site_id)
