"""JSON as this product writes it: compact, instants as RFC 3339 with offset. Also the codec handed to Socket.IO."""

from __future__ import annotations

from typing import Any

import orjson


def dumps(value: Any, **_: Any) -> str:
    """Encode to text."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def loads(text: str | bytes, **_: Any) -> Any:
    """Decode; raises ValueError."""
    return orjson.loads(text)
