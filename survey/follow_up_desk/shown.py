"""The plan as its page shows it: rows by unsur, lowest first; before and after; how far it has come."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO

from queue_app.spreadsheets import as_text
from queue_app.web.language import gettext as _
from survey.action import STATUSES, Action
from survey.follow_up_desk.basis import Basis
from survey.ikm import SPREAD, UnsurScore
from survey.interval import Change, change_within


@dataclass(frozen=True, slots=True)
class Group:
    """One unsur with its acts. `rank` is 1, 2, 3 for the lowest, else 0; `letter`: none while answers are too few."""

    key: str
    name: str
    score: UnsurScore | None
    letter: str
    rank: int
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """An unsur that was acted on, in the period of the plan and in the one after it (None: nothing to show yet).
    `change`: how far it moved; `chance`: how far chance alone moves it, None where nobody knows (imported answers).
    """

    name: str
    before: UnsurScore | None
    after: UnsurScore | None
    change: Decimal | None
    chance: Change | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan has come; cancelled acts are not counted."""

    done: int
    overdue: int
    all: int


def groups(basis: Basis, plan: Iterable[Action], today: date) -> tuple[Group, ...]:
    """The three lowest unsur first, worst first; then the others that have acts, in the order of the report.

    Within an unsur what is overdue comes first, what is cancelled last.
    """
    acts: dict[str, list[Action]] = {}
    for one in sorted(plan, key=lambda act: (act.status == "cancelled", not act.overdue(today), act.deadline)):
        acts.setdefault(one.unsur, []).append(one)
    others = [key for key in basis.instrument.keys if key in acts and key not in basis.lowest]
    keys = [*basis.lowest, *others]
    return tuple(_group(basis, key, tuple(acts.get(key, ()))) for key in keys)


def compared(before: Basis, after: Basis, plan: Iterable[Action]) -> tuple[Compared, ...]:
    """The unsur acted on (cancelled acts do not count), in the order of the report; never across two questionnaires."""
    acted = {one.unsur for one in plan if one.status != "cancelled"}
    same = before.instrument.code == after.instrument.code
    found = []
    for unsur in before.instrument.unsur:
        if unsur.key in acted:
            first = before.unsur.get(unsur.key)
            then = after.unsur.get(unsur.key) if same else None
            step = then.index - first.index if first and then else None
            chance = _chance(before, after, unsur.key) if step is not None else None
            found.append(Compared(unsur.short, first, then, step, chance))
    return tuple(found)


def _chance(before: Basis, after: Basis, key: str) -> Change | None:
    margin, earlier = after.margins.get(key), before.margins.get(key)
    if margin is None or earlier is None:
        return None
    return change_within(after.unsur[key].index, margin, before.unsur[key].index, earlier)


def progress(plan: Iterable[Action], today: date) -> Progress:
    """Done, overdue and all acts that stand."""
    standing = [one for one in plan if one.status != "cancelled"]
    done = sum(one.status == "done" for one in standing)
    return Progress(done, sum(one.overdue(today) for one in standing), len(standing))


def place(value: Decimal) -> str:
    """Where an index lies on a bar that begins at its lowest possible value, in percent."""
    return f"{(value - SPREAD) / (100 - SPREAD) * 100:.2f}%"


def as_csv(basis: Basis, plan: Iterable[Action], today: date) -> str:
    """The plan as a file: UTF-8 with its mark; text that looks like a formula is made text."""
    names = {unsur.key: unsur.name for unsur in basis.instrument.unsur}
    file = StringIO()
    writer = csv.writer(file)
    head = "periode unsur indeks tindakan penanggung_jawab tenggat triwulan status terlambat bukti tautan alasan"
    writer.writerow(head.split())
    for one in plan:
        score = basis.unsur.get(one.unsur)
        quarter = _(one.quarter.title).format(**one.quarter.values)
        row: list[object] = [
            one.period,
            names.get(one.unsur, one.unsur),
            score.index if score else "",
            one.action,
            one.owner,
        ]
        row += [one.deadline, quarter, _(STATUSES[one.status]), _("ya") if one.overdue(today) else _("tidak")]
        writer.writerow([as_text(cell) for cell in [*row, one.evidence, one.link, one.reason]])
    return "\ufeff" + file.getvalue()


def _group(basis: Basis, key: str, acts: tuple[Action, ...]) -> Group:
    unsur = next(one for one in basis.instrument.unsur if one.key == key)
    score = basis.unsur.get(key)
    letter = score.grade if score and basis.adequate else ""
    rank = basis.lowest.index(key) + 1 if key in basis.lowest else 0
    return Group(key, unsur.short, score, letter, rank, acts)
