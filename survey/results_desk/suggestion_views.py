"""`/manajer/saran`: what people wrote, the unread first; a manager reads and sorts it, nobody changes a word."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.catalogue.directory import Directory
from queue_app.line.attendance import today
from queue_app.people.audit import audit
from queue_app.transaction import reading, transaction
from queue_app.web.audience import READERS, audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from survey.answers import answers
from survey.results_desk.door import filters, own_house, reachable, results_desk
from survey.results_desk.figures import result_of
from survey.results_desk.filters import Chosen, chosen
from survey.suggestions import SHOWN, Wanted, counts, sort, wanted


def _refused(filled: Filled) -> str:
    return render_template(
        "results_desk/suggestions.html", **filters(own_house(), None), errors=reachable(filled.errors), found=None
    )


@results_desk.get("/manajer/saran", endpoint="suggestions")
@audience(*READERS)
@shown_again(_refused)
def suggestion_page() -> ResponseReturnValue:
    """Those of the period and agency in the address; `belum=1` unread ones only, `tanda` with one tag only."""
    house = own_house()
    return _page(house, chosen(request.args, house, today(house)), [])


def _again(filled: Filled, key: str) -> str:
    """The same list with what was typed and what is wrong with it."""
    house = own_house()
    typed_in = {key: typed("tags")}
    errors = [{**error, "field": ""} for error in filled.errors]
    return _page(house, chosen(request.args, house, today(house)), errors, typed_in)


@results_desk.post("/manajer/saran/<key>", endpoint="sort_suggestion")
@audience("manager")
@shown_again(_again)
def sort_one(key: str) -> ResponseReturnValue:
    """Mark one as read and give it tags; back to the same list. Raises SuggestionUnknown, Invalid."""
    house = own_house()
    read, tags = typed("read") == "1", typed("tags")
    with transaction() as session:
        kept = sort(session, house.site.id, key, read=read, tags=tags)
        said = {"read": read, "tags": list(kept)}
        audit(
            session, by=actor().label, action="suggestion.sort", subject="suggestion", data=said, site_id=house.site.id
        )
    back: dict[str, Any] = dict(_kept_query())
    return redirect(url_for("results_desk.suggestions", **back), 303)


def _page(house: Directory, asked: Chosen, errors: list[dict[str, str]], typed_in: dict[str, str] | None = None) -> str:
    which = _wanted(asked)
    with reading() as session:
        # Only where the answers themselves may be shown.
        known = answers(session, house.site.id, asked.window.start, asked.window.end)
        readable = bool(result_of(session, house, asked, asked.window, known).n)
        named = known.terms(asked.window.start, asked.window.end).agencies
        found = wanted(session, house.site.id, which) if readable else []
        everything, unread, tags = counts(session, house.site.id, which) if readable else (0, 0, None)
    return render_template(
        "results_desk/suggestions.html",
        **filters(house, asked),
        errors=errors,
        found=found,
        readable=readable,
        everything=everything,
        unread=unread,
        tags=tags.most_common() if tags else [],
        named=named | ({asked.agency.code} if asked.agency else set()),
        house=house,
        which=which,
        most=SHOWN,
        may_sort=actor().role == "manager",
        typed_in=typed_in or {},
    )


def _wanted(asked: Chosen) -> Wanted:
    return Wanted(
        asked.window.start,
        asked.window.end,
        asked.agency.code if asked.agency and not asked.service else None,
        asked.service.code if asked.service else None,
        unread=request.args.get("belum") == "1",
        tag=request.args.get("tanda") or None,
    )


def _kept_query() -> dict[str, str]:
    """The filters of the list the form stood in."""
    names = ("period", "from", "to", "agency", "service", "belum", "tanda")
    return {name: value for name in names if (value := request.args.get(name))}
