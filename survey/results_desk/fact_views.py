"""`/manajer/fakta`: what people felt beside what was measured."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.line.attendance import today
from queue_app.transaction import reading
from queue_app.web.audience import READERS, audience
from queue_app.web.forms import Filled, shown_again
from survey.results_desk.door import filters, needs_another_address, own_house, reachable, results_desk
from survey.results_desk.facts import busy_hours, facts
from survey.results_desk.filters import chosen
from survey.results_desk.path import path


def _refused(filled: Filled) -> str:
    return render_template(
        "results_desk/facts.html", **filters(own_house(), None), errors=reachable(filled.errors), lines=None, path=None
    )


@results_desk.get("/manajer/fakta", endpoint="facts")
@audience(*READERS)
@shown_again(_refused)
def fact_page() -> ResponseReturnValue:
    """By agency, or by service of the agency in the address."""
    house = own_house()
    asked = chosen(request.args, house, today(house))
    if needs_another_address(asked):
        return redirect(url_for("results_desk.facts", **asked.query), 303)
    with reading() as session:
        lines, everything = facts(session, house, asked)
        passed = path(session, house, asked, clock.now())
    return render_template(
        "results_desk/facts.html",
        **filters(house, asked),
        errors=[],
        lines=lines,
        hours=busy_hours(everything),
        path=passed,
    )
