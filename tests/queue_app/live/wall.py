"""A wall of screens in place of real ones, and a feed that has caught up."""

from __future__ import annotations

from typing import Any

from flask import Flask

from queue_app.consequences import Scope
from queue_app.live.feed import Feed


class Wall:
    """A wall of screens that watch everything, or only what is named."""

    def __init__(self, *kinds: str) -> None:
        self.kinds, self.shown = kinds, list[tuple[Scope, int]]()

    def emit(self, scope: Scope, snapshot: dict[str, Any]) -> None:
        self.shown.append((scope, snapshot["seq"]))

    def watched(self, scope: Scope) -> bool:
        return not self.kinds or scope.kind in self.kinds

    def kinds_shown(self) -> list[str]:
        kinds = [scope.kind for scope, _ in self.shown]
        self.shown.clear()
        return kinds


def follow(app: Flask, wall: Wall) -> Feed:
    made = Feed(app, wall.emit, wall.watched)
    made.catch_up()
    return made
