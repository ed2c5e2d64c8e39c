"""The papers of a public consultation as tagged PDFs: letters that invite to it, and its minutes (berita acara) with
signatures and attendance list.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import typst

from queue_app.catalogue.directory import Site
from queue_app.web.language import gettext as _
from queue_app.web.language import longdate
from survey.follow_up_desk.choosing import title
from survey.forum import KINDS, MODES, Forum

HERE = Path(__file__).parent


def minutes(forum: Forum, site: Site, agency: str, unsur: dict[str, str]) -> bytes:
    """The PDF. `unsur`: key → name as printed. Everything said in it is data to the template, never markup."""
    return _compiled("minutes.typ", _data(forum, site, agency, unsur))


def invitations(forum: Forum, site: Site, agency: str) -> bytes:
    """One letter for each who is invited, in one PDF; without anybody invited one to be filled in by hand."""
    return _compiled("invitation.typ", _data(forum, site, agency, {}))


def _compiled(name: str, said: dict[str, object]) -> bytes:
    data = json.dumps(said, ensure_ascii=False)
    made = typst.compile(_template(name), sys_inputs={"data": data}, pdf_standards=["a-2a"])
    assert isinstance(made, bytes)
    return made


@cache
def _template(name: str) -> bytes:
    return (HERE / name).read_bytes()


def _data(forum: Forum, site: Site, agency: str, unsur: dict[str, str]) -> dict[str, object]:
    weekday, _comma, on = longdate(forum.held_on).partition(", ")
    return {
        "owner": site.owner,
        "site": site.name,
        "address": site.address,
        "agency": agency,
        "period": title(forum.period),
        "weekday": weekday,
        "day": on,
        "hours": forum.hours,
        "place": forum.place,
        "mode": _(MODES[forum.mode]).lower(),
        "chair": forum.chair,
        "agenda": list(forum.agenda),
        "final": forum.closed_at is not None,
        "present": forum.present,
        "kinds": [{"name": _(KINDS[kind]), "present": n} for kind, n in forum.by_kind.items()],
        "enough": forum.enough_kinds,
        "guests": [
            {"kind": _(KINDS[g.kind]), "organisation": g.organisation, "present": g.present, "signatory": g.signatory}
            for g in forum.guests
        ],
        "inputs": [{"kind": _(KINDS[i.kind]), "body": i.body, "answer": i.answer} for i in forum.inputs],
        "commitments": [
            {
                "unsur": unsur.get(c.unsur, c.unsur),
                "body": c.body,
                "owner": c.owner,
                "deadline": longdate(c.deadline).partition(", ")[2],
            }
            for c in forum.commitments
        ],
    }
