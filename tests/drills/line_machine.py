"""The line lived at random: Hypothesis draws acts, the model says what must come of each, the database is read back."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar

from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from queue_app import clock
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory, directory
from queue_app.jobs import work
from queue_app.line.ticket import Ticket
from queue_app.transaction import reading
from tests.conftest import MONDAY, empty
from tests.drills.counter_acts import Model
from tests.drills.doors import Door, lobby_code_now
from tests.drills.holder_acts import No
from tests.drills.line_model import House
from tests.drills.numbers_model import Number
from tests.drills.readback import agree, looked
from tests.queue_app.line.scene import stop_clock

#: Two services share line A and the counters L4 and L5; the third has a line and a counter of its own.
SERVICES = ("DKC-KTP-HILANG", "DKC-KK-BARU", "PTP-NIB")
DESKS = ("L4", "L5", "L15")
FRIDAY = 4

services = st.sampled_from(SERVICES)
desks = st.sampled_from(("L4", "L4", "L4", "L5", "L5", "L15"))
chances = st.integers(0, 9)
picks = st.integers(0, 999)


class LineMachine(RuleBasedStateMachine):
    """One life of the line; `app` and `door` are set by `machine`."""

    app: ClassVar[Flask]
    door_of: ClassVar[Callable[[Flask], Door]]
    tally: ClassVar[Tally[str]]

    def __init__(self) -> None:
        super().__init__()
        empty()
        stop_clock(MONDAY)
        self.door: Door = type(self).door_of(self.app)
        with reading() as session:
            self.house = directory(session)
        self.model = Model(given(self.house), MONDAY, MONDAY.date())
        self.tickets: list[Ticket] = []
        self.seen = 0
        self.tally["examples"] += 1

    # --- holders -------------------------------------------------------------------------------------------------

    @rule(service=services, channel=st.sampled_from(("kiosk", "kiosk", "remote")), chance=chances, device=chances)
    def issue(self, service: str, channel: str, chance: int, device: int) -> None:
        owner = f"device-{device}" if device < 3 and channel == "remote" else None
        day = self.next_day() if chance == 9 else self.model.today
        no = self.model.issue(
            service, channel, priority=chance < 2, device=owner, day=day, may_take=self.may_take(service, day)
        )
        self.same(no, self.door.issue(service, channel, chance < 2, owner, day))

    @precondition(lambda self: self.tickets)
    @rule(pick=picks, said=st.sampled_from(("nothing", "the code", "the code", "another code")))
    def check_in(self, pick: int, said: str) -> None:
        number = self.one(pick, lambda n: n.status == "WAITING" and not n.present)
        code = {"nothing": None, "the code": lobby_code_now(), "another code": "not a code"}[said]
        no = self.model.check_in(number, code_right=said != "another code")
        self.holder(no, "check_in", number, code=code)

    @precondition(lambda self: self.tickets)
    @rule(pick=picks)
    def cancel(self, pick: int) -> None:
        number = self.one(pick, lambda n: n.status in ("WAITING", "HELD", "NO_SHOW"))
        self.holder(self.model.cancel(number), "cancel", number)

    @precondition(lambda self: self.tickets)
    @rule(pick=picks, service=st.none() | services, chance=chances)
    def change(self, pick: int, service: str | None, chance: int) -> None:
        number = self.one(pick, lambda n: n.status == "WAITING")
        day = {0: self.next_day(), 1: self.model.today}.get(chance)
        may_take = self.may_take(service or number.service, day or number.day)
        self.holder(
            self.model.change(number, service, day, may_take=may_take), "change", number, service=service, day=day
        )

    @precondition(lambda self: self.tickets)
    @rule(pick=picks)
    def rejoin(self, pick: int) -> None:
        number = self.one(pick, lambda n: n.status == "NO_SHOW")
        self.holder(self.model.rejoin(number), "rejoin", number)

    @precondition(lambda self: self.tickets)
    @rule(pick=picks)
    def claim(self, pick: int) -> None:
        number = self.one(pick, lambda n: n.status in ("NO_SHOW", "UNFINISHED", "EXPIRED"))
        self.holder(self.model.claim(number), "claim", number)

    @precondition(lambda self: any(n.status == "SERVED" for n in self.model.numbers))
    @rule(pick=picks)
    def answer(self, pick: int) -> None:
        served = [n for n in self.model.numbers if n.status == "SERVED"]
        number = served[pick % len(served)]
        self.same(self.model.answer(number), self.door.answer(self.tickets[number.key]))

    # --- counters ------------------------------------------------------------------------------------------------

    @initialize(both=st.booleans())
    def morning(self, both: bool) -> None:
        for desk in DESKS if both else ("L4", "L15"):
            self.open(desk, None)

    @rule(desk=desks, act=st.sampled_from(("call_next", "call_next", "call_next", "finish_and_call_next")))
    def next(self, desk: str, act: str) -> None:
        self.at(act, desk)

    @rule(desk=desks, act=st.sampled_from(("start", "start", "finish", "miss", "hold", "recall")))
    def serve(self, desk: str, act: str) -> None:
        self.at(act, desk)

    @rule(desk=desks)
    def undo(self, desk: str) -> None:
        self.at("undo", desk)

    @precondition(lambda self: self.tickets)
    @rule(pick=picks, desk=desks, act=st.sampled_from(("call", "unhold", "requeue", "confirm_served")))
    def hand(self, pick: int, desk: str, act: str) -> None:
        wanted = {"call": ("WAITING",), "unhold": ("HELD",), "requeue": ("HELD", "NO_SHOW")}
        number = self.one(pick, lambda n: n.status in wanted.get(act, ("NO_SHOW", "UNFINISHED")))
        if act != "call" and number.counter and pick % 3:
            desk = number.counter
        ticket, said = self.tickets[number.key], {}
        if act in ("call", "confirm_served"):
            said = {"reason": "Terlihat dilayani" if act == "confirm_served" or pick % 7 else ""}
        reason = {"reason": said["reason"]} if act == "call" else {}
        no = getattr(self.model, act)(self.model.desks[desk], number, **reason)
        self.same(no, self.door.counter(act, desk, ticket, **said))

    @rule(desk=desks, service=services)
    def transfer(self, desk: str, service: str) -> None:
        no = self.model.transfer(self.model.desks[desk], service)
        self.same(no, self.door.counter("transfer", desk, service=service))

    @rule(desk=desks, service=services, chance=chances)
    def walk_in(self, desk: str, service: str, chance: int) -> None:
        no = self.model.walk_in(self.model.desks[desk], service, priority=chance < 2)
        self.same(no, self.door.counter("walk_in", desk, service=service, priority="lansia" if chance < 2 else None))

    @rule(desk=desks, chosen=st.sampled_from((None, None, 0, 1)))
    def open(self, desk: str, chosen: int | None) -> None:
        able = sorted(self.model.house.able[desk] & frozenset(SERVICES))
        some = None if chosen is None else able[chosen % len(able) :][:1]
        no = self.model.open(self.model.desks[desk], None if some is None else frozenset(some))
        self.same(no, self.door.counter("open", desk, services=some))

    @rule(desk=desks, act=st.sampled_from(("pause", "resume", "resume", "close")))
    def stand(self, desk: str, act: str) -> None:
        no = getattr(self.model, act)(self.model.desks[desk])
        self.same(no, self.door.counter(act, desk, **({"reason": "Istirahat"} if act == "pause" else {})))

    @rule(service=services, most=st.integers(0, 6))
    def quota(self, service: str, most: int) -> None:
        self.same(self.model.set_quota(service, most), self.door.set_quota(service, most))

    # --- time ----------------------------------------------------------------------------------------------------

    @rule(time=st.sampled_from((1, 5, 9, 10, 11, 60, 29 * 60, 31 * 60)))
    def time_passes(self, time: int) -> None:
        if self.model.now + timedelta(seconds=time) < self.at_hour(14):
            self.be(self.model.now + timedelta(seconds=time))

    @precondition(lambda self: self.model.now >= self.at_hour(9) + timedelta(minutes=29))
    @rule()
    def afternoon(self) -> None:
        """From 15.00 numbers of the next working day are given."""
        self.be(max(self.model.now, self.at_hour(15)))

    @precondition(lambda self: self.model.now >= self.at_hour(15) and self.model.today.weekday() < FRIDAY)
    @rule()
    def night(self) -> None:
        self.be(self.at_hour(18.5))
        self.model.end_of_day()
        work.close_days()
        self.agrees()
        self.model.next_day(self.model.today + timedelta(days=1))
        self.be(self.at_hour(9))

    # --- what must be true -----------------------------------------------------------------------------------------

    @invariant()
    def agrees(self) -> None:
        """The database says what the model says, and the checker finds nothing."""
        self.tally["steps"] += 1
        with reading() as session:
            self.tickets = agree(session, self.house, self.model)

    @rule(pick=picks)
    def look(self, pick: int) -> None:
        """What a holder, a line and a counter are shown is what the rules give."""
        waiting = [n for n in self.model.numbers if n.status == "WAITING" and n.day >= self.model.today]
        number = waiting[pick % len(waiting)] if waiting else None
        with reading() as session:
            looked(session, self.house, self.model, DESKS[pick % 3], number, self.tickets)

    # --- in between ------------------------------------------------------------------------------------------------

    def at(self, act: str, desk: str) -> None:
        no = getattr(self.model, act)(self.model.desks[desk])
        self.same(no, self.door.counter(act, desk))

    def holder(self, no: No, act: str, number: Number, **said: Any) -> None:
        self.same(no, self.door.holder(act, self.tickets[number.key], **said))

    def same(self, no: No, said: str | None) -> None:
        self.tally["done" if said is None else "refused"] += 1
        assert said in no if no else said is None, f"the product said {said}, the rules {sorted(no) or 'yes'}"

    def one(self, pick: int, likely: Callable[[Number], bool]) -> Number:
        """A number, mostly one for which the act makes sense."""
        able = [n for n in self.model.numbers if likely(n)] if pick % 10 else []
        among = able or self.model.numbers
        return among[pick % len(among)]

    def may_take(self, service: str, day: date) -> bool:
        agency = self.house.service(service).agency
        return hours.may_take(self.house.site, agency, day, self.model.now).allowed

    def next_day(self) -> date:
        return self.model.today + timedelta(days=1)

    def at_hour(self, hour: float) -> Any:
        days = (self.model.today - MONDAY.date()).days
        return MONDAY + timedelta(days=days, hours=hour - 9)

    def be(self, at: Any) -> None:
        self.model.now = at
        stop_clock(at)
        assert clock.now() == at


def given(house: Directory) -> House:
    """What the drill takes from the catalogue as data."""
    code = {s.id: c for c, s in house.services.items()}
    return House(
        prefix={s: house.services[s].line.prefix for s in SERVICES},
        able={d: frozenset(code[s] for s in house.counter(d).service_ids) for d in DESKS},
        late_after=house.site.late_after,
        priority_every=house.site.priority_every,
        grace_minutes=house.site.grace_minutes,
        remote_share=house.site.remote_share,
    )
