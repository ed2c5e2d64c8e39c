"""One measurement as a JSON line, many as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured, and the figures."""

    bench: str
    figures: dict[str, Any]

    def line(self) -> str:
        """The result as one JSON object."""
        return json.dumps({"bench": self.bench, **self.figures})


def table(results: Sequence[Result]) -> str:
    """Results with the same figures, one a row, columns aligned."""
    columns = list(dict.fromkeys(name for result in results for name in result.figures))
    rows = [[_cell(result.figures.get(name)) for name in columns] for result in results]
    wide = [max(len(cells[i]) for cells in [columns, *rows]) for i in range(len(columns))]
    lines = [
        [c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(cells, wide, strict=True))]
        for cells in [columns, *rows]
    ]
    return "\n".join("  ".join(cells).rstrip() for cells in lines)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"
    return "" if value is None else str(value)
