"""The poster of a published report: one page for the wall, from its frozen numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from textwrap import shorten
from typing import Any

from survey.report.parts import span, text
from survey.report.pdf import poster_pdf

PAPERS = ("a4", "a3")

#: What is being improved: so many lines have room.
_PROMISES = 3
#: Characters.
_TWO_LINES = 86


def poster(shown: Mapping[str, Any], *, owner: str, name: str, paper: str, qr_svg: str, address: str) -> bytes:
    """A3 or A4, upright. `shown`: the snapshot of a publication."""
    result = shown["result"]
    return poster_pdf(
        {
            "paper": paper,
            "owner": owner,
            "unit": name,
            "scope": shown["scope"] if shown["agency"] else "",
            "title": shown["title"],
            "span": span(date.fromisoformat(shown["from"]), date.fromisoformat(shown["to"])),
            "index": text(Decimal(result["index"])),
            "letter": shown["letter"],
            "words": shown["words"],
            "n": text(result["n"]),
            "population": text(result["population"]),
            "answered_all": result["population"] >= result["n"],
            "profile": _profile(shown),
            "bars": [_bar(one) for one in shown["unsur"]],
            "weight": shown["weight"],
            "legend": "A sangat baik, B baik, C kurang baik, D tidak baik" if shown["letter"] else "",
            "count": len(shown["unsur"]),
            "plan": [_promise(shown, one) for one in shown["plan"][:_PROMISES]],
            "lowest": [u["name"] for u in sorted(shown["unsur"], key=lambda u: u["rank"]) if u["rank"]],
            "qr": qr_svg,
            "address": address,
        }
    )


def _promise(shown: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, str]:
    """What is improved, in two lines; the whole sentence stands where the code leads."""
    names = {unsur["key"]: unsur["short"] for unsur in shown["unsur"]}
    name = names.get(one["unsur"], one["name"])
    return {"unsur": name, "action": shorten(one["action"], _TWO_LINES - len(name), placeholder=" …")}


def _bar(one: Mapping[str, Any]) -> dict[str, Any]:
    index = Decimal(one["index"])
    return {
        "label": one["short"],
        "value": float(index),
        "said": text(index),
        "letter": one["letter"],
        "strong": bool(one["rank"]),
    }


def _profile(shown: Mapping[str, Any]) -> list[str]:
    """Who answered, in one line: sexes, and those with a disability where enough said so."""
    parts = {one["key"]: one["parts"] for one in shown["respondents"]}
    return [f"{part['label']} {text(part['n'])}" for part in parts.get("jenis_kelamin", [])][:3]
