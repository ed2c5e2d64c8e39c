"""`/manajer/tindak-lanjut/fkp/…`: a public consultation from its agenda to its signed minutes."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.line.attendance import today
from queue_app.people.audit import audit
from queue_app.slow import off_the_loop
from queue_app.transaction import reading, transaction
from queue_app.web.audience import READERS, audience
from queue_app.web.forms import Filled, kept, shown_again
from queue_app.web.identity import actor
from queue_app.web.language import decimal
from queue_app.web.language import gettext as _
from survey import consultation, forum_files
from survey.consultation import AlreadyAnAction, ForumClosed, ForumUnknown, NotHeldYet
from survey.follow_up_desk.basis import basis, lowest_services
from survey.follow_up_desk.choosing import Chosen, chosen, house_here
from survey.follow_up_desk.door import follow_up_desk
from survey.forum import FILES, MODES, Forum
from survey.instrument import effective
from survey.periods import parse
from survey.report.minutes import invitations, minutes

_EMPTY = Filled()
#: What a part is called in an address.
_PARTS = {"peserta": "guest", "masukan": "input", "komitmen": "commitment"}


def new_forum_page(filled: Filled = _EMPTY) -> str:
    """The form of a new consultation, its agenda filled in from the lowest unsur and the standards behind them."""
    house = house_here()
    with reading() as session:
        asked = chosen(session, house)
        values = filled.values or {"agenda": "\n".join(_agenda(session, house, asked)), "mode": "luring"}
    return render_template("follow_up_desk/forum_form.html", asked=asked, filled=filled, values=values, modes=MODES)


@follow_up_desk.get("/manajer/tindak-lanjut/fkp/baru")
@audience("manager")
def new_forum() -> str:
    """Show the form of a new consultation."""
    return new_forum_page()


@follow_up_desk.post("/manajer/tindak-lanjut/fkp/baru")
@audience("manager")
@shown_again(new_forum_page)
def begin_forum() -> ResponseReturnValue:
    """Record a consultation."""
    house, me = house_here(), actor()
    with transaction() as session:
        asked = chosen(session, house)
        made = consultation.begin(
            session,
            kept(),
            site_id=house.site.id,
            period=asked.period.code,
            agency=asked.code,
            by=me.label,
            at=clock.now(),
        )
        _audit(session, "forum-begun", made, house)
    return redirect(url_for("follow_up_desk.forum", forum_id=made), 303)


def edit_forum_page(filled: Filled = _EMPTY, *, forum_id: int) -> str:
    """Day, place and agenda once more."""
    house = house_here()
    with reading() as session:
        found = consultation.find(session, forum_id, site_id=house.site.id)
    now = {"held_on": f"{found.held_on}", "hours": found.hours, "place": found.place, "mode": found.mode}
    values = filled.values or now | {"chair": found.chair, "agenda": "\n".join(found.agenda)}
    asked = Chosen(parse(found.period), house.agencies.get(found.agency) if found.agency else None)
    page = {"asked": asked, "filled": filled, "values": values, "modes": MODES, "found": found}
    return render_template("follow_up_desk/forum_form.html", **page)


@follow_up_desk.get("/manajer/tindak-lanjut/fkp/<int:forum_id>/ubah")
@audience("manager")
def edit_forum(forum_id: int) -> str:
    """Show the form."""
    return edit_forum_page(forum_id=forum_id)


@follow_up_desk.post("/manajer/tindak-lanjut/fkp/<int:forum_id>/ubah")
@audience("manager")
@shown_again(edit_forum_page, ForumClosed)
def change_forum(forum_id: int) -> ResponseReturnValue:
    """Change day, place and agenda."""
    house = house_here()
    with transaction() as session:
        consultation.change(session, forum_id, kept(), site_id=house.site.id)
        _audit(session, "forum-changed", forum_id, house)
    return redirect(url_for("follow_up_desk.forum", forum_id=forum_id), 303)


def forum_page(filled: Filled = _EMPTY, *, forum_id: int, part: str = "", part_id: int = 0) -> str:
    """The whole consultation with the forms that add to it; `part` is the form that was just refused."""
    house = house_here()
    with reading() as session:
        found = consultation.find(session, forum_id, site_id=house.site.id)
        files = forum_files.files_of(session, forum_id, site_id=house.site.id)
    asked = Chosen(parse(found.period), house.agencies.get(found.agency) if found.agency else None)
    return render_template(
        "follow_up_desk/forum.html",
        asked=asked,
        forum=found,
        files=files,
        contents=FILES,
        filled=filled,
        sent=part,
        modes=MODES,
        unsur=effective(asked.period.end).unsur,
        today=today(house),
    )


@follow_up_desk.get("/manajer/tindak-lanjut/fkp/<int:forum_id>")
@audience(*READERS)
def forum(forum_id: int) -> str:
    """Show one consultation."""
    return forum_page(forum_id=forum_id)


@follow_up_desk.post("/manajer/tindak-lanjut/fkp/<int:forum_id>/<part>")
@audience("manager")
@shown_again(forum_page, ForumClosed)
def put_part(forum_id: int, part: str) -> ResponseReturnValue:
    """Add who was invited, what was said, or what is promised."""
    house = house_here()
    with transaction() as session:
        found = consultation.find(session, forum_id, site_id=house.site.id)
        used = effective(parse(found.period).end)
        consultation.put(session, forum_id, _part(part), kept(), site_id=house.site.id, used=used)
        _audit(session, f"forum-{_part(part)}-added", forum_id, house)
    return redirect(url_for("follow_up_desk.forum", forum_id=forum_id, _anchor=part), 303)


@follow_up_desk.post("/manajer/tindak-lanjut/fkp/<int:forum_id>/<part>/<int:part_id>/keluarkan")
@audience("manager")
@shown_again(forum_page, ForumClosed, AlreadyAnAction)
def take_out_part(forum_id: int, part: str, part_id: int) -> ResponseReturnValue:
    """Take one of them out again."""
    house = house_here()
    with transaction() as session:
        consultation.take_out(session, forum_id, _part(part), part_id, site_id=house.site.id)
        _audit(session, f"forum-{_part(part)}-removed", forum_id, house)
    return redirect(url_for("follow_up_desk.forum", forum_id=forum_id, _anchor=part), 303)


@follow_up_desk.post("/manajer/tindak-lanjut/fkp/<int:forum_id>/jadikan-tindakan")
@audience("manager")
def adopt(forum_id: int) -> ResponseReturnValue:
    """Make every commitment an act of the plan, at once."""
    house, me = house_here(), actor()
    with transaction() as session:
        made = consultation.adopt(
            session,
            forum_id,
            site_id=house.site.id,
            by=me.label,
            by_name=me.name,
            at=clock.now(),
            today=today(house),
        )
        found = consultation.find(session, forum_id, site_id=house.site.id)
        _audit(session, "forum-adopted", forum_id, house)
    flash(_("%(n)s komitmen menjadi tindakan.", n=made) if made else _("Semua komitmen sudah menjadi tindakan."))
    agency = house.agencies.get(found.agency) if found.agency else None
    return redirect(Chosen(parse(found.period), agency).address, 303)


@follow_up_desk.post("/manajer/tindak-lanjut/fkp/<int:forum_id>/kunci")
@audience("manager")
@shown_again(forum_page, ForumClosed, NotHeldYet)
def close_forum(forum_id: int) -> ResponseReturnValue:
    """Make the minutes final."""
    house, me = house_here(), actor()
    with transaction() as session:
        consultation.close(session, forum_id, site_id=house.site.id, by=me.label, at=clock.now(), today=today(house))
        _audit(session, "forum-closed", forum_id, house)
    flash(_("Berita acara sudah dikunci."))
    return redirect(url_for("follow_up_desk.forum", forum_id=forum_id), 303)


@follow_up_desk.get("/manajer/tindak-lanjut/fkp/<int:forum_id>/undangan.pdf")
@audience(*READERS)
def invitations_pdf(forum_id: int) -> Response:
    """A letter for each who is invited. Raises ForumUnknown."""
    found, house, agency = _of(forum_id)
    return _pdf(off_the_loop(invitations, found, house.site, agency), f"undangan-fkp-{found.held_on}")


@follow_up_desk.get("/manajer/tindak-lanjut/fkp/<int:forum_id>/berita-acara.pdf")
@audience(*READERS)
def minutes_pdf(forum_id: int) -> Response:
    """The minutes with their signature block and the attendance list; marked as a draft until they are closed."""
    found, house, agency = _of(forum_id)
    unsur = {one.key: one.short for one in effective(parse(found.period).end).unsur}
    return _pdf(off_the_loop(minutes, found, house.site, agency, unsur), f"berita-acara-fkp-{found.held_on}")


def _of(forum_id: int) -> tuple[Forum, Directory, str]:
    """A consultation with its house and the name of the agency that holds it, empty for the whole site."""
    house = house_here()
    with reading() as session:
        found = consultation.find(session, forum_id, site_id=house.site.id)
    agency = house.agencies.get(found.agency) if found.agency else None
    return found, house, agency.name if agency else ""


def _pdf(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _part(word: str) -> str:
    """The part that an address names; raises ForumUnknown."""
    if word not in _PARTS:
        raise ForumUnknown
    return _PARTS[word]


def _agenda(session: Session, house: Directory, asked: Chosen) -> list[str]:
    """The lowest unsur with their index, then the standards of the services that are lowest."""
    now = basis(session, house, asked.period, asked.code)
    names = {one.key: one.short for one in now.instrument.unsur}
    lines = [_("Hasil SKM %(period)s", period=asked.words)]
    for key in now.lowest:
        words = {"name": names[key], "index": decimal(now.unsur[key].index)}
        lines.append(_("%(name)s (indeks %(index)s): penyebab dan rencana perbaikan", **words))
    known = {service.code: service.name for service in house.service_by_id.values()}
    for code in [] if now.imported else lowest_services(session, house, asked.period, asked.code):
        lines.append(_("Peninjauan standar pelayanan: %(name)s", name=known.get(code, code)))
    if not now.lowest:
        lines.append(_("Peninjauan standar pelayanan"))
    return [*lines, _("Komitmen perbaikan, penanggung jawab, dan tenggat")]


def _audit(session: Session, action: str, forum_id: int, house: Directory) -> None:
    audit(session, by=actor().label, action=action, subject=f"forum:{forum_id}", site_id=house.site.id)
