"""Small groups are never shown alone (ARCHITECTURE §4): fewer than 5 answers could point at a
person.

Hiding one small group is not enough: total minus the groups shown gives it away. So the small ones
are merged, and while the merged group is itself too small the next smallest joins it (complementary
suppression).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST = 5


@dataclass(frozen=True, slots=True)
class Split:
    """Which groups may be shown `alone`, and which only as one `merged` group (or, if still small, not at all)."""

    alone: tuple[str, ...]
    merged: tuple[str, ...]


def split(counts: Mapping[str, int]) -> Split:
    """Divide groups (code -> number of answers) of a parent whose total is shown. Groups of 0 hold nothing to hide."""
    by_size = sorted((n, code) for code, n in counts.items() if n > 0)
    merged = [code for n, code in by_size if n < SMALLEST]
    together = sum(n for n, _ in by_size if n < SMALLEST)
    rest = by_size[len(merged) :]
    while merged and together < SMALLEST and rest:
        n, code = rest.pop(0)
        merged.append(code)
        together += n
    return Split(alone=tuple(sorted(code for _, code in rest)), merged=tuple(sorted(merged)))
