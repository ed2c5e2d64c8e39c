"""`/s/<token>`: a page that never spends the token, and the POST that does, once.

The address is the secret, so the form needs no CSRF token, and nothing here sets a cookie. The
receipt is shown in the answer to the POST and never put into an address: nothing may tie it to the
token (ARCHITECTURE law 14).
"""

from __future__ import annotations

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.errors import Refused
from queue_app.live.snapshots import grouped
from queue_app.qr import qr_svg
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.language import gettext as _
from queue_app.web.limits import TAKING, at_most
from queue_app.web.request_forgery import no_csrf_token
from survey import responses, tokens
from survey.last_published import last_published
from survey.respondent import door
from survey.respondent.door import EMPTY, REFUSALS, respondent
from survey.respondent.form import sent


def code_page(filled: Filled = EMPTY) -> str:
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
    return redirect(url_for("respondent.look", token=grouped(door.code_of(code, "kode"))), 303)


@respondent.get("/s/tanda-terima")
@audience(PUBLIC)
def receipt_page(filled: Filled = EMPTY, counted: responses.Counted | None = None) -> str:
    """The page on which the holder of a receipt checks that the answer counts."""
    words = _service_words(counted) if counted else ""
    return render_template("respondent/receipt.html", filled=filled, counted=counted, service_name=words)


@respondent.post("/s/tanda-terima")
@audience(PUBLIC)
@no_csrf_token
@at_most(TAKING)
@shown_again(receipt_page, responses.ReceiptUnknown)
def check_receipt() -> str:
    """Say whether an answer is counted. A POST, because a receipt does not belong into addresses; it writes nothing."""
    code = door.code_of(typed("kode", 60), "kode")
    with reading() as session:
        counted = responses.counted(session, code)
    return receipt_page(counted=counted)


def form_page(filled: Filled = EMPTY, *, token: str) -> ResponseReturnValue:
    """The survey on a person's own device. Raises TokenUnknown."""
    return door.form_page(filled, token)


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
    filled = sent(request.form)
    how = door.circumstances(token, filled, own_device=True)
    with transaction() as session:
        receipt = door.store(session, token, filled, channel="web", how=how)
    return thanks(receipt)


@respondent.get("/s/<token>/cetak")
@audience(PUBLIC)
@at_most(TAKING)
def slip(token: str) -> ResponseReturnValue:
    """The token on paper, for its holder: to answer later, elsewhere, or with the SKM team. Writes nothing."""
    with reading() as session:
        right = tokens.must_be_open(tokens.look(session, token, clock.now()))
        house = directory(session, right.site_id)
    g.tz_name = house.site.tz_name
    code = grouped(door.code_of(token, "kode"))
    address = f"{current_app.extensions['config'].public_url}/s/{code}"
    return render_template(
        "respondent/slip.html",
        site=house.site,
        code=code,
        right=right,
        service_name=door.name_of(house, right.service_code),
        address=address.partition("://")[2].partition("/s/")[0] + "/s/",
        qr=qr_svg(address, _("Kode QR penilaian"), quiet=4),
    )


def thanks(receipt: str, *, tablet: bool = False) -> str:
    """The page of thanks: the receipt, what the last published period said, and what came of it."""
    with reading() as session:
        site = directory(session).site
        last = last_published(session, site.id)
    return render_template("respondent/done.html", site=site, receipt=grouped(receipt), last=last, tablet=tablet)


@respondent.errorhandler(tokens.TokenUsed)
@respondent.errorhandler(tokens.TokenExpired)
@respondent.errorhandler(tokens.TokenWithdrawn)
@respondent.errorhandler(tokens.TokenUnknown)
def _not_open(refusal: Refused) -> ResponseReturnValue:
    place = door.TABLET if request.path.startswith("/survei/") else door.OWN_DEVICE
    return door.closed_page(REFUSALS[type(refusal)], place=place), refusal.status


def _service_words(counted: responses.Counted) -> str:
    with reading() as session:
        return door.name_of(directory(session), counted.service_code)
