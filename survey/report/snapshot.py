"""A report's numbers as JSON: what a publication freezes, and what the public reads of it.

Decimals are texts, so that no reader rounds again. Letters of grades stand only where the respondents suffice.
"""

from __future__ import annotations

from survey.ikm import UnsurScore
from survey.questionnaire import Unsur
from survey.report import analysis, front
from survey.report.reading import Asked, Numbers, PlanLine, Point
from survey.results import Cell

#: Raised when the meaning of a key changes; readers of old snapshots look at it.
SCHEMA = 1


def snapshot(asked: Asked, found: Numbers) -> dict[str, object]:
    """Everything public about a report."""
    result, period = found.result, asked.period
    letter = (result.grade or "") if result.adequate else ""
    return {
        "schema": SCHEMA,
        "site": asked.mall.name,
        "agency": asked.agency,
        "scope": asked.scope,
        "period": period.code,
        "title": front.period_words(period),
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "rule": front.rule(found),
        "weight": front.weight_words(found),
        "result": result.as_dict(),
        "letter": letter,
        "words": front.grade_words(found, result.index) if letter else front.NOT_ENOUGH,
        "change": front.change_words(found),
        "compared": _compared(found),
        "unsur": [_unsur(found, number, unsur) for number, unsur in enumerate(found.unsur, 1)],
        "services": [_service(asked, cell) for cell in found.services.cells],
        "respondents": [
            {"key": one.key, "label": one.label, "parts": [{"label": part.label, "n": part.n} for part in one.parts]}
            for one in found.profiles
        ],
        "trend": [_point(point) for point in found.trend],
        "plan": [_plan(line, found) for line in asked.plan],
        "plan_before": [_plan(line, found) for line in asked.plan_before],
    }


def _unsur(found: Numbers, number: int, unsur: Unsur) -> dict[str, object]:
    result = found.result
    score = result.unsur.get(unsur.key)
    rank = result.lowest.index(unsur.key) + 1 if unsur.key in result.lowest else 0
    named = {"number": number, "key": unsur.key, "name": unsur.name, "short": unsur.short, "rank": rank}
    margin = found.margins.get(unsur.key)
    return named | _score(score, result.adequate) | {"margin": None if margin is None else str(margin)}


def _compared(found: Numbers) -> dict[str, object] | None:
    """The change against the period before: its n, the step, and the largest step that chance explains."""
    before, change = found.before, found.change
    if before is None or change is None:
        return None
    said = {"period": before.period.code, "n": before.n, "index": str(before.index), "step": str(change.step)}
    return {**said, "chance": str(change.chance), "real": change.real}


def _score(score: UnsurScore | None, adequate: bool) -> dict[str, object]:
    if score is None:
        return {"n": None, "sum": None, "nrr": None, "index": None, "letter": ""}
    return {
        "n": score.n,
        "sum": score.sum,
        "nrr": str(score.nrr),
        "index": str(score.index),
        "letter": score.grade if adequate else "",
    }


def _service(asked: Asked, cell: Cell) -> dict[str, object]:
    result = cell.result
    return {
        "name": analysis.name_of(asked, cell),
        "agencies": list(cell.agencies),
        "services": list(cell.services),
        "n": result.n,
        "population": result.population,
        "required": result.required,
        "adequate": result.adequate,
        "index": None if result.index is None else str(result.index),
        "letter": (result.grade or "") if result.adequate else "",
        "unsur": {key: _score(score, result.adequate) for key, score in result.unsur.items()},
    }


def _point(point: Point) -> dict[str, object]:
    return {
        "period": point.period.code,
        "title": front.period_words(point.period),
        "n": point.n,
        "index": None if point.index is None else str(point.index),
        "letter": point.letter,
        "instrument": point.instrument,
        "imported": point.imported,
        "weights": point.weights,
    }


def _plan(line: PlanLine, found: Numbers) -> dict[str, object]:
    names = {unsur.key: unsur.name for unsur in found.unsur}
    return {
        "unsur": line.unsur,
        "name": names.get(line.unsur, line.unsur),
        "action": line.action,
        "owner": line.owner,
        "deadline": line.deadline.isoformat() if line.deadline else None,
        "status": line.status,
        "evidence": line.evidence,
        "link": line.link,
        "files": list(line.files),
        "reason": line.reason,
        "done_on": line.done_on.isoformat() if line.done_on else None,
    }
