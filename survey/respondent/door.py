"""The door itself: its blueprint, what all its pages share, and how a form becomes a stored answer.

The same questionnaire is met in three places: on a person's own device (`views`), on a tablet of the hall
(`tablet_views`), and by the SKM team that types in what somebody said or wrote (`entry_views`).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from flask import Blueprint, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.errors import N_, Invalid, Refused
from queue_app.ids import CROCKFORD, normalise
from queue_app.line.attendance import today
from queue_app.transaction import reading
from queue_app.web import cookies
from queue_app.web.forms import Filled
from queue_app.web.identity import actor
from queue_app.web.language import language
from survey import responses, tokens
from survey.instrument import effective
from survey.marks import UNKNOWN, Circumstances
from survey.questionnaire import Instrument
from survey.respondent.form import LANGUAGE_NAMES, Asked, Sent, asked, named
from survey.stamp import seconds_since, stamp

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
OTHER_INSTRUMENT = N_("Kuesioner sudah berganti sejak halaman ini dibuka. Periksa pertanyaannya, lalu kirim lagi.")

EMPTY = Filled()
#: The secret part of the addresses that a QR or a scanner may hold.
_TICKET, _SURVEY = "/tiket/", "/s/"
_LONGEST = 300

REFUSALS: dict[type[Refused], str] = {
    tokens.TokenUsed: "used",
    tokens.TokenExpired: "expired",
    tokens.TokenWithdrawn: "withdrawn",
    tokens.TokenUnknown: "unknown",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form is shown: the hall's tablet has no memory, leads nowhere else and returns to its start."""

    channel: str = "web"

    @property
    def tablet(self) -> bool:
        """Whether this is the hall's own device."""
        return self.channel == "kiosk"


OWN_DEVICE, TABLET = Place(), Place("kiosk")


@respondent.context_processor
def _links() -> dict[str, object]:
    return {"complaints": COMPLAINTS, "tablet": False}


@respondent.after_request
def _keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def form_page(filled: Filled, token: str, place: Place = OWN_DEVICE) -> ResponseReturnValue:
    """The survey, empty or as it was sent; a kind page where the token is no longer open. Raises TokenUnknown."""
    with reading() as session:
        right = tokens.look(session, token, clock.now())
        house = directory(session, right.site_id)
    g.tz_name = house.site.tz_name
    if right.state != "open":
        return closed_page(right.state, right, place), _STATUS_OF_LOOKING[right.state]
    wished = help_language()
    form = asked(instrument_of(house), _order(), wished)
    page = render_template(
        "respondent/form.html",
        site=house.site,
        form=form,
        errors=named(form, filled.errors),
        values=filled.values,
        right=right,
        service_name=name_of(house, right.service_code),
        agency_name=_agency_of(house, right.agency_code),
        languages=LANGUAGE_NAMES,
        language=wished,
        started=_started(filled, token),
        tablet=place.tablet,
        token=token,
    )
    return (page, filled.refusal.status) if filled.refusal else page


#: A page that was looked at in vain says so with its status; a used one is a kind answer, no error.
_STATUS_OF_LOOKING = {"used": 200, "expired": 410, "withdrawn": 404}


def closed_page(state: str, right: tokens.RightView | None = None, place: Place = OWN_DEVICE) -> str:
    """Why a token opens no survey, said kindly."""
    return render_template("respondent/closed.html", state=state, right=right, tablet=place.tablet)


def store(
    session: Session,
    token: str,
    filled: Sent,
    *,
    channel: str,
    how: Circumstances = UNKNOWN,
    site_id: int | None = None,
) -> str:
    """Store a form and spend its token, both or neither; returns the receipt.

    `site_id`: the only site whose visits may be answered for here. Raises what `responses.submit` does, and Invalid
    for a form of another questionnaire than today's.
    """
    at = clock.now()
    right = tokens.look(session, token, at)
    if site_id not in (None, right.site_id):
        raise tokens.TokenUnknown
    house = directory(session, right.site_id)
    instrument = instrument_of(house)
    if filled.instrument not in ("", instrument.code):
        raise Invalid([{"field": "", "message": OTHER_INSTRUMENT}])
    return responses.submit(
        session,
        token,
        answers=filled.answers,
        profile=filled.profile,
        suggestion=filled.suggestion,
        at=at,
        day=today(house),
        instrument=instrument,
        channel=channel,
        how=how,
    )


def circumstances(token: str, filled: Sent, *, own_device: bool) -> Circumstances:
    """How this form came in, for the judgement of `survey.marks`: nothing of it is kept."""
    of_staff = actor().kind == "staff" or (own_device and bool(cookies.known_staff()))
    return Circumstances(seconds_since(filled.started, token, clock.real_now()), of_staff)


def instrument_of(house: Directory) -> Instrument:
    """The questionnaire in force at a site today."""
    return effective(today(house))


def help_language() -> str:
    """The language of the help that the address asks for; otherwise that of the page."""
    wished = request.values.get("bantuan", "")
    return wished if wished in LANGUAGE_NAMES else language()


def form_as_asked(house: Directory) -> Asked:
    """Today's questionnaire as this house numbers it."""
    return asked(instrument_of(house), _order(), help_language())


def code_of(text: str, field: str) -> str:
    """A token as it was typed or scanned: the code itself, the address of its survey, or of its holder's ticket.

    Raises Invalid when it cannot be one of ours.
    """
    path = unquote(urlsplit(text[:_LONGEST].strip()).path) if "/" in text else text
    if _TICKET in path:
        return tokens.token_for(path.partition(_TICKET)[2].split("/")[0])
    code = normalise(path.rpartition(_SURVEY)[2].split("/")[0])
    if len(code) != tokens.LENGTH or not set(code) <= set(CROCKFORD):
        raise Invalid([{"field": field, "message": CODE_SHAPE}])
    return code


def name_of(house: Directory, code: str) -> str:
    """The name of a service, also of one that has ended since."""
    return next((s.name for s in house.service_by_id.values() if s.code == code), code)


def _agency_of(house: Directory, code: str) -> str:
    agencies = (s.agency for s in house.service_by_id.values())
    return next((agency.short_name for agency in agencies if agency.code == code), code)


def _started(filled: Filled, token: str) -> str:
    """The stamp of the first showing: a form that comes back was begun when it was first shown."""
    sent, now = filled.values.get("started", ""), clock.real_now()
    return sent if seconds_since(sent, token, now) is not None else stamp(token, now)


def _order() -> str:
    order: str = current_app.extensions["config"].survey_form_order
    return order
