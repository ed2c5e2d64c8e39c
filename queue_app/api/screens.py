"""What screens and the public read: services, boards, lines."""

from __future__ import annotations

from datetime import datetime

from flask import request
from typing_extensions import TypedDict

from queue_app.api import bodies
from queue_app.api.operation import Call, reads, writes
from queue_app.catalogue.search import search
from queue_app.catalogue.standards import COMPONENTS, Standard, standard_of
from queue_app.line import acks, lobby_code
from queue_app.line.attendance import states
from queue_app.line.board import board_shape
from queue_app.line.lines import line_shape
from queue_app.line.queue_view import local
from queue_app.line.services_view import service_shapes
from queue_app.line.shapes import BoardShape, LineShape, ServiceShape
from queue_app.people.scope import may_use_hall
from queue_app.web.audience import PUBLIC


class BoardName(TypedDict):
    """One board."""

    code: str
    name: str
    floor: str


class CounterName(TypedDict):
    """One counter that can serve a service."""

    code: str
    name: str
    open: bool


CaseShape = TypedDict("CaseShape", {"if": str, "adds": list[str]})


class StandardParts(TypedDict):
    """The six components of a standard (null: none published). `unconfirmed` names those that no source settles for
    this mall: they are no promise. `outcomes` are the items that "berkas kurang" may name.
    """

    persyaratan: list[str] | None
    prosedur: list[str] | None
    jangka_waktu: str | None
    biaya: str | None
    produk: str | None
    pengaduan: str | None
    cases: list[CaseShape]
    unconfirmed: list[str]
    outcomes: list[str]


class ServiceDetail(ServiceShape, StandardParts):
    """A service with its standard, its board and its counters."""

    board: str
    counters: list[CounterName]


class LobbyCode(TypedDict):
    """The 4-digit code of the hall and when the next one appears."""

    code: str
    expires_at: datetime


@reads(
    "/services",
    PUBLIC,
    answer=list[ServiceShape],
    query={"q": "words of a citizen", "agency": "agency code", "site": "site code"},
)
def services(call: Call) -> list[ServiceShape]:
    """The services of the site, or those that fit `q` or `agency`."""
    query, agency = request.args.get("q", "").strip(), request.args.get("agency")
    chosen = list(call.house.services.values())
    if query:
        chosen = [hit.service for hit in search(call.house, query[:100])]
    if agency:
        wanted = call.house.agency(agency)
        chosen = [s for s in chosen if s.agency.id == wanted.id]
    return service_shapes(call.session, call.house, chosen)


@reads("/services/<code>", PUBLIC, answer=ServiceDetail)
def service(call: Call, code: str) -> ServiceDetail:
    """One service with the six published components of its standard."""
    found = call.house.service(code)
    standard = standard_of(call.session, found)
    held = states(call.session, call.house)
    able = call.house.counters_of.get(found.id, ())
    return ServiceDetail(
        **service_shapes(call.session, call.house, [found])[0],
        board=found.hall.code,
        counters=[CounterName(code=c.code, name=c.name, open=held[c.id].open) for c in able if c.active],
        **_standard(standard),
    )


def _standard(standard: Standard | None) -> StandardParts:
    if standard is None:
        return StandardParts(
            persyaratan=None,
            prosedur=None,
            jangka_waktu=None,
            biaya=None,
            produk=None,
            pengaduan=None,
            cases=[],
            unconfirmed=[],
            outcomes=[],
        )
    return StandardParts(
        persyaratan=list(standard.persyaratan),
        prosedur=list(standard.prosedur),
        jangka_waktu=standard.jangka_waktu,
        biaya=standard.biaya,
        produk=standard.produk,
        pengaduan=standard.pengaduan,
        cases=[{"if": case.when, "adds": list(case.adds)} for case in standard.cases],
        unconfirmed=sorted(name for name in COMPONENTS if not standard.confirmed(name)),
        outcomes=list(standard.outcomes),
    )


@reads("/boards", PUBLIC, answer=list[BoardName])
def boards(call: Call) -> list[BoardName]:
    """The boards of the site, one per hall."""
    return [BoardName(code=h.code, name=h.name, floor=h.floor) for h in call.house.halls.values()]


@reads("/boards/<code>", PUBLIC, answer=BoardShape)
def board(call: Call, code: str) -> BoardShape:
    """What everybody in a hall sees."""
    return board_shape(call.session, call.house, call.house.hall(code))


@reads("/boards/<code>/check-in-code", "kiosk", "display", answer=LobbyCode)
def check_in_code(call: Call, code: str) -> LobbyCode:
    """The lobby code, for the screens of the hall."""
    hall = call.house.hall(code)
    may_use_hall(call.actor, hall, site_id=call.house.site.id)
    digits, until = lobby_code.current(call.house, hall)
    return LobbyCode(code=digits, expires_at=local(call.house, until))


@writes("/boards/<code>/acks", "display", body=bodies.Acknowledge, answer=None, status=204)
def acknowledge(call: Call, code: str, body: bodies.Acknowledge) -> None:
    """A display reports that it showed a call, and said it."""
    hall = call.house.hall(code)
    may_use_hall(call.actor, hall, site_id=call.house.site.id)
    acks.acknowledge(
        call.session, call.house, hall, body.event, shown_at=body.shown_at, heard_at=body.heard_at, by=call.by
    )


@reads("/lines/<prefix>", PUBLIC, answer=LineShape)
def line(call: Call, prefix: str) -> LineShape:
    """A line: its services and the order of its waiting numbers."""
    return line_shape(call.session, call.house, call.house.line(prefix))
