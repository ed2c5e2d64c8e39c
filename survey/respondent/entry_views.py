"""`/isian/`: the SKM team types in what a served person said (assisted) or wrote (paper).

For the role `survey` alone, never for a counter: who served must not hold the pen. Each entry spends one token of a
served ticket, which its holder gives; it is marked with its channel and counted apart. The audit says who entered
something through which channel, not for which service and not what: it must lead to nobody's answers.
"""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from queue_app.catalogue.directory import directory
from queue_app.errors import N_, Invalid
from queue_app.line.attendance import today
from queue_app.live.snapshots import grouped
from queue_app.people.audit import audit
from queue_app.transaction import reading, transaction
from queue_app.web.audience import audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from survey import responses, tokens
from survey.marks import BY_TEAM
from survey.respondent import door
from survey.respondent.door import EMPTY, respondent
from survey.respondent.form import named, sent

CHOOSE_CHANNEL = N_("Pilih cara isian: dibantu atau kertas.")
#: What the team's two channels are called.
CHANNEL_NAMES = {"assisted": N_("Dibantu lisan"), "paper": N_("Kuesioner kertas")}


def entry_page(filled: Filled = EMPTY, receipt: str = "") -> str:
    """The form of the team: empty, as it was sent, or after an entry with its receipt."""
    with reading() as session:
        house = directory(session, actor().site_id)
        done = responses.entered(session, house.site.id, today(house), BY_TEAM)
    form = door.form_as_asked(house)
    return render_template(
        "respondent/entry.html",
        site=house.site,
        form=form,
        errors=named(form, _at_the_code(filled), {"kode": _("Kode penilaian"), "channel": _("Cara isian")}),
        values=filled.values,
        channels={channel: _(name) for channel, name in CHANNEL_NAMES.items()},
        channel=filled.values.get("channel") or request.form.get("channel", ""),
        done=done,
        receipt=receipt,
    )


@respondent.get("/isian/")
@audience("survey")
def entry() -> str:
    """Show the form."""
    return entry_page()


@respondent.post("/isian/")
@audience("survey")
@shown_again(entry_page, tokens.TokenUsed, tokens.TokenExpired, tokens.TokenWithdrawn, tokens.TokenUnknown)
def enter() -> ResponseReturnValue:
    """Store one entry and spend its token, both or neither; show the receipt for the person who answered."""
    token, channel = _token_and_channel()
    with transaction() as session:
        receipt = door.store(session, token, sent(request.form), channel=channel, site_id=actor().site_id)
        audit(
            session,
            by=actor().label,
            action="survey-entered",
            subject=f"survey:{channel}",
            site_id=actor().site_id,
        )
    return entry_page(receipt=grouped(receipt))


def _token_and_channel() -> tuple[str, str]:
    """Which visit is answered for, and how; raises Invalid naming what is missing, both at once."""
    errors: list[dict[str, str]] = []
    token, channel = "", typed("channel")
    try:
        token = door.code_of(typed("kode", 300), "kode")
    except Invalid as invalid:
        errors += invalid.errors
    if channel not in BY_TEAM:
        errors.append({"field": "channel", "message": CHOOSE_CHANNEL})
    if errors:
        raise Invalid(errors)
    return token, channel


def _at_the_code(filled: Filled) -> list[dict[str, str]]:
    """The errors; a no about the token stands at its field."""
    if isinstance(filled.refusal, Invalid):
        return filled.errors
    return [{**error, "field": "kode"} for error in filled.errors]
