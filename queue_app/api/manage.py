"""The floor, notices, quotas, results and the event log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from queue_app import clock
from queue_app.api import bodies
from queue_app.api.operation import Call, reads, writes
from queue_app.api.published import published_figures
from queue_app.catalogue.directory import Service
from queue_app.counting import count_answers
from queue_app.errors import N_, Forbidden
from queue_app.line import events
from queue_app.line.attendance import today
from queue_app.line.events import Event, Kind
from queue_app.line.notices import post_notice
from queue_app.line.numbers import quotas_left, set_quota
from queue_app.line.queue_view import local
from queue_app.line.served import served_by_service
from queue_app.line.shapes import FloorShape, Notice
from queue_app.live.snapshots import floor_view
from queue_app.people.actor import Actor
from queue_app.web.audience import PUBLIC, READERS
from queue_app.web.body import asked
from survey.disclosure import widened
from survey.results import results


class QuotaLeft(TypedDict):
    """Numbers left today, in all and from home."""

    service: str
    day: date
    left: int
    remote_left: int


class EventItem(TypedDict):
    """One event: no personal data, no handle."""

    seq: int
    at: datetime
    kind: str
    ref: str | None
    number: str | None
    service: str | None
    counter: str | None
    by: str
    from_status: str | None
    to_status: str | None
    data: dict[str, Any]


class Events(TypedDict):
    """A page of events; ask again with `after=next`."""

    items: list[EventItem]
    next: int


class UnsurShape(TypedDict):
    """One unsur: answers, their sum, NRR and index as exact decimals, the grade."""

    n: int
    sum: int
    nrr: str
    index: str
    grade: str


class IntervalShape(TypedDict):
    """The interval in which the index of all who were served lies, at `level` percent."""

    low: str
    high: str
    level: str


class SkmFigures(TypedDict):
    """The index of a period. Null where too few answers would be shown alone; `suppressed` then says of whom."""

    n: int | None
    population: int
    required: int
    adequate: bool
    index: str | None
    grade: str | None
    interval: IntervalShape | None
    unsur: dict[str, UnsurShape]
    lowest: list[str]
    instrument: str
    weights: str
    suppressed: list[str]
    site: str


_Days = TypedDict("_Days", {"from": date, "to": date})


class SkmShape(SkmFigures, _Days):
    """The satisfaction index of a period of days, both included."""


class EventPage(BaseModel):
    """Which page of the log."""

    after: int = Field(default=0, ge=0, le=2**62)
    limit: int = Field(default=100, ge=1, le=500)


class Span(BaseModel):
    """Which results."""

    agency: str | None = None
    service: str | None = None
    start: date | None = Field(default=None, alias="from")
    to: date | None = None


@reads("/floor", "manager", "supervisor", "admin", "auditor", answer=FloorShape)
def floor(call: Call) -> FloorShape:
    """Every counter and service now."""
    return floor_view(call.session, call.house)


@writes("/notices", "supervisor", "admin", body=bodies.PostNotice, answer=Notice, status=201)
def notice(call: Call, body: bodies.PostNotice) -> Notice:
    """Tell everybody in the house something."""
    return post_notice(call.session, call.house, text=body.text, kind=body.kind, until=body.until, by=call.by)


@writes("/services/<code>/quota", "supervisor", "admin", body=bodies.Quota, answer=QuotaLeft)
def quota(call: Call, code: str, body: bodies.Quota) -> QuotaLeft:
    """Set how many numbers of a service are given on a day."""
    service, day = call.house.service(code), body.day or today(call.house)
    _may_plan(call.actor, service)
    set_quota(call.session, call.house.site, service, day, body.quota)
    events.record(
        call.session,
        Kind.QUOTA_SET,
        site_id=call.house.site.id,
        day=day,
        at=clock.now(),
        by=call.by,
        service_id=service.id,
        data={"quota": body.quota},
    )
    left = quotas_left(call.session, call.house.site, day, [service])[service.id]
    return QuotaLeft(service=service.code, day=day, left=left[0], remote_left=left[1])


@reads(
    "/events",
    "manager",
    "auditor",
    "integrator",
    answer=Events,
    query={"after": "events after this sequence", "limit": "so many"},
    asks=EventPage,
)
def event_log(call: Call) -> Events:
    """The append-only log, oldest first."""
    page = asked(EventPage)
    news = events.read_after(call.session, page.after, page.limit, site_id=call.house.site.id)
    return Events(items=[_item(call, e) for e in news], next=news[-1].seq if news else page.after)


@reads(
    "/skm",
    PUBLIC,
    answer=SkmShape,
    query={"agency": "code", "service": "code", "from": "first day", "to": "last day"},
    asks=Span,
    bearer="with the bearer of a manager or auditor any months, published or not",
)
def skm(call: Call) -> SkmShape:
    """The satisfaction index of a published period (default: the newest), for the site, an agency or a service.

    Managers and auditors ask for whole months (default: this year); the answer names the days it is about.
    """
    span = asked(Span)
    if call.actor.role not in READERS or call.actor.site_id != call.house.site.id:
        return cast(SkmShape, published_figures(call, span.agency, span.service, span.start, span.to))
    day = today(call.house)
    first, last = span.start or day.replace(month=1, day=1), span.to or day
    if first <= last:
        first, last = widened(first, last)
    count_answers(call.house)
    served = served_by_service(call.session, call.house, first, last)
    service = call.house.service(span.service) if span.service else None
    agency = call.house.agency(span.agency) if span.agency else None
    population = sum(
        n
        for code, n in served.items()
        if service is None or code == service.code
        if agency is None or call.house.services[code].agency.id == agency.id
    )
    found = results(
        call.session,
        site_id=call.house.site.id,
        agency=agency.code if agency else None,
        service=service.code if service else None,
        date_from=first,
        date_to=last,
        population=population,
    )
    return cast(SkmShape, found.as_dict() | {"site": call.house.site.code, "from": first, "to": last})


def _may_plan(actor: Actor, service: Service) -> None:
    """A supervisor plans for the own agency and hall only. Raises Forbidden."""
    of_others = actor.agency_id not in (None, service.agency.id) or actor.hall_id not in (None, service.hall.id)
    if actor.role == "supervisor" and of_others:
        raise Forbidden(N_("Layanan ini di luar wewenang Anda."))


def _item(call: Call, event: Event) -> EventItem:
    service = call.house.service_by_id.get(event.service_id or 0)
    counter = call.house.counter_by_id.get(event.counter_id or 0)
    return EventItem(
        seq=event.seq,
        at=local(call.house, event.at),
        kind=event.kind.value,
        ref=event.ref,
        number=event.number,
        service=service.code if service else None,
        counter=counter.code if counter else None,
        by=event.by,
        from_status=event.from_status,
        to_status=event.to_status,
        data=event.data,
    )
