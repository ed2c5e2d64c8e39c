"""Floor: what a check found to be untrue. Both domains report their own; `queue_app/check.py` gathers them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invariant:
    """What must always hold, in a few words, and what it means to the operator when it does not."""

    name: str
    when_broken: str


#: Every invariant that `check` knows, by its number in trust.md §4.1 or a word where there is none there.
INVARIANTS = {
    "I1": Invariant("numbers without gap", "A line's numbers of a day have a gap or a double: somebody wrote past it."),
    "I2": Invariant("no ticket lost", "Somebody was given this number and the database does not have it: restore."),
    "I3": Invariant("one key, one ticket", "A request that was sent twice was done twice, or half."),
    "I4": Invariant("one open ticket per counter", "Two people are called to one counter, or one person to two."),
    "I5": Invariant("called in order", "Somebody was called before their turn and no reason was given."),
    "I6": Invariant("legal moves only", "A ticket went from a state to one that the rules do not allow."),
    "I7": Invariant("the served may answer", "The right to answer is not exactly with those who were served."),
    "I8": Invariant("every change has its event", "A row and its events do not tell the same: one was changed alone."),
    "I9": Invariant("screens show what is", "A board or a phone shows what the database does not say: reload screens."),
    "I10": Invariant("days go forward", "A ticket changed its day, or the clock of the machine went back: look at it."),
    "I12": Invariant("phones forgotten in time", "A phone number is kept longer than promised: is the job running?"),
    "I13": Invariant("every ticket accounted for", "What was issued is not what waits, is handled or has ended."),
    "quota": Invariant("quota counts tickets", "The day's quota says another number than the tickets that use it."),
    "counter": Invariant("counters as told", "A counter is not in the state that its events lead to."),
    "outbox": Invariant("messages as written", "A message says more or other than its template, or about others."),
    "database": Invariant("sound file", "The database itself is damaged or runs less safely than it must: restore."),
    "schema": Invariant("constraints in place", "A constraint of the design is not in this database: run db upgrade."),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken invariant.

    `invariant` is a key of INVARIANTS, `detail` says what is wrong in words for an operator, `where` names the thing:
    "gmsc 2026-11-23 A012", and `ref` is that ticket's public reference. No handle, phone or token appears in any.
    """

    invariant: str
    detail: str
    where: str
    ref: str | None = None

    @property
    def name(self) -> str:
        """The invariant in a few words."""
        return INVARIANTS[self.invariant].name
