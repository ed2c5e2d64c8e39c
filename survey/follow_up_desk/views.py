"""`/manajer/tindak-lanjut`: what is done about the lowest unsur, by whom, until when, and what came of it."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.line.attendance import today
from queue_app.people.audit import audit
from queue_app.transaction import reading, transaction
from queue_app.web.audience import READERS, audience
from queue_app.web.forms import Filled, shown_again
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from survey import consultation, evidence, followup, publication
from survey.action import LONGEST, read
from survey.answers import answers
from survey.follow_up_desk.basis import basis, following
from survey.follow_up_desk.choosing import Chosen, chosen, house_here, offered
from survey.follow_up_desk.door import follow_up_desk
from survey.follow_up_desk.shown import as_csv, compared, groups, progress
from survey.followup import ChangedMeanwhile
from survey.instrument import effective
from survey.periods import parse

_EMPTY = Filled()


@follow_up_desk.get("/manajer/tindak-lanjut")
@audience(*READERS)
def plan() -> ResponseReturnValue:
    """The plan of one period: lowest unsur with their acts, the consultation, before and after."""
    house = house_here()
    day = today(house)
    with reading() as session:
        asked = chosen(session, house)
        after = following(asked.period)
        known = answers(session, house.site.id, asked.period.start, after.end)
        now = basis(session, house, asked.period, asked.code, known)
        then = basis(session, house, after, asked.code, known)
        acts = followup.plan(session, site_id=house.site.id, period=asked.period.code, agency=asked.code)
        late = followup.overdue(session, site_id=house.site.id, today=day)
        told = {
            one.code: publication.in_force(session, house.site.id, one, asked.code) for one in (now.period, then.period)
        }
        held = consultation.forums(session, site_id=house.site.id, period=asked.period.code, agency=asked.code)
    here = {one.id for one in acts}
    return render_template(
        "follow_up_desk/plan.html",
        asked=asked,
        periods=offered(house),
        agencies=sorted(house.agencies.values(), key=lambda agency: agency.short_name.casefold()),
        basis=now,
        after=then,
        groups=groups(now, acts, day),
        compared=compared(now, then, acts),
        progress=progress(acts, day),
        elsewhere=[one for one in late if one.id not in here],
        forums=held,
        told=told,
        today=day,
    )


@follow_up_desk.get("/manajer/tindak-lanjut.csv")
@audience(*READERS)
def plan_csv() -> Response:
    """The same plan as a file."""
    house = house_here()
    with reading() as session:
        asked = chosen(session, house)
        now = basis(session, house, asked.period, asked.code)
        acts = followup.plan(session, site_id=house.site.id, period=asked.period.code, agency=asked.code)
    answer = Response(as_csv(now, acts, today(house)), mimetype="text/csv")
    name = "-".join(("tindak-lanjut", asked.period.code, asked.code or "semua"))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def new_page(filled: Filled = _EMPTY) -> str:
    """The form of a new act, the unsur filled in when the page was opened from one."""
    house = house_here()
    with reading() as session:
        asked = chosen(session, house)
        now = basis(session, house, asked.period, asked.code)
    first = request.args.get("unsur") or next(iter(now.lowest), "")
    values = filled.values or {"unsur": first, "status": "planned"}
    return _form(asked, filled, values, unsur=now.instrument.unsur, basis=now)


@follow_up_desk.get("/manajer/tindak-lanjut/tambah")
@audience("manager")
def new() -> str:
    """Show the form of a new act."""
    return new_page()


@follow_up_desk.post("/manajer/tindak-lanjut/tambah")
@audience("manager")
@shown_again(new_page)
def add() -> ResponseReturnValue:
    """Put an act into the plan."""
    house, me = house_here(), actor()
    with transaction() as session:
        asked = chosen(session, house)
        columns = read(effective(asked.period.end), request.form)
        made = followup.add(
            session,
            columns,
            site_id=house.site.id,
            period=asked.period.code,
            agency=asked.code,
            by=me.label,
            by_name=me.name,
            at=clock.now(),
            today=today(house),
        )
        audit(session, by=me.label, action="follow-up-added", subject=f"action:{made}", site_id=house.site.id)
    flash(_("Tindakan sudah ditambahkan."))
    return redirect(asked.address, 303)


def act_page(filled: Filled = _EMPTY, *, action_id: int) -> str:
    """One act: its form for managers, its content for auditors, and its history. Raises ActionUnknown."""
    house = house_here()
    with reading() as session:
        act = followup.find(session, action_id, site_id=house.site.id)
        past = followup.history(session, action_id, site_id=house.site.id)
        files = evidence.files_of(session, action_id, site_id=house.site.id)
        agency = house.agencies.get(act.agency) if act.agency else None
    asked = Chosen(parse(act.period), agency)
    now = {name: str(getattr(act, name)) for name in (*LONGEST, "unsur", "deadline", "status", "version")}
    values = now | filled.values
    if isinstance(filled.refusal, ChangedMeanwhile):
        values = {**values, "version": now["version"]}
    used = effective(asked.period.end)
    return _form(asked, filled, values, unsur=used.unsur, act=act, history=past, files=files, today=today(house))


@follow_up_desk.get("/manajer/tindak-lanjut/<int:action_id>")
@audience(*READERS)
def act(action_id: int) -> str:
    """Show one act with its history."""
    return act_page(action_id=action_id)


@follow_up_desk.post("/manajer/tindak-lanjut/<int:action_id>")
@audience("manager")
@shown_again(act_page, ChangedMeanwhile)
def change(action_id: int) -> ResponseReturnValue:
    """Change an act: its text, its deadline, how far it has come."""
    house, me = house_here(), actor()
    version = request.form.get("version", "")
    with transaction() as session:
        found = followup.find(session, action_id, site_id=house.site.id)
        columns = read(effective(parse(found.period).end), request.form)
        changed = followup.change(
            session,
            action_id,
            columns,
            site_id=house.site.id,
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
            by=me.label,
            by_name=me.name,
            at=clock.now(),
            today=today(house),
        )
        if changed:
            data = {"fields": sorted(changed)}
            subject = f"action:{action_id}"
            audit(session, by=me.label, action="follow-up-changed", subject=subject, data=data, site_id=house.site.id)
    flash(_("Perubahan sudah disimpan.") if changed else _("Tidak ada yang berubah."))
    agency = house.agencies.get(found.agency) if found.agency else None
    return redirect(Chosen(parse(found.period), agency).address, 303)


def _form(asked: Chosen, filled: Filled, values: dict[str, str], **more: object) -> str:
    names = {"asked": asked, "filled": filled, "values": values, "longest": LONGEST}
    return render_template("follow_up_desk/act.html", **names, **more)
