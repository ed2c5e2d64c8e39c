"""The pages of the counter door: where somebody works, and the console itself."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.catalogue.directory import directory
from queue_app.counter import console as page
from queue_app.counter import practice_views, switching, verbs
from queue_app.counter.acting import counter
from queue_app.counter.workplace import counters_of
from queue_app.line.staff_view import counter_briefs
from queue_app.transaction import reading
from queue_app.web.audience import CALLERS, audience
from queue_app.web.identity import actor

__all__ = ["counter", "practice_views", "switching", "verbs"]


@counter.get("/loket/")
@audience(*CALLERS)
def home() -> ResponseReturnValue:
    """A clerk goes to the own counter, everybody else chooses one."""
    with reading() as session:
        mine = counters_of(directory(session, actor().site_id), actor())
    if len(mine) == 1:
        return redirect(url_for("counter.console", code=mine[0].code))
    return redirect(url_for("counter.choose"))


@counter.get("/loket/pilih")
@audience(*CALLERS)
def choose() -> ResponseReturnValue:
    """The counters at which this person may work, with their state; who has none yet is told whom to ask."""
    with reading() as session:
        house = directory(session, actor().site_id)
        mine = counters_of(house, actor())
        briefs = {brief["code"]: brief for brief in counter_briefs(session, house)}
    shown = render_template("counter/choose.html", counters=mine, briefs=briefs)
    return shown, 200 if mine else 403


@counter.get("/loket/<code>")
@audience(*CALLERS)
def console(code: str) -> str:
    """One counter, with the panel that `?buka=` names."""
    return page.page(code, panel=request.args.get("buka", ""))
