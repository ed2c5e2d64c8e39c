"""The morning that is hoarded from (D21): who comes to the hall, who takes a number at home and comes later, and
counters that call whoever is next. Who needs how long is drawn before: it is the same however often it is lived.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.errors import Refused
from queue_app.line import attendance, calling, desk, issuing, serving
from queue_app.line.issuing import Wish
from queue_app.line.numbers import remote_quota, set_quota
from queue_app.line.ticket import find, tickets
from queue_app.transaction import reading, transaction

#: Three services with room for everybody, and one small enough that its share from home can be hoarded whole.
ROOMY, SMALL = ("DKC-KIA", "DKC-IKD", "DKC-LAHIR"), "DKC-KTP-HILANG"
QUOTA, SMALL_QUOTA = 2_000, 40
#: Minutes from taking a number at home to standing in the hall, at least and at most.
AWAY = (10, 30)
BY = "drill"


@dataclass(slots=True)
class Phone:
    """An honest citizen: when they take a number, when they are there, and from which network they ask."""

    at: int
    there: int
    service: str
    needs: int
    network: str
    ticket: dict[str, Any] | None = None


class Morning:
    """A hall of which everything is drawn beforehand."""

    minutes, afterwards = 120, 90

    def __init__(self, app: Flask, dice: random.Random, honest: int) -> None:
        self.app, self.waits, self.refused = app, list[int](), 0
        self.wanted = (*ROOMY, SMALL, SMALL)
        self._phones = [self._phone(dice, n) for n in range(honest)]
        self._walk_ins = [(dice.randrange(self.minutes), (*ROOMY, SMALL)[n % 4]) for n in range(honest)]
        self._needs = [dice.randint(2, 6) for _ in self._walk_ins]
        self._minutes_of: dict[int, int] = {}
        self._came: dict[int, int] = {}
        self._busy_until: dict[str, int] = {}
        self._here = 0
        self._prepare()

    def phones_at(self, minute: int) -> list[Phone]:
        """Who takes a number now."""
        return [phone for phone in self._phones if phone.at == minute]

    def pass_minute(self, minute: int) -> None:
        """Who comes, comes; who is done, goes; and each free counter calls."""
        for (at, service), needs in zip(self._walk_ins, self._needs, strict=True):
            if at == minute:
                self._come(service, needs, minute)
        for phone in self._phones:
            if phone.there == minute and phone.ticket and "id" in phone.ticket:
                self._arrive(phone)
        for code in self._busy_until:
            self._serve(code, minute)

    def _phone(self, dice: random.Random, n: int) -> Phone:
        at = dice.randrange(self.minutes)
        network = "203.0.113.1" if n % 2 else f"198.51.100.{n + 1}"
        return Phone(at, at + dice.randint(*AWAY), dice.choice(ROOMY), dice.randint(2, 6), network)

    def _prepare(self) -> None:
        with transaction() as session:
            house = directory(session)
            day = clock.business_day(house.site.tz_name)
            for code in (*ROOMY, SMALL):
                set_quota(session, house.site, house.service(code), day, _quota(code))
            able = house.counters_of[house.service(SMALL).id]
            for counter in able[:4]:
                attendance.open_counter(session, house, counter, services=None, by=BY)
                self._busy_until[counter.code] = -1

    def _come(self, service: str, needs: int, minute: int) -> None:
        with transaction() as session:
            house = directory(session)
            try:
                ticket = issuing.issue(session, house, house.service(service), Wish(channel="kiosk"), by=BY)
            except Refused:
                self.refused += 1
                return
        self._came[ticket.key], self._minutes_of[ticket.key] = minute, needs
        self._here += 1

    def _arrive(self, phone: Phone) -> None:
        assert phone.ticket is not None
        with transaction() as session:
            held = find(session, id=phone.ticket["id"])
            desk.check_in(session, directory(session), held, code=None, by=BY)
            self._minutes_of[held.key] = phone.needs
        self._here += 1

    def _serve(self, code: str, minute: int) -> None:
        free = self._busy_until[code] < 0
        if self._busy_until[code] > minute or (free and not self._here):
            return
        with transaction() as session:
            house = directory(session)
            counter = house.counter(code)
            if not free:
                serving.finish(session, house, counter, by=BY)
            self._busy_until[code] = -1
            called = calling.call_next(session, house, counter, by=BY)
            if called is None:
                return
            serving.start(session, house, counter, by=BY)
        self._here -= 1
        self._busy_until[code] = minute + self._minutes_of[called.key]
        if called.key in self._came:
            self.waits.append(minute - self._came[called.key])


@dataclass(frozen=True, slots=True)
class FromHome:
    """Numbers taken from home: all, those of the small service and its share, and by how many any is over its own."""

    taken: int
    of_small: int
    share_of_small: int
    over: int


def numbers_from_home() -> FromHome:
    """What was taken from home this morning."""
    with reading() as session:
        house = directory(session)
        t = tickets.c
        counted = select(t.issued_service_id, func.count()).where(t.channel == "remote").group_by(t.issued_service_id)
        taken = {house.service_by_id[service].code: n for service, n in session.execute(counted)}
        share = {code: remote_quota(house.site, _quota(code)) for code in (*ROOMY, SMALL)}
    over = sum(max(0, n - share[code]) for code, n in taken.items())
    return FromHome(sum(taken.values()), taken.get(SMALL, 0), share[SMALL], over)


def _quota(code: str) -> int:
    return SMALL_QUOTA if code == SMALL else QUOTA
