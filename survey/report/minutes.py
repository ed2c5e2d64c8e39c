"""The papers of a public consultation as tagged PDFs: letters that invite to it, and its minutes (berita acara) with
signatures and attendance list. Official papers: Indonesian, whatever the reader's language.
"""

from __future__ import annotations

from typing import Protocol

from babel.dates import format_date

from survey.forum import KINDS, MODES, Forum
from survey.periods import parse
from survey.report.front import period_words
from survey.report.parts import LOCALE, day
from survey.report.pdf import paper_pdf


class Place(Protocol):
    """The house, as its papers name it."""

    @property
    def name(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def address(self) -> str: ...


def minutes(forum: Forum, site: Place, agency: str, unsur: dict[str, str]) -> bytes:
    """The PDF. `agency`: its name, empty for the whole site; `unsur`: key → name as printed. Everything said in it is
    data to the template, never markup.
    """
    return paper_pdf("minutes.typ", _data(forum, site, agency, unsur))


def invitations(forum: Forum, site: Place, agency: str) -> bytes:
    """One letter for each who is invited, in one PDF; without anybody invited one to be filled in by hand."""
    return paper_pdf("invitation.typ", _data(forum, site, agency, {}))


def _data(forum: Forum, site: Place, agency: str, unsur: dict[str, str]) -> dict[str, object]:
    return {
        "owner": site.owner,
        "site": site.name,
        "address": site.address,
        "agency": agency,
        "period": period_words(parse(forum.period)),
        "weekday": format_date(forum.held_on, "EEEE", locale=LOCALE),
        "day": day(forum.held_on),
        "hours": forum.hours,
        "place": forum.place,
        "mode": MODES[forum.mode].lower(),
        "chair": forum.chair,
        "agenda": list(forum.agenda),
        "final": forum.closed_at is not None,
        "present": forum.present,
        "kinds": [{"name": KINDS[kind], "present": n} for kind, n in forum.by_kind.items()],
        "enough": forum.enough_kinds,
        "guests": [
            {"kind": KINDS[g.kind], "organisation": g.organisation, "present": g.present, "signatory": g.signatory}
            for g in forum.guests
        ],
        "inputs": [{"kind": KINDS[i.kind], "body": i.body, "answer": i.answer} for i in forum.inputs],
        "commitments": [
            {"unsur": unsur.get(c.unsur, c.unsur), "body": c.body, "owner": c.owner, "deadline": day(c.deadline)}
            for c in forum.commitments
        ],
    }
