"""`/manajer/skm`: what people said, by period, agency, service and kind of respondent; and the same as files."""

from __future__ import annotations

from io import BytesIO

from flask import Response, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from queue_app.line.attendance import today
from queue_app.transaction import reading
from queue_app.web.audience import READERS, audience
from queue_app.web.forms import Filled, shown_again
from survey import steps
from survey.results_desk import fact_views, suggestion_views
from survey.results_desk.door import filters, needs_another_address, own_house, reachable, results_desk
from survey.results_desk.download import as_csv, as_xlsx, file_name
from survey.results_desk.figures import figures, running
from survey.results_desk.filters import OWN_DAYS, Chosen, chosen, days
from survey.results_desk.shown import bars, change, lines, lows, response_bar, response_rate
from survey.results_desk.story import drawn, marked, portrait, said_kind

__all__ = ["results_desk"]

#: The other pages of this door; importing them declares their routes.
PAGES = (fact_views, suggestion_views)


@results_desk.get("/manajer/")
@audience(*READERS)
def home() -> ResponseReturnValue:
    """Where managers and auditors begin: the survey."""
    return redirect(url_for("results_desk.skm"), 303)


def refused_page(filled: Filled) -> str:
    """The filters as they were sent, with what is wrong in them; no figures."""
    return render_template(
        "results_desk/skm.html", **filters(own_house(), None), errors=reachable(filled.errors), figures=None
    )


@results_desk.get("/manajer/skm")
@audience(*READERS)
@shown_again(refused_page)
def skm() -> ResponseReturnValue:
    """The index and the nine unsur of what the address asks for; an address with more in it than
    counts (a form sends every field) is led to the one worth keeping.
    """
    house = own_house()
    asked = chosen(request.args, house, today(house))
    if needs_another_address(asked):
        return redirect(url_for("results_desk.skm", **asked.query), 303)
    with reading() as session:
        found = figures(session, house, asked)
        late = steps.waiting(session, house.site.id, asked.window.start, asked.window.end)
    shown, all_bars = lines(found, house), bars(found, current_app.extensions["config"].survey_report_order)
    return render_template(
        "results_desk/skm.html",
        **filters(house, asked),
        errors=[],
        figures=found,
        house=house,
        bars=all_bars,
        lines=shown,
        lows=lows(found, all_bars, shown),
        change=change(found.result.index, found.before.index if found.before else None),
        rate=response_rate(found.result),
        rate_bar=response_bar(found.result),
        running=running(asked.window, today(house)),
        dates=days(asked.window.start, asked.window.end),
        points=drawn(found.trend),
        portrait=portrait(found),
        marks=marked(found),
        kind=said_kind(asked),
        waiting=late,
        official=next_page("report_desk.report", asked),
        follow_up=next_page("follow_up_desk.plan", asked),
    )


def next_page(door: str, asked: Chosen) -> str:
    """Where another door goes on with the same period and scope; empty where it knows none such."""
    if asked.only is not None or asked.service is not None or asked.window.code == OWN_DAYS:
        return ""
    return url_for(door, period=asked.window.code, agency=asked.agency.code if asked.agency else None)


@results_desk.get("/manajer/skm.csv")
@audience(*READERS)
def skm_csv() -> Response:
    """Exactly what is filtered, as a file. Raises Invalid."""
    house = own_house()
    asked = chosen(request.args, house, today(house))
    with reading() as session:
        found = figures(session, house, asked)
    answer = Response(as_csv(asked, found, lines(found, house)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(asked, "csv")}"'
    return answer


@results_desk.get("/manajer/skm.xlsx")
@audience(*READERS)
def skm_xlsx() -> Response:
    """The same as a workbook, numbers as numbers. Raises Invalid."""
    house = own_house()
    asked = chosen(request.args, house, today(house))
    with reading() as session:
        found = figures(session, house, asked)
    book = BytesIO(as_xlsx(asked, found, lines(found, house)))
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=file_name(asked, "xlsx"))


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
