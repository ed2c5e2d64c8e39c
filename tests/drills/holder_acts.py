"""What a holder does with a number, and how the day ends, in the model: each act says which refusals would be right.

An act answers with the set of refusals that the rules allow, empty when it must succeed; only then the model changes.
"""

from __future__ import annotations

from datetime import date, timedelta

from tests.drills.line_model import Line
from tests.drills.numbers_model import STEP, Number, Quota

No = frozenset[str]
YES: No = frozenset()
MOVED_ON = "ticket-moved-on"


class Holders(Line):
    """A line whose holders act."""

    def issue(
        self, service: str, channel: str, *, priority: bool, device: str | None, day: date, may_take: bool = True
    ) -> No:
        """A number at the end of its line; the calendar (`may_take`) is the catalogue's business."""
        no = self._unavailable(service, channel, day, self.quotas) | self._taken(None, device, service, day)
        no |= set() if may_take else {"closed"}
        if no:
            return frozenset(no)
        self._use_quota(service, channel, day)
        fresh = self._give(service, channel, priority, device, day, present=channel != "remote" and day == self.today)
        self._tell("issued", fresh)
        return YES

    def check_in(self, number: Number, *, code_right: bool = True) -> No:
        """ "I am here": in time the place is kept, late it is behind the next callable people."""
        no = set() if code_right else {"wrong-code"}
        if number.status == "WAITING" and number.present:
            return frozenset(no)
        if number.day != self.today:
            no.add("closed")
        if number.status != "WAITING":
            no.add(MOVED_ON)
        if not no:
            if self.passed(number):
                number.place = self.re_entry(number)
            number.present = True
            self._change("checked-in", number)
        return frozenset(no)

    def cancel(self, number: Number) -> No:
        if number.status not in ("WAITING", "HELD", "NO_SHOW"):
            return frozenset({MOVED_ON})
        if number.status == "WAITING":
            self._release(number, self.quotas)
        number.status = "CANCELLED"
        self._change("cancelled", number)
        return YES

    def change(self, number: Number, service: str | None, day: date | None, *, may_take: bool = True) -> No:
        """Exchange a waiting number: the old one ends, a new one stands at the end of its line."""
        wanted, on = service or number.service, day or number.day
        no = set() if (wanted, on) != (number.service, number.day) else {"invalid"}
        no |= set() if number.status == "WAITING" else {MOVED_ON}
        after = dict(self.quotas)
        self._release(number, after)
        no |= self._unavailable(wanted, number.channel, on, after) | self._taken(number, number.device, wanted, on)
        if not may_take and number.channel != "counter":
            no.add("closed")
        if no:
            return frozenset(no)
        self.quotas = after
        self._use_quota(wanted, number.channel, on)
        number.status = "CANCELLED"
        here = number.present and on == number.day
        fresh = self._give(wanted, number.channel, number.priority, number.device, on, present=here)
        fresh.changes = 1
        self._tell("issued", fresh)
        self._change("changed", number)
        return YES

    def rejoin(self, number: Number) -> No:
        """Back after a missed call, within the grace time."""
        if number.status != "NO_SHOW":
            return frozenset({MOVED_ON})
        no = self._taken(number, number.device, number.issued, number.day)
        if number.missed_at and self.now > number.missed_at + timedelta(minutes=self.house.grace_minutes):
            no.add("not-callable")
        if not no:
            number.place, number.counter, number.status = self.re_entry(number), None, "WAITING"
            self._change("rejoined", number)
        return frozenset(no)

    def claim(self, number: Number) -> No:
        """ "Saya sudah dilayani"; a second time changes nothing."""
        if number.status not in ("NO_SHOW", "UNFINISHED") or not number.called:
            return frozenset({MOVED_ON})
        if not number.claimed:
            number.claimed = True
            self._change("claimed-served", number)
        return YES

    def answer(self, number: Number) -> No:
        """Answer the survey: once for each who was served."""
        if number.answered:
            return frozenset({"token-used"})
        number.answered = True
        return YES

    def set_quota(self, service: str, most: int) -> No:
        counted = [n for n in self.numbers if (n.issued, n.day) == (service, self.today) and n.status != "CANCELLED"]
        remote = sum(n.channel == "remote" for n in counted)
        held = self.quotas.get((service, self.today), Quota(most, len(counted), remote))
        self.quotas[service, self.today] = Quota(most, held.taken, held.remote)
        self.told.append(("quota-set", None))
        return YES

    def end_of_day(self) -> No:
        """An hour after closing: who waits expires, who is served stays unfinished, counters close.

        Who was missed may still say to have been served; they expire with the next day's end.
        """
        over = [n for n in self.numbers if n.day <= self.today]
        for number in over:
            if number.status in ("WAITING", "CALLED", "HELD") or (
                number.status == "NO_SHOW" and not number.claimed and number.day < self.today
            ):
                number.status = "EXPIRED"
                self._change("expired", number)
            elif number.status == "SERVING":
                number.status = "UNFINISHED"
                self._change("left-unfinished", number)
        for desk in self.desks.values():
            if desk.status != "CLOSED":
                desk.status, desk.last = "CLOSED", None
                self.told.append(("counter-closed", None))
        return YES

    def next_day(self, today: date) -> None:
        """A new morning: counters remember nothing of yesterday."""
        self.today = today
        for desk in self.desks.values():
            fresh = type(desk)(desk.code, desk.able)
            self.desks[desk.code] = fresh

    # --- what acts have in common -----------------------------------------------------------------------------------

    def _give(
        self, service: str, channel: str, priority: bool, device: str | None, day: date, *, present: bool
    ) -> Number:
        prefix = self.house.prefix[service]
        ordinal = self.drawn[prefix, day] = self.drawn.get((prefix, day), 0) + 1
        last = max((n.place for n in self.numbers if n.day == day), default=0)
        text, place = f"{prefix}{ordinal:03d}", last + STEP
        args = (text, day, service, service, channel, priority, device, place, present)
        fresh = Number(len(self.numbers), *args)
        self.numbers.append(fresh)
        return fresh

    def _change(self, kind: str, number: Number) -> None:
        number.changes += 1
        self._tell(kind, number)

    def _tell(self, kind: str, number: Number) -> None:
        self.told.append((kind, number.text))

    def _taken(self, number: Number | None, device: str | None, issued: str, day: date) -> set[str]:
        others = [n for n in self.numbers if n is not number]
        same = any(
            n.device == device and (n.issued, n.day) == (issued, day) and n.active for n in others if device is not None
        )
        return {"already-active"} if same else set()

    def _unavailable(self, service: str, channel: str, day: date, quotas: dict[tuple[str, date], Quota]) -> set[str]:
        quota = quotas.get((service, day))
        return {"full"} if quota and quota.full(channel, self.house.remote_share) else set()

    def _use_quota(self, service: str, channel: str, day: date) -> None:
        if (service, day) in self.quotas:
            self.quotas[service, day] = self.quotas[service, day].used(channel)

    def _release(self, number: Number, quotas: dict[tuple[str, date], Quota]) -> None:
        if (number.issued, number.day) in quotas:
            quotas[number.issued, number.day] = quotas[number.issued, number.day].back(number.channel)
