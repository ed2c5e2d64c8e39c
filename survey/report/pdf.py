"""The report and its poster as PDF: tagged (PDF/UA-1), fonts inside, made by typst from one template each.

The template gets the report as data, never as markup: whatever a person typed stays text. Drawn offline: the fonts lie
beside this file and no package is loaded.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

from survey.report.parts import Block, Chart, Cover, Paragraph, Points, Report, Row, Table, text

HERE = Path(__file__).parent
FONTS = HERE / "fonts"

#: Beyond these no font of ours or typst's own is certain to have a glyph, and a PDF/UA without a glyph is refused.
_LAST_LATIN = 0x24F
_PUNCTUATION = range(0x2010, 0x2045)
_SIGNS = frozenset("€™−×÷≥≤²³½¼¾ₑ")
UNPRINTABLE = "?"


def report_pdf(report: Report, qr_svg: str = "", address: str = "") -> bytes:
    """The report on A4. `qr_svg` and `address`: where it is checked; without them it says that it is a draft."""
    return _compiled("report.typ", _data(report, qr_svg, address))


def poster_pdf(data: dict[str, Any]) -> bytes:
    """One page for the wall; `data` as `poster.poster_data` makes it."""
    return _compiled("poster.typ", data)


def paper_pdf(template: str, data: dict[str, Any]) -> bytes:
    """Another paper of the house from its own template; `data` as that template reads it."""
    return _compiled(template, data)


def printable(said: str) -> str:
    """Text with everything that may have no glyph replaced, so that one odd character never costs the whole report."""
    return "".join(c if _has_glyph(c) else UNPRINTABLE for c in said)


def _has_glyph(c: str) -> bool:
    code = ord(c)
    return (0x20 <= code <= _LAST_LATIN and not 0x7F <= code < 0xA0) or code in _PUNCTUATION or c in _SIGNS


def _compiled(template: str, data: dict[str, Any]) -> bytes:
    made: bytes | list[bytes] = typst.compile(
        str(HERE / "typst" / template),
        root=str(HERE / "typst"),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_printable(data))},
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return made if isinstance(made, bytes) else made[0]


def _printable(data: Any) -> Any:
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {key: value if key == "qr" else _printable(value) for key, value in data.items()}
    return [_printable(one) for one in data] if isinstance(data, list | tuple) else data


def _data(report: Report, qr_svg: str, address: str) -> dict[str, Any]:
    return {
        "cover": _cover(report.cover),
        "head": report.running_head,
        "unit": report.cover.unit,
        "locked": report.locked,
        "qr": qr_svg,
        "address": address,
        "chapters": [
            {
                "number": chapter.number,
                "title": chapter.title,
                "sections": [
                    {"number": s.number, "title": s.title, "blocks": [_block(block) for block in s.blocks]}
                    for s in chapter.sections
                ],
            }
            for chapter in report.chapters
        ],
    }


def _cover(cover: Cover) -> dict[str, Any]:
    plain = {name: getattr(cover, name) for name in Cover.__slots__}
    return plain | {
        "index": text(cover.index),
        "facts": [[fact.label, fact.value] for fact in cover.facts],
        "lowest": _block(cover.lowest),
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"is": "paragraph", "text": block.text}
    if isinstance(block, Points):
        return {"is": "points", "items": list(block.items), "numbered": block.numbered}
    if isinstance(block, Chart):
        return {"is": "chart", "caption": block.caption, "alt": block.alt, "bars": _bars(block)}
    return _table(block)


def _bars(chart: Chart) -> list[dict[str, Any]]:
    return [
        {"label": b.label, "value": float(b.value), "said": text(b.value), "letter": b.letter, "strong": b.strong}
        for b in chart.bars
    ]


def _table(table: Table) -> dict[str, Any]:
    return {
        "is": "table",
        "key": table.key,
        "caption": table.caption,
        "columns": [{"label": c.label, "kind": c.kind, "share": c.share} for c in table.columns],
        "rows": [{"strong": row.strong, "cells": _cells(table, row)} for row in table.rows],
        "note": table.note,
        "wide": table.wide,
    }


def _cells(table: Table, row: Row) -> list[str]:
    return [text(value, column.kind) for value, column in zip(row.values, table.columns, strict=True)]
