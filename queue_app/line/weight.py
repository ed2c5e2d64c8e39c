"""What a snapshot weighs on the wire: broadcasts have a size that they must not outgrow (CONTRACT §3 and §4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def weight(snapshot: Mapping[str, Any]) -> int:
    """Bytes of a snapshot as compact JSON; an instant weighs as much as its text."""
    return len(json.dumps(snapshot, default=str, ensure_ascii=False, separators=(",", ":")).encode())


def lighten(snapshot: Mapping[str, Any], part: str, *, most: int, least: int) -> None:
    """Take entries from the end of the list `part` until the snapshot weighs at most `most`; `least` of them stay."""
    entries: list[Any] = snapshot[part]
    while len(entries) > least and weight(snapshot) > most:
        entries.pop()
