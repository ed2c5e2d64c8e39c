"""Floor: what a check found to be untrue. Both domains report their own; `queue_app/check.py` gathers them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken invariant.

    `invariant` is its number in trust.md §4.1 or a word where there is none there ("quota"), `detail`
    says what is wrong in words for an operator, `where` names the thing: "gmsc 2026-11-23 A012". No
    handle, phone or token appears in either.
    """

    invariant: str
    detail: str
    where: str
