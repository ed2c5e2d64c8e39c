"""What a counter does, in the model: who is called, served, put aside, sent on, and what is taken back."""

from __future__ import annotations

from datetime import timedelta

from tests.drills.holder_acts import MOVED_ON, YES, Holders, No
from tests.drills.numbers_model import NEVER, Desk, Number, Undoable

UNDO = timedelta(seconds=10)


class Model(Holders):
    """The whole line: holders and counters act."""

    # --- who comes -------------------------------------------------------------------------------------------------

    def call_next(self, desk: Desk) -> No:
        """Call whoever is next, if anybody is."""
        no = self._not_free(desk)
        if not no:
            self._call_head(desk, self._step(desk))
        return frozenset(no)

    def finish_and_call_next(self, desk: Desk) -> No:
        no = self._not_open(desk) | self._not_serving(desk)
        if not no:
            step = self._step(desk)
            self._finish(desk, step)
            self._call_head(desk, step)
        return frozenset(no)

    def call(self, desk: Desk, number: Number, *, reason: str) -> No:
        """Out of order, with a reason."""
        no = self._not_free(desk) | self._not_servable(desk, number) | (set() if reason else {"invalid"})
        if number.status != "WAITING":
            no.add(MOVED_ON)
        elif not number.present:
            no.add("not-callable")
        if not no:
            step = self._step(desk)
            self._keep(desk, step, number)
            self._to_counter(desk, number, "called")
            self._done(desk, step, number)
        return frozenset(no)

    def recall(self, desk: Desk) -> No:
        number = self.current(desk)
        if number is None or number.status != "CALLED":
            return frozenset({MOVED_ON})
        number.recalls += 1
        self._change("recalled", number)
        return YES

    def miss(self, desk: Desk) -> No:
        no = self._act(desk, ("CALLED",), "NO_SHOW", "missed")
        if not no and desk.last:
            self._last_touched(desk).missed_at = self.now
        return no

    def unhold(self, desk: Desk, number: Number) -> No:
        """A held number, back to its own counter."""
        no = self._not_free(desk)
        if number.status != "HELD":
            no.add(MOVED_ON)
        elif number.counter != desk.code:
            no.add("not-callable")
        if not no:
            step = self._step(desk)
            self._keep(desk, step, number)
            self._to_counter(desk, number, "unheld")
            self._done(desk, step, number)
        return frozenset(no)

    def requeue(self, desk: Desk, number: Number) -> No:
        """Held or missed, back into the line behind the next callable people."""
        no = self._not_servable(desk, number)
        if number.status not in ("HELD", "NO_SHOW"):
            no.add(MOVED_ON)
        elif number.status == "NO_SHOW":
            no |= self._taken(number, number.device, number.issued, number.day)
        if not no:
            step = self._step(desk)
            self._keep(desk, step, number)
            number.place, number.counter, number.present = self.re_entry(number), None, True
            number.status = "WAITING"
            self._change("requeued", number)
            self._done(desk, step, number)
        return frozenset(no)

    # --- what is done there ----------------------------------------------------------------------------------------

    def start(self, desk: Desk) -> No:
        return self._act(desk, ("CALLED",), "SERVING", "started")

    def hold(self, desk: Desk) -> No:
        return self._act(desk, ("CALLED", "SERVING"), "HELD", "held")

    def finish(self, desk: Desk) -> No:
        no = self._not_serving(desk)
        if not no:
            self._finish(desk, self._step(desk))
        return frozenset(no)

    def transfer(self, desk: Desk, service: str) -> No:
        """On to another service, with the same number and place."""
        number = self.current(desk)
        if number is None:
            return frozenset({MOVED_ON})
        if number.service == service:
            return frozenset({"invalid"})
        step = self._step(desk)
        self._keep(desk, step, number)
        number.service, number.counter, number.status = service, None, "WAITING"
        number.called, number.recalls, number.present = False, 0, True
        self._change("transferred", number)
        self._done(desk, step, number)
        return YES

    def walk_in(self, desk: Desk, service: str, *, priority: bool) -> No:
        """Somebody without a number: one is given and served at once."""
        no = self._not_free(desk) | self._unavailable(service, "counter", self.today, self.quotas)
        if service not in desk.serves:
            no.add("not-callable")
        if not no:
            self._use_quota(service, "counter", self.today)
            number = self._give(service, "counter", priority, None, self.today, present=True)
            self._tell("issued", number)
            number.status, number.counter, number.called = "SERVING", desk.code, True
            self._change("walked-in", number)
            desk.last = None
        return frozenset(no)

    def confirm_served(self, desk: Desk, number: Number) -> No:
        """A supervisor believes the holder."""
        no = set() if number.counter == desk.code else {"not-callable"}
        if number.status not in ("NO_SHOW", "UNFINISHED"):
            no.add(MOVED_ON)
        if not no:
            number.status = "SERVED"
            self._change("confirmed-served", number)
        return frozenset(no)

    def undo(self, desk: Desk) -> No:
        """Take back the last step, within ten seconds, while nothing has followed from it."""
        step = desk.last
        if step is None or self.now - step.at > UNDO:
            return frozenset({MOVED_ON})
        touched = [self.numbers[n.key] for n in step.before]
        no: set[str] = set()
        for number, was, changes in zip(touched, step.before, step.changes, strict=True):
            if number.changes != changes or (number.status == "SERVED" and number.answered):
                no.add(MOVED_ON)
            elif was.active and not number.active:
                no |= self._taken(number, number.device, number.issued, number.day)
        if no:
            return frozenset(no)
        for number, was in reversed(list(zip(touched, step.before, strict=True))):
            number.be(was)
            self._change("undone", number)
        desk.since, desk.highest, desk.last = step.since, step.highest, None
        return YES

    # --- the counter itself ----------------------------------------------------------------------------------------

    def open(self, desk: Desk, services: frozenset[str] | None) -> No:
        desk.status, desk.chosen = "OPEN", services
        if not desk.worked:
            desk.since, desk.highest, desk.last, desk.worked = NEVER, 0, None, True
        self.told.append(("counter-opened", None))
        return YES

    def pause(self, desk: Desk) -> No:
        return self._turn(desk, "PAUSED", "counter-paused", self._not_open(desk))

    def resume(self, desk: Desk) -> No:
        if desk.status == "OPEN":
            return YES
        return self._turn(desk, "OPEN", "counter-resumed", self._not_open(desk) if desk.status == "CLOSED" else set())

    def close(self, desk: Desk) -> No:
        if self.current(desk):
            return frozenset({"counter-busy"})
        if desk.status == "CLOSED":
            return YES
        desk.last = None
        return self._turn(desk, "CLOSED", "counter-closed", set())

    # --- what acts have in common ----------------------------------------------------------------------------------

    def _turn(self, desk: Desk, status: str, kind: str, no: set[str]) -> No:
        if not no:
            desk.status = status
            self.told.append((kind, None))
        return frozenset(no)

    def _act(self, desk: Desk, allowed: tuple[str, ...], status: str, kind: str) -> No:
        number = self.current(desk)
        if number is None or number.status not in allowed:
            return frozenset({MOVED_ON})
        step = self._step(desk)
        self._keep(desk, step, number)
        number.status = status
        self._change(kind, number)
        self._done(desk, step, number)
        return YES

    def _finish(self, desk: Desk, step: Undoable) -> None:
        number = self.current(desk)
        assert number
        self._keep(desk, step, number)
        number.status = "SERVED"
        self._change("finished", number)
        self._done(desk, step, number)

    def _call_head(self, desk: Desk, step: Undoable) -> None:
        number = self.next_at(desk)
        if number is None:
            return
        self._keep(desk, step, number)
        self._to_counter(desk, number, "called")
        self._done(desk, step, number)
        desk.since = 0 if number.priority else desk.since + 1
        if not number.priority:
            desk.highest = max(desk.highest, number.place)

    def _to_counter(self, desk: Desk, number: Number, kind: str) -> None:
        number.status, number.counter, number.called, number.recalls = "CALLED", desk.code, True, 0
        self._change(kind, number)

    def _last_touched(self, desk: Desk) -> Number:
        assert desk.last
        return self.numbers[desk.last.before[-1].key]

    def _step(self, desk: Desk) -> Undoable:
        return Undoable(self.now, desk.since, desk.highest)

    def _keep(self, desk: Desk, step: Undoable, number: Number) -> None:
        step.before.append(number.copy())

    def _done(self, desk: Desk, step: Undoable, number: Number) -> None:
        step.changes.append(number.changes)
        if desk.worked:
            desk.last = step

    def _not_open(self, desk: Desk) -> set[str]:
        return set() if desk.status == "OPEN" else {"counter-not-open"}

    def _not_free(self, desk: Desk) -> set[str]:
        return self._not_open(desk) | ({"counter-busy"} if self.current(desk) else set())

    def _not_serving(self, desk: Desk) -> set[str]:
        number = self.current(desk)
        return set() if number and number.status == "SERVING" else {"not-serving"}

    def _not_servable(self, desk: Desk, number: Number) -> set[str]:
        here = number.day == self.today and number.service in desk.serves
        return set() if here else {"not-callable"}
