"""What was done about what people said, with the index of the unsur before and after where both are published.

Before is the published result of the plan's period, after that of the next period of its kind, of the same scope and
by the same questionnaire, as the follow-up desk compares them. Nothing is computed; nothing unpublished is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.followup import Improvement
from survey.periods import Period, parse
from survey.publication_record import Publication
from survey.report.parts import day


@dataclass(frozen=True, slots=True)
class Done:
    """One finished act. `agency`: the code of whose plan it was of, None of the whole site; `before` and `after`: index
    and period, as published, or None.
    """

    unsur: str
    name: str
    action: str
    owner: str
    evidence: str
    agency: str | None
    period: Period
    finished: str
    before: str | None
    after: str | None
    then: Period | None


def done(acts: Iterable[Improvement], published: Sequence[Publication], names: Mapping[str, str]) -> list[Done]:
    """The acts in their order. `published`: everything in force, whatever its scope; `names`: unsur key → name."""
    of = {(one.period.code, one.agency): one for one in published}
    next_of = {(one.period.previous.code, one.agency): one for one in published}
    keys = [(act, (act.period, act.agency)) for act in acts]
    return [_done(act, names, of.get(key), next_of.get(key)) for act, key in keys]


def open_ones(plan: Iterable[Mapping[str, str]], finished: Iterable[Done], one: Publication) -> list[Mapping[str, str]]:
    """Of a plan as shown, what is not told among the finished acts already."""
    here = [act for act in finished if (act.period, act.agency) == (one.period, one.agency)]
    told = {(act.unsur, act.action) for act in here}
    return [row for row in plan if (row["unsur"], row["action"]) not in told]


def _done(act: Improvement, names: Mapping[str, str], first: Publication | None, then: Publication | None) -> Done:
    before, after = _unsur(first, act.unsur), _unsur(then, act.unsur)
    fair = before and after and _instrument(first) == _instrument(then)
    return Done(
        unsur=act.unsur,
        name=names.get(act.unsur, act.unsur),
        action=act.action,
        owner=act.owner,
        evidence=act.evidence,
        agency=act.agency,
        period=parse(act.period),
        finished=day(act.done_on),
        before=before["index"] if before and fair else None,
        after=after["index"] if after and fair else None,
        then=then.period if then and fair else None,
    )


def _unsur(one: Publication | None, key: str) -> Mapping[str, Any] | None:
    """The unsur as it was published, where it has an index."""
    rows = one.snapshot["unsur"] if one else []
    return next((row for row in rows if row["key"] == key and row["index"] is not None), None)


def _instrument(one: Publication | None) -> str | None:
    return one.snapshot["result"]["instrument"] if one else None
