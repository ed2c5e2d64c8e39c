"""What the kiosk offers: services with their state now, in pages that fit a screen without scrolling.

A service that is closed or full says so before it is chosen, with the time at which it gives numbers again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Agency, Directory, Service
from queue_app.line.notices import current_notices
from queue_app.line.queue_view import QueueView
from queue_app.line.services_view import service_shapes
from queue_app.line.shapes import ServiceShape, Window
from queue_app.web.language import clock as at_clock
from queue_app.web.language import gettext as _
from queue_app.web.language import weekday

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Offer:
    """One service. `note` is its state in words: who waits and how long, or why there is no number and when there is.

    `waiting` are all who stand before somebody who takes a number now.
    """

    service: Service
    open: bool
    waiting: int
    window: Window | None
    note: str


@dataclass(frozen=True, slots=True)
class Pages(Generic[_T]):
    """One screenful of a list: `number` of `count`, from 1."""

    items: list[_T]
    number: int
    count: int


def paged(items: Sequence[_T], size: int, number: int) -> Pages[_T]:
    """The screenful with this number, the nearest one when there is no such."""
    count = max(1, -(-len(items) // size))
    number = min(max(1, number), count)
    return Pages(list(items[(number - 1) * size : number * size]), number, count)


def offers(session: Session, house: Directory, services: Sequence[Service]) -> list[Offer]:
    """The state of some services now, in the given order."""
    shapes = service_shapes(session, house, list(services))
    view = QueueView(session, house)
    waiting = view.waiting(house.service_by_id)
    return [
        _offer(house, service, shape, view.before_the_next(service, waiting))
        for service, shape in zip(services, shapes, strict=True)
    ]


def urgent_notices(session: Session, house: Directory) -> list[dict[str, str]]:
    """The emergency, else the newest disturbance, as every screen of the kiosk shows it: [{kind, text}], or nothing."""
    told = [one for one in current_notices(session, house) if one["kind"] != "info"]
    words = {"gangguan": _("Gangguan"), "darurat": _("Keadaan darurat")}
    return [{"kind": words[one["kind"]], "text": one["text"]} for one in told[:1]]


def popular(house: Directory) -> list[Service]:
    """The services most asked for, first the one that most people come for."""
    return sorted((s for s in house.services.values() if s.popular), key=lambda s: s.popular or 0)


def agencies(house: Directory) -> list[tuple[Agency, int, bool]]:
    """Every agency with services, how many they are, and whether any number can be had there now."""
    now = clock.now()
    found = []
    for agency in house.agencies.values():
        count = sum(s.agency.id == agency.id for s in house.services.values())
        if count:
            found.append((agency, count, hours.opening(agency, house.site, now).open))
    return found


def opens_again(house: Directory, agency: Agency) -> datetime | None:
    """When numbers are given again."""
    now = clock.now()
    taking = hours.may_take(house.site, agency, clock.business_day(house.site.tz_name, now), now)
    return taking.taking_from or taking.next_opens_at


def when(house: Directory, at: datetime | None) -> str:
    """A coming instant as people say it: 08.00 today, besok 08.00, Senin 08.00."""
    if at is None:
        return ""
    zone = clock.zone(house.site.tz_name)
    days = (at.astimezone(zone).date() - clock.now().astimezone(zone).date()).days
    if days == 0:
        return at_clock(at)
    return _("besok %(time)s", time=at_clock(at)) if days == 1 else f"{weekday(at)} {at_clock(at)}"


def _offer(house: Directory, service: Service, shape: ServiceShape, waiting: int) -> Offer:
    return Offer(service, shape["open"], waiting, shape["estimate"], _note(house, service, shape, waiting))


def _note(house: Directory, service: Service, shape: ServiceShape, waiting: int) -> str:
    if shape["reason"] is not None:
        again = when(house, opens_again(house, service.agency))
        return _("Tutup, buka %(when)s", when=again) if again else _("Tutup")
    if not shape["open"]:
        again = when(house, hours.next_opens_at(house.site, service.agency, clock.now()))
        return _("Nomor hari ini habis, buka %(when)s", when=again) if again else _("Nomor hari ini habis")
    if not waiting:
        return _("Belum ada yang menunggu")
    minutes = minutes_ahead(shape["estimate"])
    if minutes is None:
        return _("%(n)s menunggu", n=waiting)
    return _("%(n)s menunggu · %(minutes)s menit", n=waiting, minutes=minutes)


def minutes_ahead(window: Window | None) -> str | None:
    """25–40: minutes until the call, widened to steps of five; None while no counter is open."""
    if window is None:
        return None
    now = clock.now()
    low = max(0, int((window["low"] - now).total_seconds() // 60)) // 5 * 5
    high = -(-int((window["high"] - now).total_seconds()) // 300) * 5
    return f"{low}–{max(high, low + 5)}"
