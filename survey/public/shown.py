"""A published snapshot as the page shows it: bars, points of a line, rows. Nothing is computed again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from survey.ikm import EXACT
from survey.public.wording import day_words, period_words, state_words
from survey.publication_record import Publication
from survey.report.reading import PlanLine

LOWEST, HIGHEST = Decimal(25), Decimal(100)
#: What two neighbours on the line of the trend must share to be joined.
_ALIKE = ("instrument", "imported", "weights")

#: What of a frozen act is told as it is.
_TOLD = ("unsur", "action", "owner", "evidence", "link", "reason")

#: The drawing of the trend, in its own units.
WIDTH, HEIGHT, SIDE, TOP, FOOT = 320, 150, 34, 26, 46


@dataclass(frozen=True, slots=True)
class Bar:
    """One unsur; `fill` is its place on a bar from 25 to 100, in percent."""

    name: str
    index: Decimal
    letter: str
    fill: str
    n: int
    rank: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A period on the line; `label` is the height of its number, under the line in a valley; `changed`: another
    questionnaire than the one before; `imported`: from files; `joined`: the line comes to it from the one before.
    """

    x: float
    y: float
    label: float
    title: str
    short: str
    index: Decimal
    last: bool
    changed: bool
    imported: bool
    joined: bool


def bars(shown: Mapping[str, Any], *, lowest_first: bool) -> list[Bar]:
    """The unsur, lowest first or in printed order."""
    found = [_bar(one) for one in shown["unsur"] if one["index"] is not None]
    return sorted(found, key=lambda bar: bar.index) if lowest_first else found


def spots(shown: Mapping[str, Any]) -> list[Spot]:
    """The periods that have an index, spread over the drawing from the lowest of them to the highest."""
    known = [one for one in shown["trend"] if one["index"] is not None]
    if len(known) < 2:
        return []
    values = [Decimal(one["index"]) for one in known]
    low, step = min(values), (WIDTH - 2 * SIDE) / (len(known) - 1)
    height = float(max(values) - low) or 1.0
    ys = [round(TOP + (HEIGHT - TOP - FOOT) * (1 - float(value - low) / height), 1) for value in values]
    return [
        Spot(
            x=round(SIDE + at * step, 1),
            y=ys[at],
            label=round(ys[at] + (18 if _valley(ys, at) else -10), 1),
            title=period_words(one["period"]),
            short=_short(one),
            index=values[at],
            last=at == len(known) - 1,
            changed=at > 0 and one["instrument"] != known[at - 1]["instrument"],
            imported=one.get("imported", False),
            joined=at > 0 and _alike(one, known[at - 1]),
        )
        for at, one in enumerate(known)
    ]


def _short(one: Mapping[str, Any]) -> str:
    """II 2025 or 2025 under the line; a month has its name."""
    bare = re.sub(r"^(Semester|Triwulan|Tahun) ", "", one["title"])
    return period_words(one["period"]) if bare == one["title"] else bare


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a line may join two neighbours: the same questionnaire, source and print mode."""
    plain = {"imported": False, "weights": EXACT}
    return all(one.get(name, plain.get(name)) == other.get(name, plain.get(name)) for name in _ALIKE)


def _valley(ys: list[float], at: int) -> bool:
    """Whether the line comes down to a point, so that its number would lie on the line if it stood above."""
    beside = ys[max(0, at - 1) : at] + ys[at + 1 : at + 2]
    return sum(y < ys[at] for y in beside) == len(beside)


def promises(shown: Mapping[str, Any], acts: Sequence[PlanLine]) -> list[dict[str, str]]:
    """What is done about the unsur and how far it is today, in words; as published where nothing is kept any more."""
    names = {one["key"]: one["name"] for one in shown["unsur"]}
    live = [(a.unsur, a.action, a.owner, a.evidence, a.link, a.reason, a.deadline, a.status) for a in acts]
    then = [(*(one.get(name, "") for name in _TOLD), _date(one["deadline"]), one["status"]) for one in shown["plan"]]
    return [
        {
            "unsur": unsur,
            "name": names.get(unsur, unsur),
            "action": action,
            "owner": owner,
            "evidence": evidence,
            "link": link,
            "reason": reason,
            "due": day_words(due) if due else "",
            "state": state_words(status),
        }
        for unsur, action, owner, evidence, link, reason, due, status in live or then
    ]


def _date(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def chosen(published: Sequence[Publication], key: str | None) -> Publication | None:
    """The report of a key ("2026-S1", "2026-S1.DKC"); without one the newest of the whole site, else the newest."""
    if key:
        return next((one for one in published if key_of(one) == key), None)
    return next((one for one in published if one.agency is None), None) or next(iter(published), None)


def key_of(one: Publication) -> str:
    """How an address names a published result: it stays when the report is replaced."""
    return f"{one.period.code}.{one.agency}" if one.agency else one.period.code


def _bar(one: Mapping[str, Any]) -> Bar:
    index = Decimal(one["index"])
    place = f"{(index - LOWEST) / (HIGHEST - LOWEST) * 100:.2f}%"
    return Bar(one["short"], index, one["letter"], place, one["n"], one["rank"])
