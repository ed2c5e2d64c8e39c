"""Numbers in addresses: one that no database can count to names nothing (404), and never reaches a statement."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

#: The largest key of both databases.
LAST = 2**63 - 1


class Key(IntegerConverter):
    """`<int:…>` as far as keys go."""

    def __init__(self, addresses: Map, *arguments: Any, **named: Any) -> None:
        super().__init__(addresses, *arguments, **{"max": LAST} | named)


def install_addresses(app: Flask) -> None:
    """Let every `<int:…>` of the house be a key."""
    app.url_map.converters["int"] = Key
