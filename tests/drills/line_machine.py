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
from tests.conftest import MONDAY
from tests.drills.counter_acts import Model
from tests.drills.doors import Door, lobby_code_now
from tests.drills.holder_acts import No
from tests.drills.line_model import House
from tests.drills.numbers_model import Number
from tests.drills.readback import agree, looked
from tests.emptying import empty
from tests.queue_app.line.scene import stop_clock

#: Two services share line A and the counters L4 and L5; the third has a line and a counter of its own.
SERVICES = ("DKC-KTP-HILANG", "DKC-KK-BARU", "PTP-NIB")
DESKS = ("L4", "L5", "L15")
FRIDAY = 4

services = st.sampled_from((SERVICES[0], *SERVICES))
desks = st.sampled_from(("L4", "L4", "L4", "L5", "L5", "L15"))
picks = st.integers(0, 9999)

#: What a counter does next, by the state of its ticket (None: it has none, or something unlikely is tried).
WORK: dict[str | None, tuple[str, ...]] = {
    None: ("call_next", "call_next", "call_next", "call_next", "walk_in", "finish_and_call_next", "start"),
    "CALLED": ("start", "start", "start", "miss", "hold", "recall", "transfer", "call_next"),
    "SERVING": ("finish", "finish", "finish_and_call_next", "finish_and_call_next", "hold", "transfer", "miss"),
}
#: act → the states in which it makes sense.
BY_HAND = {
    "call": ("WAITING",),
    "unhold": ("HELD",),
    "requeue": ("HELD", "NO_SHOW"),
    "confirm_served": ("NO_SHOW", "UNFINISHED"),
}
HOLDER_ACTS = {
    "check_in": ("WAITING",),
    "cancel": ("WAITING", "HELD", "NO_SHOW"),
    "change": ("WAITING",),
    "rejoin": ("NO_SHOW",),
    "claim": ("NO_SHOW", "UNFINISHED", "EXPIRED"),
    "answer": ("SERVED",),
}


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

    @initialize(both=st.booleans(), first=st.lists(st.tuples(services, picks), min_size=2, max_size=4))
    def morning(self, both: bool, first: list[tuple[str, int]]) -> None:
        for desk in DESKS if both else ("L4", "L15"):
            self.open(desk, 0)
        for service, pick in first:
            self.issue(service, pick)

    @rule(service=services, pick=picks)
    def issue(self, service: str, pick: int) -> None:
        """Two of three on the spot, one in four with priority, one in ten for the next working day."""
        channel = "remote" if pick % 3 == 0 else "kiosk"
        device, priority = f"device-{pick % 2}" if pick % 9 == 0 else None, pick % 4 == 1
        day = self.next_day() if pick % 10 == 7 else self.model.today
        may_take = self.may_take(service, day)
        no = self.model.issue(service, channel, priority=priority, device=device, day=day, may_take=may_take)
        self.same(no, self.door.issue(service, channel, priority, device, day))

    @rule(service=services, pick=picks)
    def issue_another(self, service: str, pick: int) -> None:
        """A hall where people come more often than anything else happens."""
        self.issue(service, pick)

    @precondition(lambda self: self.tickets)
    @rule(act=st.sampled_from(tuple(HOLDER_ACTS)), pick=picks, service=st.none() | services)
    def hold_a_number(self, act: str, pick: int, service: str | None) -> None:
        """One act of a holder, mostly with a number that it fits."""
        likely = [n for n in self.model.numbers if n.status in HOLDER_ACTS[act]] or self.model.numbers
        number = self.one(pick, [n for n in likely if act != "check_in" or not n.present] or likely)
        if act == "check_in":
            self.check_in(number, pick)
        elif act == "change":
            self.change(number, service, {0: self.next_day(), 1: self.model.today}.get(pick % 8))
        elif act != "answer":
            self.holder(getattr(self.model, act)(number), act, number)
        elif number.status == "SERVED":
            self.same(self.model.answer(number), self.door.answer(self.tickets[number.key]))

    def check_in(self, number: Number, pick: int) -> None:
        wrong = pick % 7 == 0
        code = "not a code" if wrong else lobby_code_now() if pick % 2 else None
        self.holder(self.model.check_in(number, code_right=not wrong), "check_in", number, code=code)

    def change(self, number: Number, service: str | None, day: date | None) -> None:
        may_take = self.may_take(service or number.service, day or number.day)
        no = self.model.change(number, service, day, may_take=may_take)
        self.holder(no, "change", number, service=service, day=day)

    # --- counters ------------------------------------------------------------------------------------------------

    @rule(desk=desks, pick=picks, service=services)
    def work(self, desk: str, pick: int, service: str) -> None:
        """Mostly what the state of the counter asks for."""
        if self.model.desks[desk].status != "OPEN" and pick % 3:
            return self.open(desk, 0)
        number = self.model.current(self.model.desks[desk])
        acts = WORK[number.status if number and pick % 10 else None]
        act = acts[pick % len(acts)]
        said: dict[str, Any] = {}
        if act in ("transfer", "walk_in"):
            said = {"service": service}
        if act == "walk_in":
            no = self.model.walk_in(self.model.desks[desk], service, priority=pick % 4 == 0)
            said |= {"priority": "lansia" if pick % 4 == 0 else None}
        else:
            no = getattr(self.model, act)(self.model.desks[desk], **said)
        self.same(no, self.door.counter(act, desk, **said))

    @rule(desk=desks, turns=st.lists(picks, min_size=2, max_size=6), service=services)
    def work_through(self, desk: str, turns: list[int], service: str) -> None:
        """A counter that is not idle: some steps, one right after the other."""
        for pick in turns:
            self.work(desk, pick, service)

    @rule(desk=desks, pick=picks, service=services)
    def work_on(self, desk: str, pick: int, service: str) -> None:
        """The next step at a counter, or its taking back."""
        if pick % 4:
            self.work(desk, pick, service)
        else:
            self.at("undo", desk)

    @precondition(lambda self: self.tickets)
    @rule(pick=picks, desk=desks, act=st.sampled_from(tuple(BY_HAND)))
    def by_hand(self, pick: int, desk: str, act: str) -> None:
        """An act of a counter on a number of its choice."""
        number = self.one(pick, [n for n in self.model.numbers if n.status in BY_HAND[act]])
        if act != "call" and number.counter and pick % 3:
            desk = number.counter
        reason = "" if act == "call" and pick % 7 == 0 else "Terlihat dilayani"
        said = {"reason": reason} if act in ("call", "confirm_served") else {}
        asked = {"reason": reason} if act == "call" else {}
        no = getattr(self.model, act)(self.model.desks[desk], number, **asked)
        self.same(no, self.door.counter(act, desk, self.tickets[number.key], **said))

    @rule(desk=desks, pick=picks, service=services)
    def keep_house(self, desk: str, pick: int, service: str) -> None:
        """Open (for all services, or one), pause, resume, close; set a quota."""
        act = ("open", "open", "pause", "resume", "resume", "close", "quota", "quota")[pick % 8]
        if act == "open":
            self.open(desk, pick % 3)
        elif act == "quota":
            self.same(self.model.set_quota(service, pick % 6), self.door.set_quota(service, pick % 6))
        else:
            self.at(act, desk, **({"reason": "Istirahat"} if act == "pause" else {}))

    def open(self, desk: str, chosen: int) -> None:
        """For all services (0), or for one of them."""
        able = sorted(self.model.house.able[desk] & frozenset(SERVICES))
        some = [able[chosen % len(able)]] if chosen else None
        no = self.model.open(self.model.desks[desk], frozenset(some) if some else None)
        self.same(no, self.door.counter("open", desk, services=some))

    # --- time ----------------------------------------------------------------------------------------------------

    @rule(pick=picks)
    def time_passes(self, pick: int) -> None:
        """Seconds, the grace time, the afternoon (from 15.00 numbers of the next day are given), a night."""
        then = self.model.now + timedelta(seconds=(1, 5, 10, 11, 60, 29 * 60, 31 * 60)[pick % 7])
        afternoon = self.model.now >= self.at_hour(15)
        if pick % 5 == 4 and afternoon and self.model.today.weekday() < FRIDAY:
            self.night()
        elif pick % 5 == 3 and not afternoon:
            self.be(self.at_hour(15))
        elif then < self.at_hour(17):
            self.be(then)

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

    def at(self, act: str, desk: str, **said: Any) -> None:
        no = getattr(self.model, act)(self.model.desks[desk])
        self.same(no, self.door.counter(act, desk, **said))

    def holder(self, no: No, act: str, number: Number, **said: Any) -> None:
        self.same(no, self.door.holder(act, self.tickets[number.key], **said))

    def same(self, no: No, said: str | None) -> None:
        self.tally["done" if said is None else "refused"] += 1
        assert said in no if no else said is None, f"the product said {said}, the rules {sorted(no) or 'yes'}"

    def one(self, pick: int, likely: list[Number]) -> Number:
        """A number, mostly one for which the act makes sense."""
        among = likely if likely and pick % 5 else self.model.numbers
        return among[pick // 5 % len(among)]

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
