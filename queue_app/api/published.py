"""What everybody may ask about the survey: a period that has been published, as it was published."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from queue_app.api.operation import Call
from queue_app.errors import Unknown
from survey import publication
from survey.publication_record import Publication


def published_figures(
    call: Call, agency: str | None, service: str | None, first: date | None, last: date | None
) -> dict[str, Any]:
    """The figures of a report in force, of the period of exactly these days; without days, of the newest.

    A service only where the report has a line of it alone. Raises Unknown for what was not published.
    """
    every = publication.published(call.session, call.house.site.id, agency)
    fitting = (p for p in every if first in (None, p.period.start) and last in (None, p.period.end))
    one = next(fitting, None)
    if one is None:
        raise Unknown
    result = dict(one.snapshot["result"])
    found = result if service is None else _of_service(one, result, service)
    return found | {"site": call.house.site.code, "from": one.period.start, "to": one.period.end}


def _of_service(one: Publication, whole: dict[str, Any], service: str) -> dict[str, Any]:
    line = next((cell for cell in one.snapshot["services"] if cell["services"] == [service]), None)
    if line is None:
        raise Unknown
    unsur = {key: _score(score) for key, score in line["unsur"].items()}
    lowest = sorted(unsur, key=lambda key: Fraction(unsur[key]["sum"], unsur[key]["n"]))[:3]
    figures = {name: line[name] for name in ("n", "population", "required", "adequate", "index")}
    kept = {name: None if name == "interval" else value for name, value in whole.items()}
    return kept | figures | {"grade": line["letter"] or None, "unsur": unsur, "lowest": lowest, "suppressed": []}


def _score(score: dict[str, Any]) -> dict[str, Any]:
    return {name: score[name] for name in ("n", "sum", "nrr", "index")} | {"grade": score["letter"]}
