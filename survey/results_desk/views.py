"""`/manajer/skm`: what people said, by period, agency and service; and the same as a file."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.catalogue.directory import Directory, directory
from queue_app.line.attendance import today
from queue_app.transaction import reading
from queue_app.web.audience import READERS, audience
from queue_app.web.forms import Filled, shown_again
from queue_app.web.identity import actor
from survey.results_desk.download import as_csv, file_name
from survey.results_desk.figures import figures, named_agencies, running
from survey.results_desk.filters import OWN_DAYS, Chosen, chosen, days, offered
from survey.results_desk.shown import bars, change, lines, lows, response_bar, response_rate

results_desk = Blueprint(
    "results_desk",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/results_desk",
)


@results_desk.get("/manajer/")
@audience(*READERS)
def home() -> ResponseReturnValue:
    """Where managers and auditors begin: the survey."""
    return redirect(url_for("results_desk.skm"), 303)


def refused_page(filled: Filled) -> str:
    """The filters as they were sent, with what is wrong in them; no figures."""
    house = _house()
    return render_template(
        "results_desk/skm.html",
        **_filters(house, None),
        errors=_reachable(filled.errors),
        figures=None,
    )


@results_desk.get("/manajer/skm")
@audience(*READERS)
@shown_again(refused_page)
def skm() -> ResponseReturnValue:
    """The index and the nine unsur of what the address asks for; an address with more in it than
    counts (a form sends every field) is led to the one worth keeping.
    """
    house = _house()
    asked = chosen(request.args, house, today(house))
    if not set(request.args) <= set(asked.query):
        return redirect(url_for("results_desk.skm", **asked.query), 303)
    with reading() as session:
        found = figures(session, house, asked)
    shown, all_bars = lines(found, house), bars(found)
    return render_template(
        "results_desk/skm.html",
        **_filters(house, asked),
        errors=[],
        figures=found,
        house=house,
        named=named_agencies(found),
        bars=all_bars,
        lines=shown,
        lows=lows(found, all_bars, shown),
        change=change(found.result.index, found.before.index if found.before else None),
        rate=response_rate(found.result),
        rate_bar=response_bar(found.result),
        running=running(asked.window, today(house)),
        dates=days(asked.window.start, asked.window.end),
    )


@results_desk.get("/manajer/skm.csv")
@audience(*READERS)
def skm_csv() -> Response:
    """Exactly what is filtered, as a file. Raises Invalid."""
    house = _house()
    asked = chosen(request.args, house, today(house))
    with reading() as session:
        found = figures(session, house, asked)
    text = as_csv(asked, found, lines(found, house))
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(asked)}"'
    return answer


def _reachable(errors: list[dict[str, str]]) -> list[dict[str, str]]:
    """The days have fields only where a reader chose days; elsewhere the period is what to change."""
    if request.args.get("period") == OWN_DAYS:
        return errors
    return [{**error, "field": "period"} for error in errors]


def _house() -> Directory:
    """The reader's own site."""
    with reading() as session:
        house = directory(session, actor().site_id)
    g.tz_name = house.site.tz_name
    return house


def _filters(house: Directory, asked: Chosen | None) -> dict[str, object]:
    agencies = sorted(house.agencies.values(), key=lambda agency: agency.short_name.casefold())
    services = sorted(house.services.values(), key=lambda service: service.name.casefold())
    return {
        "site": house.site,
        "asked": asked,
        "periods": offered(today(house)),
        "own_days": OWN_DAYS,
        "agencies": agencies,
        "services": services,
        "sent": request.args,
    }
