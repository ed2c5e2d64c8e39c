"""The queue: its rules, and the doors of the people who use it. Start with `create_app`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config


def create_app(config: Config | None = None) -> Flask:
    """The application. Imported only when it is made: rules must be importable without their doors."""
    from queue_app.app import create_app as make

    return make(config)
