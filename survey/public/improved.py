"""What was done about what people said, with the index of the unsur before and after where both are published.

Before is the published result of the plan's period, after that of the next period of its kind, of the same scope and
by the same questionnaire, as the follow-up desk compares them. Nothing is computed; nothing unpublished is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from survey.followup import Improvement
from survey.interval import Change, change_within
from survey.periods import Period, parse
from survey.public.wording import day_words
from survey.publication_record import Publication


@dataclass(frozen=True, slots=True)
class Done:
    """One finished act. `agency`: the code of whose plan it was of, None of the whole site; `before` and `after`: its
    unsur as published in the plan's period and the one after, None where there is nothing fair to compare; `change`:
    None where one of them was published without its margin.
    """

    unsur: str
    name: str
    action: str
    owner: str
    evidence: str
    link: str
    agency: str | None
    period: Period
    finished: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    change: Change | None
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
        link=act.link,
        agency=act.agency,
        period=parse(act.period),
        finished=day_words(act.done_on),
        before=before if fair else None,
        after=after if fair else None,
        change=_change(before, after) if before and after and fair else None,
        then=then.period if then and fair else None,
    )


def _change(before: Mapping[str, Any], after: Mapping[str, Any]) -> Change | None:
    if before.get("margin") is None or after.get("margin") is None:
        return None
    return change_within(*(Decimal(one[name]) for one in (after, before) for name in ("index", "margin")))


def _unsur(one: Publication | None, key: str) -> Mapping[str, Any] | None:
    """The unsur as it was published, where it has an index."""
    rows = one.snapshot["unsur"] if one else []
    return next((row for row in rows if row["key"] == key and row["index"] is not None), None)


def _instrument(one: Publication | None) -> str | None:
    return one.snapshot["result"]["instrument"] if one else None
