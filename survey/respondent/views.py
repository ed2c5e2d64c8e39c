"""`/s/<token>`: a page that never spends the token, and the POST that does, once.

The address is the secret, so the form needs no CSRF token, and nothing here sets a cookie. The
receipt is shown in the answer to the POST and never put into an address: nothing may tie it to the
token (ARCHITECTURE law 14).
"""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.errors import N_, Invalid, Refused
from queue_app.ids import CROCKFORD, normalise
from queue_app.line.attendance import today
from queue_app.live.snapshots import grouped
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.limits import TAKING, at_most
from queue_app.web.request_forgery import no_csrf_token
from survey import responses, tokens
from survey.instrument import effective
from survey.respondent.form import asked, named, sent

respondent = Blueprint(
    "respondent",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/respondent",
)

#: Where complaints go: a channel of its own, kept apart from the survey.
COMPLAINTS = "https://www.lapor.go.id"

CODE_SHAPE = N_("Kode terdiri dari 12 huruf dan angka. Periksa lagi kode Anda.")

_EMPTY = Filled()
#: A page that was looked at in vain says so with its status; a used one is a kind answer, no error.
_STATUS_OF_LOOKING = {"used": 200, "expired": 410, "withdrawn": 404}
_REFUSALS: dict[type[Refused], str] = {
    tokens.TokenUsed: "used",
    tokens.TokenExpired: "expired",
    tokens.TokenWithdrawn: "withdrawn",
    tokens.TokenUnknown: "unknown",
}


@respondent.context_processor
def _links() -> dict[str, str]:
    return {"complaints": COMPLAINTS}


@respondent.after_request
def _keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def code_page(filled: Filled = _EMPTY) -> str:
    """The page on which a code is typed."""
    return render_template("respondent/code.html", filled=filled, code=request.args.get("kode", ""))


@respondent.get("/s/")
@audience(PUBLIC)
@at_most(TAKING)
@shown_again(code_page)
def find() -> ResponseReturnValue:
    """Ask for the code, or lead to its survey: looking changes nothing, so the form is a GET."""
    code = request.args.get("kode", "").strip()
    if not code:
        return code_page()
    return redirect(url_for("respondent.look", token=grouped(_code(code, "kode"))), 303)


@respondent.get("/s/tanda-terima")
@audience(PUBLIC)
def receipt_page(filled: Filled = _EMPTY, counted: responses.Counted | None = None) -> str:
    """The page on which the holder of a receipt checks that the answer counts."""
    words = _service_words(counted) if counted else ""
    return render_template("respondent/receipt.html", filled=filled, counted=counted, service_name=words)


@respondent.post("/s/tanda-terima")
@audience(PUBLIC)
@no_csrf_token
@at_most(TAKING)
@shown_again(receipt_page, responses.ReceiptUnknown)
def check_receipt() -> str:
    """Say whether an answer is counted. A POST, because a receipt does not belong into addresses;
    it writes nothing.
    """
    code = _code(typed("kode", 60), "kode")
    with reading() as session:
        counted = responses.counted(session, code)
    return receipt_page(counted=counted)


def form_page(filled: Filled = _EMPTY, *, token: str) -> ResponseReturnValue:
    """The survey, empty or as it was sent; a kind page where the token is no longer open. Raises
    TokenUnknown.
    """
    with reading() as session:
        right = tokens.look(session, token, clock.now())
        house = directory(session, right.site_id)
    g.tz_name = house.site.tz_name
    if right.state != "open":
        return _closed(right.state, right), _STATUS_OF_LOOKING[right.state]
    form = asked(effective(today(house)))
    page = render_template(
        "respondent/form.html",
        site=house.site,
        form=form,
        errors=named(form, filled.errors),
        values=filled.values,
        right=right,
        service_name=_name_of(house, right.service_code),
        agency_name=_agency_of(house, right.agency_code),
    )
    return (page, filled.refusal.status) if filled.refusal else page


@respondent.get("/s/<token>")
@audience(PUBLIC)
@at_most(TAKING)
def look(token: str) -> ResponseReturnValue:
    """Show the survey of a token; spends nothing, writes nothing (link previews look, too)."""
    return form_page(token=token)


@respondent.post("/s/<token>")
@audience(PUBLIC)
@no_csrf_token
@at_most(TAKING)
@shown_again(form_page)
def answer(token: str) -> str:
    """Store the answers and spend the token, both or neither; thank, and hand out the receipt."""
    filled, now = sent(request.form), clock.now()
    with transaction() as session:
        house = directory(session, tokens.look(session, token, now).site_id)
        receipt = responses.submit(
            session,
            token,
            answers=filled.answers,
            profile=filled.profile,
            suggestion=filled.suggestion,
            at=now,
            day=today(house),
            instrument=effective(today(house)),
        )
    return render_template("respondent/done.html", site=house.site, receipt=grouped(receipt))


@respondent.errorhandler(tokens.TokenUsed)
@respondent.errorhandler(tokens.TokenExpired)
@respondent.errorhandler(tokens.TokenWithdrawn)
@respondent.errorhandler(tokens.TokenUnknown)
def _not_open(refusal: Refused) -> ResponseReturnValue:
    return _closed(_REFUSALS[type(refusal)]), refusal.status


def _closed(state: str, right: tokens.RightView | None = None) -> str:
    return render_template("respondent/closed.html", state=state, right=right)


def _code(text: str, field: str) -> str:
    """A code as it was typed, made plain; raises Invalid when it cannot be one of ours."""
    code = normalise(text)
    if len(code) != tokens.LENGTH or not set(code) <= set(CROCKFORD):
        raise Invalid([{"field": field, "message": CODE_SHAPE}])
    return code


def _service_words(counted: responses.Counted) -> str:
    with reading() as session:
        return _name_of(directory(session), counted.service_code)


def _name_of(house: Directory, code: str) -> str:
    """The name of a service, also of one that has ended since."""
    return next((s.name for s in house.service_by_id.values() if s.code == code), code)


def _agency_of(house: Directory, code: str) -> str:
    agencies = (s.agency for s in house.service_by_id.values())
    return next((agency.short_name for agency in agencies if agency.code == code), code)
