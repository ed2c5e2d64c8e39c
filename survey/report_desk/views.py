"""`/manajer/laporan`: the report of a period, as it would be published; the files; publishing and its end."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.counting import count_answers
from queue_app.errors import Invalid, Unknown
from queue_app.line.attendance import today
from queue_app.people.audit import audit
from queue_app.qr import qr_svg
from queue_app.slow import off_the_loop
from queue_app.transaction import reading, transaction
from queue_app.web.audience import READERS, audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from survey import publication
from survey.ikm import EXACT
from survey.publication import AlreadyPublished, Over, StillRunning, TooFew
from survey.publication_record import new_code, written
from survey.report.making import MAKERS, files_of
from survey.report_desk import asking
from survey.report_desk.asking import Choice
from survey.report_desk.door import MEDIA, report_desk

_EMPTY = Filled()


def report_page(filled: Filled = _EMPTY) -> str:
    """The report that the address or the form asks for, with what is wrong in a form sent."""
    house = my_house()
    day = today(house)
    try:
        asked = asking.choice(request.values, house, day)
    except Invalid:
        asked = asking.choice({}, house, day)
    with reading() as session:
        report = asking.report_of(session, house, asked)
        current = asking.current(session, house, asked)
        every = publication.every(session, house.site.id)
    return render_template(
        "report_desk/report.html",
        asked=asked,
        shown=report.snapshot,
        cover=report.cover,
        current=current,
        ways=asking.ways(asked.period),
        every=every,
        over=day > asked.period.end,
        offered=asking.offered(day),
        agencies=sorted(house.agencies.values(), key=lambda one: one.short_name.casefold()),
        names=asking.mall(house).shorts,
        filled=filled,
        may_publish=actor().role == "manager",
    )


@report_desk.get("/manajer/laporan")
@audience(*READERS)
@shown_again(report_page)
def report() -> str:
    """What the report of a period says, and what can be done with it. Raises Unknown."""
    house = my_house()
    asking.choice(request.args, house, today(house))
    return report_page()


@report_desk.get("/manajer/laporan/unduh/<kind>")
@audience(*READERS)
def download(kind: str) -> Response:
    """The file: of a published report the very one that was published, else a draft. Raises Invalid, Unknown."""
    house = my_house()
    asked = asking.choice(request.args, house, today(house))
    if kind not in MAKERS:
        raise Unknown
    with reading() as session:
        current = asking.current(session, house, asked) if asked.weights == EXACT else None
        if current is not None:
            return attachment(getattr(publication.original(session, current.code), kind), kind, name_of(asked))
        draft = asking.report_of(session, house, asked)
    return attachment(off_the_loop(MAKERS[kind], draft), kind, f"rancangan-{name_of(asked)}")


@report_desk.post("/manajer/laporan/terbitkan")
@audience("manager")
@shown_again(report_page, StillRunning, TooFew, AlreadyPublished, Over)
def publish() -> ResponseReturnValue:
    """Freeze the report of a finished period; with `replacing`, in the place of that one."""
    house = my_house()
    asked = asking.choice({**request.form, "cetak": EXACT}, house, today(house))
    number, reason, replacing = typed("number", 100), typed("reason", 300), typed("replacing", 20)
    code, at = new_code(), clock.now()
    day = today(house)
    with reading() as session:
        made = asking.report_of(session, house, asked, code=code, number=number, dated=day)
    publication.may_be_published(asked.period, made.snapshot, day)
    address = asking.address(code)
    files = off_the_loop(files_of, made, qr_file(address), address.partition("://")[2])
    with transaction() as session:
        frozen = publication.publish(
            session,
            site_id=house.site.id,
            period=asked.period,
            agency=asked.agency_code,
            code=code,
            number=number,
            snapshot=made.snapshot,
            files=files,
            at=at,
            today=day,
            by=actor().label,
            replacing=replacing,
            reason=reason,
        )
        said = {"period": asked.period.code, "agency": asked.agency_code, "sha256": frozen.sha256}
        said |= {"replaces": replacing, "reason": reason} if replacing else {}
        _note(session, house, "report.publish", frozen.code, said)
    flash(_("Laporan diterbitkan dengan kode %(code)s.", code=written(code)))
    return redirect(url_for("report_desk.report", period=asked.period.code, agency=asked.agency_code), 303)


@report_desk.post("/manajer/laporan/cabut")
@audience("manager")
@shown_again(report_page, Over)
def withdraw() -> ResponseReturnValue:
    """Say that a report holds no longer."""
    house = my_house()
    asked = asking.choice(request.form, house, today(house))
    code, reason = typed("code", 20), typed("reason", 300)
    with transaction() as session:
        ended = publication.withdraw(
            session, code, site_id=house.site.id, reason=reason, at=clock.now(), by=actor().label
        )
        _note(session, house, "report.withdraw", ended.code, {"reason": reason})
    flash(_("Laporan %(code)s dicabut.", code=ended.code))
    return redirect(url_for("report_desk.report", period=asked.period.code, agency=asked.agency_code), 303)


def _note(session: Session, house: Directory, action: str, code: str, data: Mapping[str, object]) -> None:
    audit(session, by=actor().label, action=action, subject=f"report:{code}", data=data, site_id=house.site.id)


def my_house() -> Directory:
    """The reader's own site, with everything counted that may be by now."""
    with reading() as session:
        house = directory(session, actor().site_id)
    g.tz_name = house.site.tz_name
    count_answers(house)
    return house


def qr_file(address: str) -> str:
    """The QR code as an SVG file of its own."""
    label = f"Kode QR menuju {address}"
    return str(qr_svg(address, label, quiet=0)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def name_of(asked: Choice) -> str:
    """laporan-skm-2026-S1-DKC: letters, digits and hyphens only."""
    parts = ["laporan-skm", asked.period.code, asked.agency_code or "semua"]
    parts += [] if asked.weights == EXACT else [f"bobot-{asked.weights}"]
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in "-".join(parts))


def attachment(body: bytes, kind: str, name: str) -> Response:
    """A file to keep."""
    answer = Response(body, mimetype=MEDIA[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
